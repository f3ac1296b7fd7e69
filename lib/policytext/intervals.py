"""Bootstrap intervals over the units of a text: what a share or an agreement rests on."""

import warnings
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
from scipy.stats import DegenerateDataWarning, bootstrap

SEED = 20090813
RESAMPLES = 1999

# From how often each unit is drawn, (..., units), to a value for each draw, (...). So all that is known of a unit is
# drawn together, and sums over a draw are products: of whole numbers `@` gives them exactly; of others its last digit
# hangs on the machine, and `(drawn * values).sum(-1)` does not.
Statistic = Callable[[np.ndarray], np.ndarray]


def bca_interval(statistic: Statistic, n: int) -> tuple[float, float, str]:
    """The 95 % BCa bootstrap interval of a statistic of n units: (low, high, reason).

    Resamples in which the statistic is not defined (NaN) are left out. Where there is no interval, both ends are NaN and
    `reason` says why; else it is "". Bias-corrected and accelerated: Efron 1987, by `scipy.stats.bootstrap`.
    """
    if n < 2:
        return np.nan, np.nan, "fewer than two units"
    values = statistic(resamples(n))
    known = values[np.isfinite(values)]
    if len(known) < 0.95 * RESAMPLES:
        return np.nan, np.nan, f"not defined in {np.isnan(values).mean():.0%} of the resamples"
    if np.ptp(known) == 0:
        return np.nan, np.nan, "every resample gives the same value"
    low, high = _bca(statistic, n, known)
    if not np.isfinite([low, high]).all():
        return np.nan, np.nan, "no resample gives less, or none more"
    return float(low), float(high), ""


@lru_cache(8)
def resamples(n: int) -> np.ndarray:
    """How often each of n units is drawn in each resample, the same at each call: resamples × units."""
    drawn = times(np.random.default_rng(SEED).integers(n, size=(RESAMPLES, n)), n)
    drawn.flags.writeable = False
    return drawn


def times(units: np.ndarray, n: int) -> np.ndarray:
    """How often each of n units is in each draw: (..., drawn) to (..., n)."""
    draws = units.reshape(-1, units.shape[-1])
    places = draws + n * np.arange(len(draws))[:, None]
    return np.bincount(places.ravel(), minlength=n * len(draws)).reshape(*units.shape[:-1], n).astype(float)


def _bca(statistic: Statistic, n: int, values: np.ndarray) -> tuple[float, float]:
    """The ends of the interval from the values in the resamples."""

    def of_units(units: np.ndarray, axis: int = -1) -> np.ndarray:
        return statistic(times(units, n))

    given = {"n_resamples": 0, "bootstrap_result": SimpleNamespace(bootstrap_distribution=values)}
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):  # NaN is looked for
        warnings.simplefilter("ignore", DegenerateDataWarning)
        found = bootstrap((np.arange(n),), of_units, method="BCa", vectorized=True, axis=-1, **given)
    return found.confidence_interval


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> Statistic:
    """Σ numerator / Σ denominator over the drawn units, as a statistic; NaN where the denominator is 0."""

    def statistic(drawn: np.ndarray) -> np.ndarray:
        return divide((drawn * numerator).sum(-1), (drawn * denominator).sum(-1))

    return statistic


def divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below, NaN where below is 0."""
    above, below = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below != 0)
