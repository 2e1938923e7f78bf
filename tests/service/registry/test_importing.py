"""XLSX in and out: errors come back to be corrected, the same file twice changes nothing, nothing is dropped silently, an interruption loses nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

CODE, OTHER, NEW = "SYNTHETIC000000001", "SYNTHETIC000000002", "SYNTHETIC000000003"
DAY = date(2021, 12, 31)
HEAD = ["统一社会信用代码", "企业名称", "注册地", "2021年营业收入（万元）", "从事人工智能产业", "主体类型"]
GOOD = [CODE, "西湖智能有限公司", None, 1200.5, "是", "企业"]


@pytest.fixture
def send(clerk: Any, now: datetime) -> Callable[..., Any]:
    """Send a file."""
    from luodi.service.registry.importing import Wanted, import_file

    def sent(content: bytes, acting: Any = None, **wanted: Any) -> Any:
        return import_file(acting or clerk, content, "表.xlsx", Wanted(**{"source": "annual", **wanted}), now)

    return sent


def part(made: Any, at: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = made.report["sheets"][at]
    assert found["read"] == found["new"] + found["unchanged"] + found["refused"]
    return found


def counts(made: Any, at: int = 0) -> tuple[int, int, int]:
    found = part(made, at)
    return found["new"], found["unchanged"], found["refused"]


def test_a_file_is_read_and_again_changes_nothing(
    one: Any, send: Callable[..., Any], workbook: Callable[..., bytes]
) -> None:
    from luodi.service.audit.models import Entry
    from luodi.service.registry import queries

    content = workbook(
        企业=[["2021年度报表"], [], HEAD, GOOD],
        项目=[
            ["编号", "企业信用代码", "总投资（万元）", "认定（立项）级别"],
            ["厂房", CODE, 500, "市级"],
            ["平台", CODE, "1.2亿元", None],
        ],
        贷款=[["编号", "统一社会信用代码", "实际贷款额（元）", "发放日期"], ["l1", CODE, 500000, datetime(2021, 6, 1)]],  # noqa: DTZ001
    )
    made = send(content)
    assert [counts(made, at) for at in range(3)] == [(1, 0, 0), (2, 0, 0), (1, 0, 0)]
    assert not made.refused and made.finished_at
    situation = queries.situation(one, DAY)
    assert situation.enterprise["main_revenue"] == {2021: Decimal(12_005_000)}
    assert {t.id: t.facts["total_investment"] for t in situation.things["project"]} == {
        "厂房": Decimal(5_000_000),
        "平台": Decimal(120_000_000),
    }
    rows, log = one.statements.count(), Entry.objects.count()
    again = send(content)
    assert [counts(again, at) for at in range(3)] == [(0, 1, 0), (0, 2, 0), (0, 1, 0)]
    assert (one.statements.count(), Entry.objects.count()) == (rows, log)


def test_refused_rows_come_back_and_the_corrected_ones_are_added(
    one: Any, send: Callable[..., Any], workbook: Callable[..., bytes], opened: Callable[..., Any]
) -> None:
    from luodi.service.registry import queries

    head = ["编号", "统一社会信用代码", "贷款金额", "放款日期"]
    rows = [["l1", CODE, 50, "2021-06-01"], ["l2", CODE, "约60", "2021-06-02"], ["l3", OTHER, 70, "2021-06-03"], ["l1", CODE, 80, "2021-06-04"],
            ["=l5", CODE, 90, None], ["合计", "", 270, None]]  # fmt: skip
    made = send(workbook(贷款=[["单位：万元"], head, *rows]))
    assert counts(made) == (1, 0, 5)
    back = opened(bytes(made.refused))["贷款"]
    assert back[0] == ("编号", "统一社会信用代码", "贷款金额（万元）", "放款日期", "行号", "错在哪里")
    assert [(row[0], row[4]) for row in back[1:]] == [
        ("l2", 4),
        ("l3", 5),
        ("l1", 6),
        ("（公式没有算出的值）", 7),
        ("合计", 8),
    ]
    told = [row[5] for row in back[1:]]
    for what, text in zip(("不是数", "不能导入这家企业", "重复", "公式", "合计"), told, strict=True):
        assert what in text
    corrected = [list(back[0]), ["l2", CODE, 60, "2021-06-02", 4, told[0]], ["l5", CODE, 90, None, 7, told[3]]]
    again = send(workbook(贷款=corrected))
    assert counts(again) == (2, 0, 0)
    loans = {thing.id: thing.facts["principal"] for thing in queries.situation(one, DAY).things["loan"]}
    assert loans == {"l1": Decimal(500_000), "l2": Decimal(600_000), "l5": Decimal(900_000)}


def test_nothing_is_dropped_silently(one: Any, send: Callable[..., Any], workbook: Callable[..., bytes]) -> None:
    made = send(workbook(企业=[[*HEAD, "营业收入", "厂长的狗"], [*GOOD, 5, "旺财"]], 备忘=[["随手记"]]))
    problems = {column["text"]: column["problem"] for column in part(made)["columns"]}
    assert "没有写年份" in problems["营业收入"] and "没有对应的事实" in problems["厂长的狗"]
    assert "“备忘”没有读" in made.report["unread"][0]


@pytest.mark.parametrize(
    ("name", "rows", "what"),
    [
        ("企业", [["企业名称", "从事人工智能产业"], ["西湖智能有限公司", "是"]], "没有“统一社会信用代码”一列"),
        ("项目", [["统一社会信用代码", "总投资"], [CODE, 5]], "没有“编号”一列"),
        ("项目", [["编号", "总投资"], ["p1", 5]], "没有一列说明属于哪家企业"),
        ("项目", [["天", "地"], [1, 2]], "没有认出列名"),
        ("企业", [], "没有认出列名"),
    ],
)
def test_a_sheet_that_lacks_what_tells_rows_apart_is_refused_whole(
    one: Any, send: Callable[..., Any], workbook: Callable[..., bytes], name: str, rows: list[list[Any]], what: str
) -> None:
    made = send(workbook(**{name: rows}))
    assert what in part(made)["problems"][0]
    assert not one.statements.exists()


def test_what_the_enterprise_may_not_change_comes_back(
    one: Any, tell: Callable[..., Any], officer: Any, send: Callable[..., Any], workbook: Any
) -> None:
    tell("ai_business=否", acting=officer, source="official")
    assert counts(send(workbook(企业=[HEAD, GOOD]))) == (0, 0, 1)
    assert not one.statements.filter(name="main_revenue").exists()
    assert counts(send(workbook(企业=[HEAD, GOOD]), acting=officer)) == (1, 0, 0)


def test_values_from_a_day(one: Any, send: Callable[..., Any], workbook: Any) -> None:
    from luodi.service.registry import queries

    rows = [["统一社会信用代码", "从事人工智能产业"], [CODE, "否"]]
    assert counts(send(workbook(企业=rows))) == (1, 0, 0)
    changed = workbook(企业=[rows[0], [CODE, "是"]])
    assert counts(send(changed, since="2021-06-01")) == (1, 0, 0)
    assert counts(send(changed, since="2021-06-01")) == (0, 1, 0)
    assert [queries.situation(one, day).enterprise["ai_business"] for day in (date(2021, 5, 31), date(2021, 6, 1))] == [
        False,
        True,
    ]
    back = send(workbook(企业=rows))
    assert counts(back) == (0, 0, 1) and "另有登记" in part(back)["errors"][0]


def test_staff_bring_new_enterprises_of_their_region_only(
    one: Any, officer: Any, clerk: Any, send: Callable[..., Any], workbook: Any
) -> None:
    from luodi.service.accounts.models import Organisation
    from luodi.service.audit.queries import history

    row = [NEW, "滨江机器人有限公司", "浙江省杭州市滨江区", 5, "是", "企业"]
    assert counts(send(workbook(企业=[HEAD, row]))) == (0, 0, 1)
    assert counts(send(workbook(企业=[HEAD, [NEW, "甲", "510104", 5, "是", "企业"]]), acting=officer)) == (0, 0, 1)
    made = send(workbook(企业=[HEAD, row, [CODE, "别的名字", None, 1, "是", None]]), acting=officer)
    assert counts(made) == (1, 0, 1) and part(made)["registered"] == 1
    assert "名称与登记的" in part(made)["errors"][0]
    found = Organisation.objects.get(code=NEW)
    assert (found.name, found.region) == ("滨江机器人有限公司", "330108")
    assert [entry.action for entry in history("organisation", found.pk)] == ["organisation.register", "fact.import"]


def test_export_is_read_in_again_to_the_same(
    one: Any, tell: Callable[..., Any], clerk: Any, send: Callable[..., Any], opened: Any
) -> None:
    from luodi.service.registry import queries
    from luodi.service.registry.exporting import exported

    tell("main_revenue@2021=1200.05万元", "main_revenue@2020=0", "valuation_usd=12345678901234.25", "ai_business=是", "kind=企业", "tax_region=330106",
         "registered_on=2018-06-01", "industry=I65", "project.local_equipment_share[厂房]=12.5%", "project.level[厂房]=市级", "hire.annual_income[张三]=80万",
         "project.hardware_software_spend@2021[厂房]=3")  # fmt: skip
    before = queries.fact_file(one, DAY)
    content = exported(clerk, [one], DAY)
    assert set(opened(content)) == {"企业（机构）", "项目", "人才（团队）", "说明"}
    made = send(content)
    assert [counts(made, at) for at in range(3)] == [(0, 1, 0)] * 3
    one.statements.all().delete()
    send(content)
    assert queries.fact_file(one, DAY) == before


def test_every_fact_has_a_column_name_that_is_read_as_that_fact(opened: Any) -> None:
    from luodi.engine.population.headings import Matcher, Wishes
    from luodi.service.registry import sheets
    from luodi.service.registry.words import facts_of, vocabulary

    for entity in vocabulary().entities:
        assert sheets.entity_of(sheets.title(entity)) == entity
        matcher = Matcher(vocabulary(), entity, Wishes())
        for fact in facts_of(entity):
            year = "2021" if fact.by_year else ""
            heading = matcher.heading(0, sheets.heading(fact, year), exactly=True)
            assert heading.column is not None, (fact.key, heading)
            assert (heading.column.fact, heading.column.year) == (fact, 2021 if year else None)


def test_the_empty_file_is_taken(one: Any, send: Callable[..., Any], opened: Any) -> None:
    from luodi.service.registry.exporting import template

    content = template([2020, 2021], [one])
    made = send(content)
    assert all(not found["problems"] for found in made.report["sheets"]), [f["problems"] for f in made.report["sheets"]]
    assert counts(made) == (0, 1, 0)
    assert not any(column["problem"] for found in made.report["sheets"] for column in found["columns"])


def test_no_cell_is_a_formula(one: Any, send: Callable[..., Any], workbook: Any, clerk: Any) -> None:
    from luodi.service.registry.exporting import exported

    one.name = '=HYPERLINK("x")'
    one.save()
    made = send(
        workbook(
            项目=[["编号", "统一社会信用代码", "总投资", "项目类型"], ["p1", CODE, 5, "=1+1"], ["@p", CODE, 5, "+cmd"]]
        )
    )
    for content in (bytes(made.refused), exported(clerk, [one], DAY)):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
        assert sheets and not any(b"<f>" in sheet for sheet in sheets)


def test_persons_are_masked_for_who_may_not_see_them(
    one: Any, tell: Callable[..., Any], officer: Any, send: Callable[..., Any], opened: Any
) -> None:
    from luodi.service.registry.exporting import exported

    tell("hire.annual_income[张三丰]=80万")
    content = exported(officer, [one], DAY)
    assert opened(content)["人才（团队）"][1][1] == "张**"
    assert counts(send(content, acting=officer), 1) == (0, 0, 1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a table", b"\xd0\xcf\x11\xe0xxxx"])
def test_what_is_no_xlsx_is_refused(one: Any, send: Callable[..., Any], content: bytes) -> None:
    from luodi.engine.core.errors import LuodiError
    from luodi.service.registry.models import Import

    with pytest.raises(LuodiError):
        send(content)
    assert not Import.objects.exists()


def test_more_rows_than_the_site_reads_are_said(one: Any, send: Callable[..., Any], workbook: Any) -> None:
    rows = [[f"p{n}", CODE, n] for n in range(60)]
    made = send(workbook(项目=[["编号", "统一社会信用代码", "总投资（万元）"], *rows]), most=50)
    assert counts(made) == (50, 0, 0) and "至多读 50 行" in part(made)["problems"][0]
