"""Texts as the rules know them: traditional characters in their simplified forms, “ and ” for other quotation marks.

The rules name some hundreds of characters: of fields of a page, measure words, verbs that govern a list. `simplified` puts these in the
place of their traditional forms, one for one, so that a rule sees what it knows and every position stays. What is quoted is quoted
from the text as it is. No form that simplified text uses as well (着 beside 著) is touched.
"""

import re
from itertools import chain, cycle, product

# A simplified character and its traditional forms.
_FORMS = """
万萬 与與 业業 两兩 个個箇 为為爲 举舉 产產産 亩畝 亿億 从從 优優 会會 体體 余餘 克剋 关關 内內 农農
决決 准準 几幾 出齣 击擊 别別彆 制製 办辦 动動 励勵 区區 千韆 升昇陞 占佔 即卽 卷捲 县縣 参參蔘 发發髮
号號 录錄録彔 合閤 同衕 向嚮曏 吨噸 启啓啟 员員 周週 围圍 坚堅 声聲 处處 头頭 实實 审審 家傢 对對 导導 将將
层層 届屆 岁嵗歲 布佈 带帶 并並併 应應 开開 强強 归歸 彻徹 总總 户戶 才纔 扎紮 托託 扩擴 扬揚 拥擁
数數 无無 既旣 时時 暂暫 术朮術 机機 权權 条條 来來 极極 构構 标標 树樹 核覈 没沒 注註 浏瀏 温溫 点點
现現 盖蓋 种種 积積 筹籌 类類 紧緊 级級 线綫線 组組 织織 终終 结結 绕繞 给給 统統 继繼 续續 缓緩 编編
荐薦 表錶 览覽 让讓 讯訊 记記 论論 设設 评評 词詞 该該 语語 说說説 请請 读讀 谐諧 责責 贯貫 赠贈 践踐
转轉 轮輪 轴軸 载載 较較 辑輯 过過 运運 还還 这這 进進 释釋 里裏裡 链鏈 长長 闭閉 间間 阅閱閲 面麪麫麵
页頁 顷頃 项項 须須鬚 饱飽 扫掃 码碼 识識 备備 单單 题題 称稱 范範 网網 废廢 当當噹
传傳 修脩 厅廳 咨諮 局侷 属屬 监監 真眞 系係繫 联聯 订訂 询詢 话話 邮郵 门門 电電 专專 栏欄 书書 报報 闻聞 席蓆 钟鍾鐘 队隊 旗旂 乡鄉 镇鎮 随隨 挥揮 样樣 致緻 访訪 问問 务務 学學 台檯臺颱 获獲穫 确確 讲講 议議 辞辭 领領 欢歡 图圖 册冊 碍礙 们們 选選 养養 回迴囘 规規 颁頒 断斷 稳穩 临臨 陆陸 顺順 显顯 热熱 节節 键鍵 奋奮 简簡 纸紙 顶頂
团團糰 携攜 志誌 则則 驾駕 课課 赞贊讚 国國 频頻 约約 块塊 张張 赢贏 认認 跻躋 迈邁 争爭 欧歐 缩縮 减減 压壓 纳納 划劃 战戰 细細 计計 协協 复復複 纲綱 采採埰寀 查査 观觀 调調 预預 彩綵 见見 资資 额額 场場 创創 担擔 荣榮 笔筆 签簽籤 负負 辆輛 达達 抢搶 畅暢 扣釦 锚錨 巩鞏 响響 筑築 义義 摄攝 圆圓圎 壮壯 满滿 纪紀 只隻 么麼
"""
FORMS = {entry[0]: entry[1:] for entry in _FORMS.split()}
_SIMPLE = {ord(form): simple for simple, forms in FORMS.items() for form in forms} | {ord("「"): "“", ord("」"): "”"}
_ANY = re.compile(f"[{''.join(map(chr, _SIMPLE))}]")


def simplified(text: str) -> str:
    """The text with the characters and quotation marks that the rules know in place of others; as long as it was."""
    return paired(text.translate(_SIMPLE) if _ANY.search(text) else text)


def paired(text: str) -> str:
    """Straight quotation marks as “ and ” in turn, if there is an even number of them; as long as it was."""
    pieces = text.replace("＂", '"').split('"')
    if len(pieces) == 1 or len(pieces) % 2 == 0:
        return text
    return "".join(mark + piece for mark, piece in zip(chain([""], cycle("“”")), pieces, strict=False))


def in_both(word: str) -> set[str]:
    """A word as it may be written: with each character simple or in one of its traditional forms."""
    return {"".join(chars) for chars in product(*(char + FORMS.get(char, "") for char in word))}
