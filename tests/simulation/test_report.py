"""Every form of a report holds the same figures; the page stands alone, and reads the same without scripts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.simulation.assumptions import Assumptions, Envelope
from luodi.engine.simulation.model import LeftOut
from luodi.engine.simulation.report import Asked, Report, write
from luodi.engine.simulation.report.cells import changed, exact, share, short
from luodi.engine.simulation.report.files import yuan_text

from .conftest import POLICY, Bench, pq

ECHARTS = Path(__file__).parents[2] / "src" / "luodi" / "vendor" / "echarts" / "echarts.simple.min.js"


@pytest.fixture
def report(bench: Bench) -> Report:
    [policy] = bench.policies(
        POLICY.replace("cap: 1_000_000", "cap: 300_000").replace("title: 定额奖励", "title: <b>定额</b>")
    )
    assumptions = Assumptions(Decimal("0.7"), envelope=Envelope({2021: 100, 2022: 10**9}))
    outcome = bench.run(reform={"a/b": policy}, assumptions=assumptions)
    return Report(
        "推演 <甲>",
        "2021-06-01",
        [Asked("a/b", "示例市政策", False)],
        outcome,
        "查询引擎",
        ["说明"],
        "改 & 革",
        ["当心"],
    )


def csv_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_files_hold_the_same_figures(report: Report, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    made = write(report, folder, ECHARTS)
    assert sorted(made) == sorted(file.name for file in folder.iterdir())
    result = report.outcome.baseline
    rows = csv_rows(folder / "supports.csv")
    assert [Decimal(row["确定（元）"]) * 100 for row in rows] == [s.money.definite for s in result.supports]
    held = pq.read_table(folder / "supports.parquet").to_pylist()
    assert [int(row["ceiling_fen"]) for row in held] == [s.money.ceiling for s in result.supports]
    assert [int(row["decile_5_fen"]) for row in held] == [s.spread.median for s in result.supports]
    data = json.loads((folder / "result.json").read_text("utf-8"))
    assert data["result"]["total"]["definite"] == result.total.definite
    assert data["reform"]["changed"]["losers"] == report.outcome.changed.losers  # type: ignore[union-attr]
    assert data["notes"][0] == "当心"
    assert "." not in json.dumps(data["result"]["cash"])  # no sum is a float
    assert {row["组"] for row in csv_rows(folder / "groups.csv") if row["分组"] == "kind"} == {"企业", "高校"}
    assert csv_rows(folder / "cash.csv")[0]["预算（元）"] == "1.00"
    assert len(csv_rows(folder / "reform.csv")) == 5


def test_what_was_left_out_is_a_file_of_its_own(report: Report, tmp_path: Path) -> None:
    outcome = replace(report.outcome, baseline=replace(report.outcome.baseline, left_out=(LeftOut("a/b#9", "=1+1"),)))
    made = write(replace(report, outcome=outcome), tmp_path, ECHARTS)
    assert "left-out.csv" in made
    assert csv_rows(tmp_path / "left-out.csv")[0]["原因"] == "'=1+1"  # no spreadsheet program runs it
    assert "没有算进来的支持" in (tmp_path / "report.html").read_text("utf-8")


def test_the_page_escapes_what_it_is_given(report: Report, tmp_path: Path) -> None:
    write(report, tmp_path, ECHARTS)
    page = (tmp_path / "report.html").read_text("utf-8")
    body = page.split("<script>")[0]
    assert "推演 &lt;甲&gt;" in body
    assert "改 &amp; 革" in body
    assert "<b>定额" not in page
    assert "http" not in body
    assert body.count("<h2>") == 7


def test_a_reform_that_changes_nothing_says_so(bench: Bench, tmp_path: Path) -> None:
    outcome = bench.run(reform={"a/b": bench.library.policies()[0]})
    write(Report("推演", "2021-06-01", [], outcome, "查询引擎", reform="不变"), tmp_path, ECHARTS)
    assert "没有一项的金额因此改变" in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("fen", "said", "all_"),
    [
        (0, "0元", "0元"), (99, "0.99元", "0.99元"), (999_900, "9,999元", "9,999元"), (1_000_000, "1万元", "10,000元"), (123_456_789, "123.46万元", "1,234,567.89元"),
        (9_999_999_999, "1亿元", "99,999,999.99元"), (33_047_755_662_541, "3,304.78亿元", "330,477,556,625.41元"), (34_358_432_688_015_400, "343.58万亿元", "343,584,326,880,154元"),
        (-150_000_000, "−150万元", "−1,500,000元"),
    ],
)  # fmt: skip
def test_sums_are_rounded_only_for_the_eye(fen: int, said: str, all_: str) -> None:
    assert short(fen) == said
    assert exact(fen) == all_


def test_differences_shares_and_yuan() -> None:
    assert [changed(fen) for fen in (0, 1_000_000, -1_000_000)] == ["0", "+1万元", "−1万元"]
    assert [share(*pair) for pair in ((0, 0), (0, 5), (1, 3), (2, 3), (1, 100_000))] == [
        "—",
        "0.0%",
        "33.3%",
        "66.7%",
        "<0.1%",
    ]
    assert [yuan_text(fen) for fen in (5, -105, 123_456)] == ["0.05", "-1.05", "1234.56"]


@pytest.fixture(params=["with scripts", "without scripts"])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of the browser without a network."""
    context = browser.new_context(java_script_enabled=request.param == "with scripts", offline=True)
    yield context.new_page()
    context.close()


def test_the_page_in_a_browser(page: Any, report: Report, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    write(report, tmp_path, ECHARTS)
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda made: asked.append(made.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto((tmp_path / "report.html").as_uri())
        assert "收入补助" in page.inner_text("main")
        assert "没有足额得到" in page.inner_text("main")
        drawn = page.locator("canvas").count()
        if "without" in request.node.name:
            assert drawn == 0
            assert page.locator(".chart:visible").count() == 0
        else:
            assert drawn == page.locator(".chart").count() > 5
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults == []
    assert all(url.startswith(("file:", "data:")) for url in asked)
