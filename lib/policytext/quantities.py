"""Numbers that set an amount, a rate or a date: what a target that can be checked is made of.

Each kind is a pattern of a number with its units. Where more than one fits, the first in `KINDS` is taken: 2010年 is a date
and no duration of so many years.
"""

import re

import pandas as pd

from policytext.document import Document
from policytext.numerals import CONGRESS
from policytext.script import simplified

ARABIC, CHINESE, DIGIT = "[0-9０-９]", "[〇○零Ｏ一二三四五六七八九十百千两]", "[〇○零Ｏ一二三四五六七八九]"
MORE_DIGITS = rf"(?:[,.，．]?{ARABIC})*+"  # ends with a digit: 4.人才 is an item of a list
GAP = "[ \xa0]?"  # 50 万元: some texts have a space beside a number
OF_UNIT = "[瓦米克伏赫帕卡分]"  # 千 before it is not of the number: 5千瓦, 1万千瓦
LARGE = f"(?:[万亿兆]|[百千](?!{OF_UNIT}))"
VAGUE = f"[数几](?=[十百千](?!{DIGIT}))"  # 数十亿元 is no 十亿元; but 人数十五人
# A number is taken whole: it begins where no other goes on, and is not given up digit by digit, which on a long run of
# digits would take for ever.
NUMBER = (
    rf"(?<!第)(?<!第[ \xa0])(?:(?<!{ARABIC})(?<!{ARABIC}[,.，．万亿兆百千])(?!00){ARABIC}{MORE_DIGITS}"
    rf"|(?<!{CHINESE})(?<!{CHINESE}[万亿兆])(?<!{DIGIT}点)(?<!{VAGUE}){CHINESE}++(?:点{DIGIT}++)?+)"
    rf"(?:{GAP}{LARGE}(?:{ARABIC}{MORE_DIGITS}|(?![百千]{OF_UNIT}){CHINESE}++)?|多|余|几)*+"  # 3万5, 八亿六千万, 20多
)
RANGE = rf"{NUMBER}(?:{GAP}(?:%|％)?{GAP}(?:[-–－~～至]|—+){GAP}{NUMBER})?{GAP}"  # 8%—10%
HEADED = r"\A\d{1,2}[ \xa0]"  # 3 大力推进: the number of a part
MINUS = "(?:(?<=[\u4e00-\u9fff])[-－−])?"  # 增长-3%
KINDS = {
    "rate": "|".join(
        (
            rf"百分之{NUMBER}|{NUMBER}分之{NUMBER}",
            rf"{MINUS}{RANGE}(?:%|％|个百分点|‰|倍)",
            r"翻(?:[一两二三四]|\d)?番",
            rf"(?:增长|提高|下降|降低|占){NUMBER}成|{NUMBER}成(?=以上|以下|左右)",
            "(?:缩短|减少|下降|降低|压缩|占)一半",
        )
    ),
    "amount": rf"{RANGE}(?:[美欧日港]?元|吨标准煤|吨|公里|平方米|平方公里|立方米|亩|公顷|千瓦时?)",
    "date": "|".join(
        (
            rf"(?:[1-9]|1[0-2]){GAP}月{GAP}[0-3]?\d{GAP}日|(?<!\d)[0-3]?\d{GAP}日",
            rf"[12][0-9]{{3}}{GAP}年(?!代)|[二一]{DIGIT}{{3}}年(?!代)|民国{NUMBER}{GAP}年(?!代)",
            "“?十[一二三四五]五”?(?:期末|末|期间)",  # the end of a five-year plan
            "(?:今年|明年|年)底",
        )
    ),
    "duration": rf"{NUMBER}{GAP}(?:年(?![代度]|[规计]划)|个月|天|周(?!年))",
    "size class": "(?<![数几])(?<![数几][百千万十])[百千万十]?亿元(?:以上)?(?:企业|产业|级)",
    "count": rf"(?!{HEADED}){RANGE}(?:个|家|项|批|条|户|种|类|城区|县|人次|人|名)|(?!{CONGRESS}|{HEADED}){RANGE}大",
}
ANY = re.compile("|".join(f"(?P<k{i}>{pattern})" for i, pattern in enumerate(KINDS.values())))


def quantities(doc: Document) -> pd.DataFrame:
    """Every quantity in the body: kind, text, start, end, sentence.

    kind: rate (a share or growth), amount (money, weight, area …), date (a day, a year or the end of one), duration,
    size class (a class named by a sum, as 亿元企业), count (of things). To check whether a target was reached takes a
    rate, an amount or a date; a count may only name a list. Numbers without a unit, ordinals and what is vague (数十亿元,
    几百家) are left out; 约, 近, 超过 or 上 before a number is no part of it.
    """
    names = list(KINDS)
    rows = [
        (names[int(m.lastgroup[1:])], s.text[slice(*m.span())], *doc.place(s.start, *m.span()), s.sentence)
        for s in doc.sentences.itertuples()
        for m in ANY.finditer(simplified(s.text))
    ]
    return pd.DataFrame(rows, columns=["kind", "text", "start", "end", "sentence"])
