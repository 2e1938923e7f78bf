"""Chance without a state: every draw is a hash of (seed, name, number), in whole numbers only.

The same seed gives the same values on any machine, in any order and with any number of threads, since nothing is drawn
from a generator and nothing passes through a float. The hash is the mixing function of splitmix64 (public domain, Vigna).
Distributions are tables of whole numbers computed once with Decimal; a draw is interpolated between two entries.
"""

from __future__ import annotations

import hashlib
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_STEP, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_MASK = 2**64 - 1
#: Factors and shares are whole numbers of 1/65536.
ONE, SHARE = 1 << 16, 1 << 16
_CELLS = 1 << 12
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_EVEN)


def stream(seed: int, name: str) -> np.uint64:
    """Return the number that stands for (seed, name)."""
    digest = hashlib.sha256(f"{seed}\x1f{name}".encode()).digest()
    return np.uint64(int.from_bytes(digest[:8], "big"))


def words(of: np.uint64, numbers: Words) -> Words:
    """Return 64 random bits for each number."""
    z = numbers * _STEP
    z += of
    shifted = z >> np.uint64(30)
    z ^= shifted
    z *= _FIRST
    np.right_shift(z, np.uint64(27), out=shifted)
    z ^= shifted
    z *= _SECOND
    np.right_shift(z, np.uint64(31), out=shifted)
    z ^= shifted
    return z


def low_share(drawn: Words) -> Whole:
    """Return the lowest 16 bits, in 1/65536: the part of a draw that is not used for its value."""
    return (drawn & np.uint64(SHARE - 1)).astype(np.int64)


def chance(drawn: Words, permille: int | Whole) -> Flags:
    """Whether each draw falls into so many of a thousand."""
    return below(drawn, 1000) < permille


def below(drawn: Words, count: int | Whole) -> Whole:
    """Return whole numbers from 0 to count - 1, evenly (count below 2^31)."""
    high = (drawn >> np.uint64(33)).astype(np.int64)
    high *= count
    high >>= 31
    return high


def picked(drawn: Words, weights: tuple[int, ...]) -> Whole:
    """Return the index of a weight, each as often as it weighs."""
    return np.searchsorted(np.cumsum(weights), below(drawn, sum(weights)), side="right").astype(np.int64)


def from_table(drawn: Words, table: Whole, row: Whole | None = None) -> Whole:
    """Return values between the entries of a table of 4097 quantiles; `row` says which of several tables, end to end."""
    cell = (drawn >> np.uint64(52)).astype(np.int64)
    if row is not None:
        cell += row * (_CELLS + 1)
    low = table[cell]
    rise = table[1:][cell]
    rise -= low
    rise *= ((drawn >> np.uint64(32)) & np.uint64(0xFFFFF)).astype(np.int64)
    rise >>= 20
    rise += low
    return rise


@lru_cache(maxsize=256)
def lognormal(spread: int) -> Whole:
    """Return quantiles of a factor around 1 (in 1/65536) whose logarithm has a standard deviation of `spread` hundredths.

    The ends are cut at 1/8192 of each side, so that no draw is absurd.
    """
    sigma = Decimal(spread) / 100
    return _table([_exp(sigma * z) * ONE for z in _normal()])


@lru_cache(maxsize=64)
def geometric(low: int, high: int) -> Whole:
    """Return quantiles of whole numbers from low to high, each order of magnitude as often as the next."""
    ratio = _CONTEXT.ln(_CONTEXT.divide(Decimal(high + 1), Decimal(low)))
    return _table([(low * _exp(ratio * place / _CELLS)) // 1 for place in range(_CELLS)] + [Decimal(high)])


@lru_cache(maxsize=1)
def _normal() -> tuple[Decimal, ...]:
    """Return the quantiles of the normal distribution, rounded so that no machine's last digit can show."""
    ends = [0.5 / (2 * _CELLS)] + [place / _CELLS for place in range(1, _CELLS)] + [1 - 0.5 / (2 * _CELLS)]
    return tuple(round(Decimal(NormalDist().inv_cdf(end)), 6) for end in ends)


def _exp(value: Decimal) -> Decimal:
    return _CONTEXT.exp(value)


def _table(values: list[Decimal]) -> Whole:
    made: NDArray[Any] = np.array([int(value.to_integral_value()) for value in values], dtype=np.int64)
    made.setflags(write=False)
    return made
