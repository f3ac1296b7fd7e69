"""Numbers as Chinese statistics print them: intervals, units, and words such as 突破 (more than) or 约 (about)."""

import math
import re

from policytext.errors import PolicyTextError

Interval = tuple[float, float]
UNKNOWN: Interval = (math.nan, math.nan)

# unit -> (what it measures, size)
UNITS = {
    "元": ("money", 1.0),
    "千元": ("money", 1e3),
    "万元": ("money", 1e4),
    "百万元": ("money", 1e6),
    "亿元": ("money", 1e8),
    "人": ("persons", 1.0),
    "万人": ("persons", 1e4),
}

NUMBER = r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"  # a comma parts thousands, and nothing else
# How a figure is hedged in print -> what is certain: a floor, a ceiling, or only the neighbourhood.
HEDGES = (
    (re.compile(rf"(?:首次|均)?(?:突破|超过|超|不低于|至少|≥|>)\s*({NUMBER})|({NUMBER})(?:以上|及以上)"), "floor"),
    (re.compile(rf"(?:不到|不足|低于|至多|≤|<)\s*({NUMBER})|({NUMBER})(?:以下|及以下)"), "ceiling"),
    (re.compile(rf"(?:约|近|大约)\s*({NUMBER})|({NUMBER})左右"), "about"),
)


def interval(text: str) -> Interval:
    """What a printed figure makes certain: "328" -> (328, 328), "突破300" or "≥300" -> (300, inf), "380–470" -> both ends.

    A figure that is only "about" (约, 近) makes nothing certain and is unknown, as is an empty text. Raises PolicyTextError for text that
    is no single figure ("22/30/58"), for odd commas ("1,2") and for a range that runs downwards ("5–3").
    """
    text = text.strip()
    if not text:
        return UNKNOWN
    if re.fullmatch(NUMBER, text):
        return (_number(text),) * 2
    if found := re.fullmatch(rf"({NUMBER})\s*[–~～至]\s*({NUMBER})", text):
        low, high = _number(found[1]), _number(found[2])
        if low > high:
            raise PolicyTextError(f"{text!r} runs downwards; write the lower number first")
        return low, high
    for pattern, kind in HEDGES:
        if found := pattern.fullmatch(text):
            value = _number(found[1] or found[2])
            return {"floor": (value, math.inf), "ceiling": (-math.inf, value), "about": UNKNOWN}[kind]
    raise PolicyTextError(f"{text!r} is not a figure; write a number, ≥ or ≤ and a number, or two numbers with –")


def decimals(text: str) -> int:
    """How many digits stand behind the point of the (last) number of a printed figure."""
    return len(re.findall(NUMBER, text)[-1].partition(".")[2])


def factor(unit: str, wanted: str) -> float:
    """What a figure in `unit` is multiplied by to be in `wanted`; PolicyTextError if they measure different things."""
    if unit == wanted:
        return 1.0
    if unit not in UNITS or wanted not in UNITS or UNITS[unit][0] != UNITS[wanted][0]:
        allowed = [u for u in UNITS if wanted in UNITS and UNITS[u][0] == UNITS[wanted][0]] or [wanted]
        raise PolicyTextError(f"the unit {unit!r} does not measure the same as {wanted!r}; give {', '.join(allowed)}")
    return UNITS[unit][1] / UNITS[wanted][1]


def written(low: float, high: float) -> str:
    """An interval as text that `interval` reads back."""
    if math.isnan(low) or math.isnan(high) or (math.isinf(low) and math.isinf(high)):
        return ""
    if low == high:
        return f"{low:.12g}"
    if math.isinf(high):
        return f"≥{low:.12g}"
    return f"≤{high:.12g}" if math.isinf(low) else f"{low:.12g}–{high:.12g}"


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))
