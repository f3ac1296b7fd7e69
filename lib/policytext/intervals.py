"""Bootstrap intervals over the units of a text: what a share or an agreement rests on.

A statistic is a function of sums over units. So what it is of all units, in each resample and without each unit takes
time and memory by the number of units: `scipy.stats.bootstrap`, which gives the same interval, makes a table of units
by units, and of ten thousand it has eight hundred megabytes.

The ends hang on `SEED` too: those of a share by a hundredth or two, others by more where few units count. An end as near as
that to a threshold does not decide.
"""

from collections.abc import Callable, Iterator
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

SEED = 20090813
RESAMPLES = 1999
CELLS = 2**21  # resamples × units that are held at a time
Z = NormalDist().inv_cdf(0.975)  # half of the width of a 95 % interval, in standard deviations

# From sums, (..., quantities), to a value of each, (...).
Statistic = Callable[[np.ndarray], np.ndarray]


class Sums(NamedTuple):
    """What units add up to, quantity by quantity."""

    whole: np.ndarray  # of all units
    drawn: np.ndarray  # in each resample: resamples × quantities
    without: np.ndarray  # with each unit left out: units × quantities


def sums(added: np.ndarray) -> Sums:
    """The sums of what each unit adds, units × quantities. Resamples are the same at each call."""
    # By `(drawn * column).sum()`, as the last digit of `drawn @ added` hangs on the machine.
    columns = np.ascontiguousarray(np.asarray(added, float).T)
    drawn = [[(some * column).sum(axis=1) for column in columns] for some in resamples(len(added))]
    whole = np.array([column.sum() for column in columns])
    return Sums(whole, np.concatenate(drawn, axis=1).T, whole - added)


def resamples(n: int) -> Iterator[np.ndarray]:
    """How often each of n units is drawn in each resample: resamples × units, so many at a time as fit."""
    rng = np.random.default_rng(SEED)
    some = CELLS // (n + 1) + 1
    for first in range(0, RESAMPLES, some):
        units = rng.integers(max(n, 1), size=(min(some, RESAMPLES - first), n))
        places = units + n * np.arange(len(units))[:, None]
        yield np.bincount(places.ravel(), minlength=units.size).reshape(units.shape).astype(float)


def bca_interval(statistic: Statistic, found: Sums) -> tuple[float, float, str]:
    """The 95 % BCa bootstrap interval of a statistic: (low, high, reason). Bias-corrected and accelerated: Efron 1987.

    Resamples in which the statistic is not defined (NaN) are left out; if they are more than 5 %, there is no interval. Nor
    is there if all the others give the same value, or none a lower or none a higher one. Then both ends are NaN and `reason`
    says why; else it is "".
    """
    if len(found.without) < 2:
        return np.nan, np.nan, "fewer than two units"
    values = statistic(found.drawn)
    known = values[np.isfinite(values)]
    if len(known) < 0.95 * RESAMPLES:
        return np.nan, np.nan, f"not defined in {np.isnan(values).mean():.0%} of the resamples"
    if np.ptp(known) == 0:
        return np.nan, np.nan, "every resample gives the same value"
    levels = _levels(statistic(found.whole), known, statistic(found.without))
    if not np.isfinite(levels).all():
        return np.nan, np.nan, "no resample gives less, or none more"
    low, high = np.quantile(known, levels)
    return float(low), float(high), ""


def _levels(value: float, resampled: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Which quantiles of the resamples are the ends of the interval: (low, high).

    The bias is from how many of them are below the value, the acceleration from the jackknife.
    """
    bias = ndtri(((resampled < value).mean() + (resampled <= value).mean()) / 2)
    apart = without.mean() - without
    acceleration = divide((apart**3).sum(), 6 * (apart**2).sum() ** 1.5)
    with np.errstate(invalid="ignore"):  # of an infinite bias
        z = bias + np.array([-Z, Z])
        return ndtr(bias + z / (1 - acceleration * z))


def ratio(above: int, below: int) -> Statistic:
    """One quantity's sum by another's, as a statistic; NaN where that is 0."""
    return lambda added_up: divide(added_up[..., above], added_up[..., below])


def divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below, NaN where below is 0."""
    above, below = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below != 0)
