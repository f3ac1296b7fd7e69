"""Kleene's strong three-valued logic on whole columns (Kleene 1952, §64).

A truth value is an int8: FALSE = -1, UNKNOWN = 0, TRUE = 1. With that order "all" is the minimum, "any" the maximum
and "not" the sign changed, one byte a row and one pass a connective.
"""

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np
import pandas as pd

FALSE, UNKNOWN, TRUE = np.int8(-1), np.int8(0), np.int8(1)

# op -> (certain that it holds, certain that it fails), for intervals a = [a_low, a_high] and b.
_CERTAIN = {
    ">": (lambda al, ah, bl, bh: al > bh, lambda al, ah, bl, bh: ah <= bl),
    ">=": (lambda al, ah, bl, bh: al >= bh, lambda al, ah, bl, bh: ah < bl),
    "<": (lambda al, ah, bl, bh: ah < bl, lambda al, ah, bl, bh: al >= bh),
    "<=": (lambda al, ah, bl, bh: ah <= bl, lambda al, ah, bl, bh: al > bh),
    "==": (lambda al, ah, bl, bh: (al == bh) & (ah == bl), lambda al, ah, bl, bh: (al > bh) | (ah < bl)),
}

Bounds = tuple[np.ndarray | float, np.ndarray | float]


def all_of(parts: Iterable[np.ndarray]) -> np.ndarray:
    """True where every part is true, false where one is false."""
    return reduce(np.minimum, parts)


def any_of(parts: Iterable[np.ndarray]) -> np.ndarray:
    """True where one part is true, false where every part is false."""
    return reduce(np.maximum, parts)


def at_least(k: int, parts: Iterable[np.ndarray], size: int) -> np.ndarray:
    """True where k parts are true, false where too few are left that could be."""
    true, possible = np.zeros((2, size), np.int16)
    for part in parts:
        true += part == TRUE
        possible += part != FALSE
    return (true >= k).view(np.int8) - (possible < k).view(np.int8)


def compare(a: Bounds, op: str, b: Bounds, size: int) -> np.ndarray:
    """`a op b` for values known as intervals (low, high): exact values have low = high, unknown ones are NaN.

    True or false only where it is so for every value in the intervals.
    """
    holds, fails = (np.broadcast_to(certain(a[0], a[1], b[0], b[1]), size).astype(np.int8) for certain in _CERTAIN[op])
    return holds - fails


def member(values: pd.Series, allowed: Sequence[str]) -> np.ndarray:
    """Whether a text value is one of `allowed`; unknown where it is empty or missing."""
    known = (values.notna() & (values != "")).to_numpy(bool)
    inside = values.isin(list(allowed)).to_numpy(bool)
    return np.where(known, np.where(inside, TRUE, FALSE), UNKNOWN)


def nullable(truth: np.ndarray) -> pd.arrays.BooleanArray:
    """The same truth values as pandas' nullable boolean: unknown is NA."""
    return pd.arrays.BooleanArray(truth == TRUE, truth == UNKNOWN)
