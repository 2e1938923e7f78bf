"""The check of a person's table: nothing is dropped silently, and what is written can be corrected and checked again."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.engine.core.errors import DataError, LuodiError
from luodi.engine.population.check import Request, as_data, check
from luodi.engine.population.findings import Findings
from luodi.engine.population.headings import Wishes
from luodi.engine.population.layout import unscaled
from luodi.engine.population.make import make
from luodi.engine.population.numbers import units
from luodi.engine.population.recipe import Recipe
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import Vocabulary

Checked = Callable[..., Findings]
CODE, OTHER = "91110000000000043U", "SYNTHETIC000000001"
TABLE = f"""\
某区企业汇总,,,,,,
单位：万元,,,,,,
序号,企业名称,统一社会信用代码,注册地,2021年营业收入,2021年从业人数,成立日期
1,甲公司,{CODE},330106,"1,200.50",55,2015-03-02
2,乙公司,{CODE[:-1]}W,330106,1300,10,2016年2月30日
3,丙公司,,成都市,约500,3,2016-03-01
,,,,,,
4,丁公司,{CODE},510104,1,2,2017-01-01
5,戊公司,{OTHER},510104,暂无,0,
合计,,,,2502.5,70,
6,己公司,,510104,-3,0,,多
7,庚公司,,510104,3,0
"""


def test_rows_add_up_and_every_fault_has_its_place(checked: Checked) -> None:
    found = checked(TABLE)
    assert (found.read, found.good, found.wrong, found.blank, found.synthetic) == (8, 2, 6, 1, 1)
    assert found.read == found.good + found.wrong
    assert not found.clean
    told = [(error.row, error.heading, error.what) for error in found.errors]
    assert told == [
        (5, "统一社会信用代码", "校验码不对"), (5, "成立日期", "没有这一天"), (6, "2021年营业收入", "不是数"), (8, "统一社会信用代码", "与第 4 行重复"), (10, "整行", "像合计行"),
        (11, "整行", "列名之外还有 1 格"), (11, "2021年营业收入", "不能是负数"), (12, "整行", "少了 1 格"),
    ]  # fmt: skip


def test_each_column_is_reported(checked: Checked) -> None:
    held = {heading.text: heading for heading in checked(TABLE).headings}
    assert not held["序号"].used
    revenue = held["2021年营业收入"]
    assert revenue.unit == units(Type.MONEY)["万元"]
    assert (revenue.told_unknown, revenue.wrong) == (1, 2)
    assert (str(revenue.least), str(revenue.most)) == ("12005000", "12005000")
    assert held["成立日期"].least is not None


def test_the_report_is_data(checked: Checked) -> None:
    told = json.loads(json.dumps(as_data(checked(TABLE))))
    assert told["rows"]["read"] == told["rows"]["good"] + told["rows"]["with_errors"]
    assert {column["fact"] for column in told["columns"]} > {"main_revenue", "credit_code", None}
    assert {"row", "column", "value", "what", "why", "fix"} == set(told["errors"][0])


def test_good_rows_become_a_table_of_the_layout(checked: Checked, tmp_path: Path) -> None:
    checked(TABLE, out=tmp_path / "p")
    file = tmp_path / "p" / "enterprise.parquet"
    rows = pq.read_table(file).to_pylist()
    assert [row["id"] for row in rows] == [CODE, OTHER]
    assert [row["synthetic"] for row in rows] == [False, True]
    assert [row["main_revenue_2021"] for row in rows] == [1_200_500_000, None]
    assert unscaled(Type.MONEY, rows[0]["main_revenue_2021"]) == 12_005_000
    assert (rows[0]["registered_region"], rows[1]["employees_2021"]) == ("330106", 0)
    schema = pq.read_schema(file)
    assert schema.metadata[b"luodi.layout"] == b"1"
    assert schema.field("main_revenue_2021").metadata[b"scale"] == b"100"
    manifest = json.loads((tmp_path / "p" / "population.json").read_text("utf-8"))
    assert (manifest["synthetic"], manifest["files"]) == (False, {"enterprise.parquet": 2})


def test_the_rows_with_errors_are_kept_as_they_stand(checked: Checked, tmp_path: Path) -> None:
    found = checked(TABLE, out=tmp_path / "p")
    with (tmp_path / "p" / "enterprise.errors.csv").open(encoding="utf-8-sig", newline="") as held:
        rows = list(csv.reader(held))
    assert rows[0][:4] == ["行号", "问题", "序号", "企业名称"]
    assert rows[0][6] == "2021年营业收入（万元）"  # the unit stood above the table, which is gone
    assert len(rows) - 1 == found.wrong
    assert ["5", "乙公司"] in [[row[0], row[3]] for row in rows]
    assert all(row[1] for row in rows)


def test_a_corrected_error_file_is_added(checked: Checked, tmp_path: Path) -> None:
    checked(TABLE, out=tmp_path / "p")
    text = (tmp_path / "p" / "enterprise.errors.csv").read_text("utf-8-sig")
    right = [line for line in text.splitlines() if "乙公司" in line or "丙公司" in line]
    fixed = "\n".join([text.splitlines()[0], *right])
    fixed = fixed.replace(CODE[:-1] + "W", "").replace("2016年2月30日", "2016-02-29").replace("约500", "500")
    found = checked(fixed, "fixed.csv", out=tmp_path / "p", add=True)
    assert (found.read, found.good) == (2, 2)
    rows = pq.read_table(tmp_path / "p" / "enterprise.parquet").to_pylist()
    assert [row["id"] for row in rows] == [CODE, OTHER, "row-5", "row-6"]
    assert rows[3]["main_revenue_2021"] == 500_000_000
    assert not (tmp_path / "p" / "enterprise.errors.csv").exists()
    again = checked(fixed, "fixed.csv", out=tmp_path / "p", add=True)
    assert again.kinds == {"与已有的一行重复": 2}
    assert json.loads((tmp_path / "p" / "population.json").read_text("utf-8"))["files"] == {"enterprise.parquet": 4}


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(checked: Checked, tmp_path: Path) -> None:
    checked('企业名称,2021年从业人数\n"=HYPERLINK(""x"")",1\n甲,-5\n', out=tmp_path / "p")
    with (tmp_path / "p" / "enterprise.errors.csv").open(encoding="utf-8-sig", newline="") as held:
        rows = list(csv.reader(held))
    assert rows[1][2] == '\'=HYPERLINK("x")'
    assert rows[2][3] == "-5"


def test_other_columns_or_nothing_to_add_to_are_refused(checked: Checked, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="可续"):
        checked(TABLE, out=tmp_path / "p", add=True)
    checked(TABLE, out=tmp_path / "p")
    with pytest.raises(DataError, match="列与已有的表不同"):
        checked("企业名称,注册地\n甲,510104\n", "b.csv", out=tmp_path / "p", add=True)
    with pytest.raises(DataError, match="--replace"):
        checked(TABLE, out=tmp_path / "p")
    assert checked("企业名称\n甲\n", "b.csv", out=tmp_path / "p", replace=True).good == 1


def test_things_must_belong_to_an_enterprise(checked: Checked, tmp_path: Path) -> None:
    checked(f"编号,统一社会信用代码\nA1,{CODE}\nA2,\n", out=tmp_path / "p")
    text = f"企业编号,id,贷款本金（万元）,发放日期,到期日期\nA2,1,5,2021-01-05,2022-01-05\n{CODE},1,5,2022-01-05,2021-01-05\n{CODE},1,5,,\nA3,1,5,,\n,1,5,,\nA2,1,6,,\n"
    found = checked(text, "loans.csv", entity="loan", out=tmp_path / "p")
    assert [error.what for error in found.errors] == [
        "早于“发放日期”2022-01-05",
        "没有这家企业",
        "没有写属于哪家企业",
        "与第 2 行重复",
    ]
    rows = pq.read_table(tmp_path / "p" / "loan.parquet").to_pylist()
    assert [(row["enterprise_id"], row["id"], row["principal"]) for row in rows] == [
        ("A2", "1", 5_000_000),
        ("A1", "1", 5_000_000),
    ]
    alone = checked(text, "loans.csv", entity="loan")
    assert "没有写属于哪家企业" in alone.kinds
    assert "没有这家企业" not in alone.kinds


def test_without_its_owner_a_thing_is_refused(checked: Checked) -> None:
    with pytest.raises(DataError, match="属于哪家企业"):
        checked("贷款本金（万元）\n5\n", entity="loan")
    with pytest.raises(LuodiError, match="loan"):
        checked("贷款本金（万元）\n5\n", entity="loans")


def test_a_persons_own_is_not_mixed_with_synthetic(
    checked: Checked, asked: Callable[..., Recipe], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    make(asked(rows=10), vocabulary, tmp_path / "p")
    with pytest.raises(DataError, match="合成企业的文件夹"):
        checked("企业名称\n甲\n", out=tmp_path / "p", replace=True)


def test_a_synthetic_population_passes_its_own_check(
    asked: Callable[..., Recipe], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    make(asked(rows=2000), vocabulary, tmp_path / "p")
    for file in sorted((tmp_path / "p").glob("*.parquet")):
        found = check(Request(file, file.stem, out=tmp_path / "again"), vocabulary)
        assert (found.good, found.wrong) == (found.read, 0), found.errors[:3]
        assert found.synthetic == found.read
        one, other = pq.read_table(file), pq.read_table(tmp_path / "again" / file.name)
        names = [name for name in one.column_names if name not in {"id", "enterprise_id"}]
        assert one.select(names).to_pylist() == other.select(names).to_pylist()


def test_a_table_without_facts_says_what_it_saw(checked: Checked) -> None:
    with pytest.raises(DataError, match=r"营业收入.*--year"):
        checked("id,营业收入\n1,2\n")
    with pytest.raises(DataError, match="第 9 行"):
        checked("企业名称\n甲\n", header=9)


def test_the_row_of_names_can_be_given(checked: Checked) -> None:
    found = checked(
        "企业名称,注册地\n名,地\n甲,510104\n", header=2, wishes=Wishes({"名": "name", "地": "registered_region"})
    )
    assert (found.read, found.good) == (1, 1)


def test_percentages_that_may_be_twice_divided_are_asked_about(checked: Checked) -> None:
    found = checked("企业编号,本地智能装备占比（%）\n1,0.5\n2,0.25\n", entity="project")
    assert any("1%" in problem for heading in found.headings for problem in heading.problems)


def test_a_column_of_nothing_is_unknown_and_shows_in_the_report(checked: Checked) -> None:
    found = checked("企业名称,注册地\n甲,\n")
    assert found.clean
    assert [column["filled_share"] for column in as_data(found)["columns"]] == ["1/1", "0/1"]


def test_errors_are_counted_beyond_those_that_are_kept(checked: Checked) -> None:
    found = checked("企业名称,注册地\n" + "甲,火星\n" * 3000)
    assert (len(found.errors), found.wrong, found.kinds) == (1000, 3000, {"定不了是哪个地区": 3000})


def test_progress_reaches_the_end(vocabulary: Vocabulary, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("企业名称\n" + "甲\n" * 20_000, "utf-8")
    seen: list[float] = []
    check(Request(tmp_path / "a.csv"), vocabulary, told=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


CELLS = st.one_of(
    st.sampled_from(["", "是", "1", "2021-01-01", CODE, "510104", "12%", "1.5万", "合计", "=1", "无", "software", "\x00"]), st.text(max_size=12)
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=12))
def test_whatever_stands_in_a_table_the_rows_add_up(checked: Checked, tmp_path: Path, table: list[list[Any]]) -> None:
    file = tmp_path / "any.csv"
    with file.open("w", encoding="utf-8", errors="replace", newline="") as held:
        writer = csv.writer(held)
        writer.writerow(["企业名称", "统一社会信用代码", "注册地", "2021年营业收入（万元）", "独立法人"])
        writer.writerows(table)
    try:
        found = checked(file.read_bytes(), "any.csv", out=tmp_path / "p", replace=True)
    except LuodiError as error:
        assert error.fix
        return
    assert found.read == found.good + found.wrong
    assert found.read + found.blank == len(table)
    assert pq.read_table(tmp_path / "p" / "enterprise.parquet").num_rows == found.good
