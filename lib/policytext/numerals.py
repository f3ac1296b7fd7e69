"""Chinese numerals as texts of policy write them: 十二, 两, 二〇二一."""

ONES = "〇一二三四五六七八九"
DIGITS = {char: value for value, char in enumerate(ONES)} | {"零": 0, "○": 0, "Ｏ": 0, "两": 2}
# A congress, 十九大, and no count of things: but for 十二大产业.
CONGRESS = r"(?:二?十[一二三四五六七八九]|二十)大(?!产业|工程|行动|任务|领域|体系|平台|学科)"


def value(numeral: str) -> int:
    """12, 两, 十, 十二, 三十六, 一百一十二, or digits in a row as in the year 二〇二一, as a number; 0 if it is none, as 十十."""
    hundreds, hundred, rest = numeral.rpartition("百")
    if hundred:
        return 100 * DIGITS[hundreds] + value(rest or "零") if hundreds in DIGITS else 0
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(str(DIGITS[char]) for char in numeral))
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0) if {tens, ones} <= {"", *DIGITS} else 0


def written(number: int) -> str:
    """A number below a thousand as a text counts: 三, 十二, 二十, 一百零五, 一百一十二."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    high = f"{ONES[hundreds]}百" + "零" * (0 < rest < 10) if hundreds else ""
    ten = ("" if tens == 1 and not hundreds else ONES[tens]) + "十" if tens else ""
    return high + ten + (ONES[ones] if ones else "") or ONES[0]
