"""Bootstrap intervals over the units of a text: what a share or an agreement rests on."""

import warnings
from collections.abc import Callable

import numpy as np
from scipy.stats import DegenerateDataWarning, bootstrap

SEED = 20090813
RESAMPLES = 1999

Statistic = Callable[[np.ndarray], np.ndarray]


def interval(statistic: Statistic, n: int, *, seed: int = SEED) -> tuple[float, float, str]:
    """The 95 % BCa bootstrap interval of a statistic of n units: (low, high, reason).

    `statistic` takes unit numbers, an array of shape (..., units), and returns an array of shape (...): all that
    is known of a unit is drawn together, so numerator and denominator stay paired. Resamples in which it is not
    defined (NaN) are left out. Where there is no interval, both ends are NaN and `reason` says why; else it is "".
    Bias-corrected and accelerated: Efron 1987, by `scipy.stats.bootstrap`.
    """
    if n < 2:
        return np.nan, np.nan, "fewer than two units"
    drawn = _bootstrap(statistic, n, method="percentile", n_resamples=RESAMPLES, rng=seed)
    values = drawn.bootstrap_distribution
    drawn.bootstrap_distribution = values[np.isfinite(values)]
    if len(drawn.bootstrap_distribution) < 0.95 * RESAMPLES:
        return np.nan, np.nan, f"not defined in {np.isnan(values).mean():.0%} of the resamples"
    if np.ptp(drawn.bootstrap_distribution) == 0:
        return np.nan, np.nan, "every resample gives the same value"
    ends = _bootstrap(statistic, n, method="BCa", n_resamples=0, bootstrap_result=drawn).confidence_interval
    if not np.isfinite([ends.low, ends.high]).all():
        return np.nan, np.nan, "rests on a single unit"
    return float(ends.low), float(ends.high), ""


def _bootstrap(statistic: Statistic, n: int, **options):
    with warnings.catch_warnings():  # of NaN, which is looked for above
        warnings.simplefilter("ignore", DegenerateDataWarning)
        return bootstrap((np.arange(n),), statistic, vectorized=True, axis=-1, batch=500, **options)


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> Statistic:
    """Σ numerator / Σ denominator over the drawn units, as a statistic; NaN where the denominator is 0."""

    def statistic(units: np.ndarray, axis: int = -1) -> np.ndarray:
        drawn = times(units, len(numerator))
        return divide((drawn * numerator).sum(axis), (drawn * denominator).sum(axis))

    return statistic


def times(units: np.ndarray, n: int) -> np.ndarray:
    """How often each of n units is in each draw: (..., drawn) to (..., n).

    Sums over the draws are products with it. Of whole numbers `@` gives them exactly; of others its last digit hangs on
    the machine, and `(times * values).sum(-1)` does not.
    """
    draws = units.reshape(-1, units.shape[-1])
    places = draws + n * np.arange(len(draws))[:, None]
    return np.bincount(places.ravel(), minlength=n * len(draws)).reshape(*units.shape[:-1], n).astype(float)


def divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below, NaN where below is 0."""
    above, below = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below != 0)
