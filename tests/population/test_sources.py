"""Files people bring: encodings, separators, sheets, formulas, merged cells; and files that are damaged or made to hurt."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from luodi.engine.core.errors import LuodiError
from luodi.engine.population.cells import Uncalculated
from luodi.engine.population.findings import Findings
from luodi.engine.population.sources import open_sheet

Checked = Callable[..., Findings]
JUNE = dt.datetime(2021, 6, 1)  # noqa: DTZ001  (a spreadsheet knows no time zone)
SHEET = "xl/worksheets/sheet1.xml"


def rows(file: Path, sheet: str | None = None) -> list[list[Any]]:
    with open_sheet(file, sheet) as opened:
        return [list(cells) for _, cells in opened.rows]


def workbook(*lines: list[Any]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line)
    return book


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """An XLSX of these lines; `change` edits the XML of its sheet."""

    def make(*lines: list[Any], change: Callable[[bytes], bytes] = bytes) -> Path:
        held = io.BytesIO()
        workbook(*lines).save(held)
        file = tmp_path / "made.xlsx"
        with zipfile.ZipFile(held) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, change(old.read(name)) if name == SHEET else old.read(name))
        return file

    return make


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_a_csv_in_any_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    text = separator.join(["企业名称", "注册地"]) + "\r\n" + separator.join(['"甲,\t;|\r\n公司"', "510104"]) + "\r\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert rows(tmp_path / "a.csv") == [["企业名称", "注册地"], ["甲,\t;|\r\n公司", "510104"]]


def test_a_character_on_the_edge_of_a_piece_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a" * ((1 << 20) - 1) + "，甲\n".encode("gb18030") + b"b\n")
    with pytest.raises(LuodiError, match="100000 个字"):  # the encoding was found; the cell is too long
        rows(tmp_path / "a.csv")


def test_a_workbook_is_read_as_people_see_it(xlsx: Callable[..., Path]) -> None:
    file = xlsx(["甲", 1, 1.5, True, JUNE, None, "尾"])
    assert rows(file) == [["甲", 1, 1.5, True, JUNE, None, "尾"]]


def test_a_number_shown_as_a_percentage_is_one(tmp_path: Path) -> None:
    book = workbook([0.07, 0.125, 3])
    assert book.active is not None
    for cell, shown in zip(book.active[1], ("0%", "0.00%", "0"), strict=True):
        cell.number_format = shown
    book.save(tmp_path / "a.xlsx")
    assert rows(tmp_path / "a.xlsx") == [["7%", "12.5%", 3]]


def test_a_formula_that_was_never_computed_is_not_an_empty_cell(xlsx: Callable[..., Path]) -> None:
    [[first, second, third]] = rows(xlsx(["=1+1", None, "=SUM(A1:B1)"]))
    assert isinstance(first, Uncalculated)
    assert second is None
    assert isinstance(third, Uncalculated)


def test_a_formula_with_its_value_is_its_value(xlsx: Callable[..., Path]) -> None:
    file = xlsx(
        ["=1+1"],
        change=lambda xml: (
            xml.replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")
        ),
    )
    assert rows(file) == [[2]]


def test_the_sheet_that_is_read_is_named_and_so_are_the_others(tmp_path: Path) -> None:
    book = workbook(["封面"])
    assert book.active is not None
    book.active.sheet_state = "hidden"
    book.create_sheet("企业").append(["甲"])
    book.create_sheet("说明").append(["乙"])
    book.save(tmp_path / "a.xlsx")
    with open_sheet(tmp_path / "a.xlsx") as opened:
        assert "“企业”" in opened.notes[0]
        assert "说明" in opened.notes[1]
    assert rows(tmp_path / "a.xlsx", "说明") == [["乙"]]
    with pytest.raises(LuodiError, match="企业、说明"):
        rows(tmp_path / "a.xlsx", "别的")


def test_merged_cells_below_the_names_are_said(tmp_path: Path, checked: Checked) -> None:
    book = workbook(["某区企业表", None], ["企业名称", "注册地"], ["甲", "510104"], ["乙", None])
    assert book.active is not None
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("B3:B4")
    held = io.BytesIO()
    book.save(held)
    found = checked(held.getvalue(), "a.xlsx")
    assert ["B3:B4" in problem and "A1" not in problem for problem in found.problems] == [True]


def test_a_parquet_of_any_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "m": pa.array([Decimal("1.50"), None], pa.decimal128(10, 2)), "d": pa.array([dt.date(2021, 6, 1), None]), "t": pa.array([JUNE, None], pa.timestamp("ns")),
            "s": pa.array(["甲", None]).dictionary_encode(), "list": pa.array([[1], None]), "b": pa.array([True, None]),
        }
    )  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet")
    with open_sheet(tmp_path / "a.parquet") as opened:
        assert opened.names == ("m", "d", "t", "s", "b")
        assert any("list" in note for note in opened.notes)
        assert [list(cells) for _, cells in opened.rows] == [
            [Decimal("1.50"), dt.date(2021, 6, 1), JUNE, "甲", True], [None] * 5,
        ]  # fmt: skip


def broken_zip(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr(name, "x")
    return held.getvalue()


NAMED = "企业名称,注册地\n"
BAD: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.csv", b"", "空的"),
    "blank lines": ("a.csv", b"\n\n\n", "没有认出列名"),
    "no names": ("a.csv", b"1,2\n3,4\n", "没有认出列名"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n\0\0", "二进制"),
    "an archive": ("a.csv", b"PK\x03\x04....", "后缀"),
    "no encoding at all": ("a.csv", NAMED.encode() + b"\xff\xff\xff\n", "GB18030"),
    "an open quote": ("a.csv", (NAMED + '"甲,510104\n乙,510104\n').encode(), "引号"),
    "a huge cell": ("a.csv", NAMED.encode() + b"a" * 150_000, "100000 个字"),
    "too many columns": ("a.csv", ("企业名称," * 5000 + "\n甲\n").encode(), "5000 列"),
    "another format": ("a.json", b"{}", ".xlsx"),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0", "旧版 Excel"),
    "a locked workbook": ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"0" * 99, "密码"),
    "noise": ("a.xlsx", os.urandom(500), "读不成 XLSX"),
    "an archive that is no workbook": ("a.xlsx", broken_zip("a.txt"), "读不成 XLSX"),
    "no Parquet": ("a.parquet", b"PAR1....PAR1", "读不成 Parquet"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_answered_with_one_message(checked: Checked, what: str) -> None:
    name, content, words = BAD[what]
    with pytest.raises(LuodiError) as refused:
        checked(content, name)
    assert words in str(refused.value)
    assert name in str(refused.value)
    assert refused.value.fix


CHANGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut off": (lambda xml: xml[: len(xml) // 2], "读不下去"),
    "entities": (lambda xml: b'<!DOCTYPE r [<!ENTITY a "aa">]>' + xml[xml.find(b"<worksheet") :], "实体"),
    "a bomb": (lambda xml: xml.replace(b"</sheetData>", b" " * 100_000_000 + b"</sheetData>"), "展开后"),
    "a number of six thousand digits": (lambda xml: xml.replace(b"<sheetData>", b'<sheetData><row r="1"><c r="A1"><v>' + b"9" * 6000 + b"</v></c></row>"), "读不下去"),
    "a cell in the last column": (lambda xml: xml.replace(b"</row>", b'<c r="XFD1"><v>1</v></c></row>', 1), "16384 列"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGED)
def test_a_workbook_made_to_hurt_is_answered_with_one_message(
    xlsx: Callable[..., Path], checked: Checked, what: str
) -> None:
    change, words = CHANGED[what]
    file = xlsx(["企业名称", "注册地"], ["甲", "510104"], change=change)
    with pytest.raises(LuodiError) as refused:
        checked(file.read_bytes(), "bad.xlsx")
    assert words in str(refused.value)
    assert refused.value.fix


def test_a_workbook_that_claims_to_be_huge_is_read_as_it_is(xlsx: Callable[..., Path], checked: Checked) -> None:
    file = xlsx(
        ["企业名称", "注册地"], ["甲", "510104"],
        change=lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"').replace(
            b"</sheetData>", b'<row r="9000"><c r="A9000" t="inlineStr"><is><t>\xe4\xb9\x99</t></is></c></row></sheetData>'
        ),
    )  # fmt: skip
    found = checked(file.read_bytes(), "far.xlsx")
    assert (found.read, found.good, found.blank) == (2, 2, 8997)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for file in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(LuodiError):
            open_sheet(file)
    with pytest.raises(LuodiError, match="--sheet"):
        (tmp_path / "a.csv").write_text("a")
        open_sheet(tmp_path / "a.csv", "表")


def test_a_damaged_parquet_stops_with_its_row(tmp_path: Path) -> None:
    table = pa.table({"name": [f"甲{n}" for n in range(50_000)]})
    pq.write_table(
        table,
        tmp_path / "a.parquet",
        compression="zstd",
        row_group_size=10_000,
        use_dictionary=False,
        write_page_checksum=True,
    )
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 500] = b"\xff" * 500
    (tmp_path / "b.parquet").write_bytes(content)
    with pytest.raises(LuodiError, match="读不下去"):
        rows(tmp_path / "b.parquet")
