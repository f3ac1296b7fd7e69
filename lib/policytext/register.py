"""A synthetic register: rows drawn from stated distributions, to try rules on where no data are published. Never evidence."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from policytext.errors import PolicyTextError
from policytext.tables import load_yaml, yaml_place


def load(path: str | Path) -> dict:
    """Read the distributions of a register; PolicyTextError with file, line and field if they do not fit together."""
    register = load_yaml(path, "register")
    for field, fault in _faults(register):
        raise PolicyTextError(f"{yaml_place(path, field)}: {fault}")
    return register


def _faults(register: Mapping) -> Iterator[tuple[list[str], str]]:
    """(field, fault): what the schema cannot see."""
    columns, before = register["columns"], []
    draws = [(["columns", name, "draw"], name, about["draw"]) for name, about in columns.items()]
    for kind, about in register["kinds"].items():
        for name, draw in about["columns"].items():
            if name not in columns:
                yield ["kinds", kind, "columns", name], "there is no such column"
            draws.append((["kinds", kind, "columns", name], name, draw))
    words = set()
    for field, name, draw in draws:
        if "choice" in draw and not any(draw["choice"].values()):
            yield [*field, "choice"], "the shares are all 0; give one of the values a share"
        if "choice" in draw or isinstance(draw.get("constant"), str):
            words.add(name)
    for name, about in columns.items():
        if "times" in about and about["times"] not in before:
            yield ["columns", name, "times"], "must be a column that stands before"
        for setting in ("times", "decimals", "drift", "step"):
            if setting in about and (name in words or (setting == "times" and about["times"] in words)):
                yield ["columns", name, setting], "is for numbers, but words are drawn; take it out or draw numbers"
        before.append(name)


def draw(register: Mapping, size: int, *, seed: int) -> pd.DataFrame:
    """About `size` rows (each kind by its share): the columns of the register, NaN or "" where missing; same seed, same rows."""
    rng = np.random.default_rng(seed)
    columns = register["columns"]
    parts = [_draw(columns, kind["columns"], round(size * kind["share"]), rng) for kind in register["kinds"].values()]
    table = pd.concat(parts, ignore_index=True)
    for name, about in columns.items():
        lost = rng.random(len(table)) < about.get("missing", 0)
        table[name] = table[name].mask(lost, "" if table[name].dtype.kind in "OU" else np.nan)
    return table


def next_year(table: pd.DataFrame, register: Mapping, *, seed: int) -> pd.DataFrame:
    """The same rows a year later: values drift, step, and become last year's; what is missing stays missing."""
    rng, later = np.random.default_rng(seed), table.copy()
    for name, about in register["columns"].items():
        if "becomes" in about:
            later[about["becomes"]] = table[name]
        if "drift" in about:
            later[name] = np.round(table[name] * rng.lognormal(*about["drift"], len(table)), about.get("decimals", 6))
        if "step" in about:
            later[name] = table[name] + about["step"]
    return later


def panel(table: pd.DataFrame, register: Mapping, *, years: int, seed: int) -> list[pd.DataFrame]:
    """The same rows in so many successive years, the first as they are."""
    tables = [table]
    while len(tables) < years:
        tables.append(next_year(tables[-1], register, seed=seed + len(tables)))
    return tables


def hold(inside: np.ndarray, years: int) -> np.ndarray:
    """Membership with hysteresis: a member keeps its place through `years` years of failing in a row, and loses it in the next.

    `inside`: rows × years, whether the rule holds. With `years` 0 it comes back as it is.
    """
    held = inside.copy()
    for year in range(1, inside.shape[1]):
        recent = inside[:, max(0, year - years) : year + 1].any(axis=1)
        held[:, year] = inside[:, year] | (held[:, year - 1] & recent)
    return held


def leaving(inside: np.ndarray, years: int) -> float:
    """Share of a year's members that are none in the next, over all years, with `years` of grace (see `hold`)."""
    held = hold(inside, years)
    left, members = held[:, :-1] & ~held[:, 1:], held[:, :-1]
    return left.sum() / members.sum() if members.any() else float("nan")


def _draw(columns: Mapping, own: Mapping, size: int, rng: np.random.Generator) -> pd.DataFrame:
    values: dict[str, np.ndarray] = {}
    for name, about in columns.items():
        ((distribution, parameters),) = own.get(name, about["draw"]).items()
        drawn = DISTRIBUTIONS[distribution](parameters, size, rng)
        if "times" in about:
            drawn = drawn * values[about["times"]]
        if "decimals" in about:
            drawn = np.maximum(np.round(drawn, about["decimals"]), about.get("least", -np.inf))
        values[name] = drawn
    return pd.DataFrame(values)


def _choice(shares: Mapping, size: int, rng: np.random.Generator) -> np.ndarray:
    weights = np.array(list(shares.values()), float)
    return np.array(list(shares), object)[rng.choice(len(weights), size, p=weights / weights.sum())]


def _count(parameters: tuple[float, float], size: int, rng: np.random.Generator) -> np.ndarray:
    """Poisson with a gamma-distributed mean (Greenwood & Yule 1920): many have none, a few have many."""
    mean, shape = parameters
    return rng.poisson(rng.gamma(shape, mean / shape, size)).astype(float)


# Parameters of each: schemas/register.yaml.
DISTRIBUTIONS = {
    "constant": lambda value, size, rng: np.full(size, value, float if isinstance(value, int | float) else object),
    "uniform": lambda p, size, rng: rng.uniform(*p, size),
    "normal": lambda p, size, rng: rng.normal(*p, size),
    "lognormal": lambda p, size, rng: p[0] * np.exp(p[1] * rng.standard_normal(size)),
    "percent": lambda p, size, rng: 100 * rng.beta(*p, size),
    "count": _count,
    "choice": _choice,
}
