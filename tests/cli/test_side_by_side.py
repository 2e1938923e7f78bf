"""`luodi policies side-by-side`: by theme or instrument, in words and as JSON."""

from __future__ import annotations

import json
from decimal import Decimal

from click.testing import CliRunner

from luodi.cli.policies import policies
from luodi.engine.core.errors import DataError


def run(*arguments: str) -> str:
    result = CliRunner().invoke(policies, ["side-by-side", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_theme_by_place_those_that_pay_most_first() -> None:
    told = run("--theme", "platforms")
    assert "湖北省武汉市" in told
    assert "4,000万元" in told
    assert "单项最高" in told
    assert "推不出" not in told  # no day was asked about


def test_a_day_says_what_is_in_force() -> None:
    told = run("--instrument", "equity", "--on", "2021-06-01")
    assert "有效" in told
    assert "没有写明" in told


def test_as_json_sums_are_texts() -> None:
    data = json.loads(run("--instrument", "rent", "--json", "--on", "2021-06-01"))
    assert {one["instrument"] for one in data} == {"rent"}
    lease = next(one for one in data if one["support"].endswith("#a23-1"))
    assert (Decimal(lease["ceiling"]), lease["rates"]) == (1_000_000, ["0.50"])
    assert all(one["in_force"] is None for one in json.loads(run("--instrument", "rent", "--json")))


def test_what_cannot_be_asked_is_refused() -> None:
    for arguments, said in (
        (["--theme", "comput"], "computing"),
        (["--in-force"], "哪一天"),
        (["--instrument", "x"], "方式"),
    ):
        result = CliRunner().invoke(policies, ["side-by-side", *arguments])
        assert isinstance(result.exception, DataError)
        assert said in str(result.exception)
