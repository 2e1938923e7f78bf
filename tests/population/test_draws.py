"""Draws: the same everywhere, evenly spread, and never a float."""

from __future__ import annotations

import numpy as np

from luodi.engine.population import draws

NUMBERS = np.arange(200_000, dtype=np.uint64)


def test_the_values_of_a_stream_are_fixed() -> None:
    """A change here changes every population that was ever made."""
    found = draws.words(draws.stream(1, "x"), np.arange(3, dtype=np.uint64))
    assert [hex(int(word)) for word in found] == ["0xc658611a64323fe2", "0x6ff54be76d15b9e9", "0xae69de0ec39d9a68"]


def test_the_hash_is_the_mixing_function_of_splitmix64() -> None:
    """The published first outputs for the seed 1234567: the state grows by the step before each."""
    state = (1234567 + np.arange(1, 6, dtype=object) * 0x9E3779B97F4A7C15) % 2**64
    mixed = [draws.words(np.uint64(int(s)), np.zeros(1, dtype=np.uint64))[0] for s in state]
    assert [int(word) for word in mixed] == [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
    ]  # fmt: skip


def test_streams_differ_by_seed_and_by_name() -> None:
    found = {int(draws.stream(seed, name)) for seed in (0, 1, 11) for name in ("a", "b", "1a")}
    assert len(found) == 9


def test_draws_are_even() -> None:
    bits = draws.words(draws.stream(3, "even"), NUMBERS)
    tens = np.bincount(draws.below(bits, 10), minlength=10)
    assert abs(tens - 20_000).max() < 600
    assert abs(int(draws.chance(bits, 250).sum()) - 50_000) < 800
    assert abs(int((draws.low_share(bits) < draws.SHARE // 4).sum()) - 50_000) < 800
    weighted = np.bincount(draws.picked(bits, (1, 0, 3)), minlength=3)
    assert weighted[1] == 0
    assert abs(int(weighted[2]) - 150_000) < 800


def test_the_lowest_bits_say_nothing_of_the_value() -> None:
    bits = draws.words(draws.stream(3, "apart"), NUMBERS)
    low = draws.low_share(bits) < draws.SHARE // 10
    assert abs(float(draws.below(bits, 1000)[low].mean()) - 499.5) < 8


def test_a_lognormal_factor_has_its_median_and_its_spread() -> None:
    bits = draws.words(draws.stream(4, "f"), NUMBERS)
    factor = np.sort(draws.from_table(bits, draws.lognormal(50)))
    assert abs(int(factor[100_000]) - draws.ONE) < draws.ONE // 100
    assert abs(factor[168_269] / draws.ONE - 1.6487) < 0.03  # e^0.5 at one standard deviation
    assert factor[0] > 0
    assert factor.dtype == np.int64


def test_a_geometric_table_stays_within_its_ends() -> None:
    found = draws.from_table(draws.words(draws.stream(5, "g"), NUMBERS), draws.geometric(3, 300))
    assert found.min() >= 3
    assert found.max() <= 300
    assert abs(int((found < 30).sum()) - 100_000) < 2500


def test_several_tables_end_to_end() -> None:
    table = np.concatenate([draws.geometric(1, 9), draws.geometric(1000, 9000)])
    row = (NUMBERS % np.uint64(2)).astype(np.int64)
    found = draws.from_table(draws.words(draws.stream(5, "g"), NUMBERS), table, row)
    assert found[row == 0].max() <= 9
    assert found[row == 1].min() >= 1000


def test_the_tables_are_whole_numbers_that_cannot_be_changed() -> None:
    assert draws.lognormal(50) is draws.lognormal(50)
    assert not draws.lognormal(50).flags.writeable
    assert [int(draws.lognormal(80)[place]) for place in (0, 1024, 2048, 3072, 4096)] == [
        3031,
        38207,
        65536,
        112414,
        1416783,
    ]
