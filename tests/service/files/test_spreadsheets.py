"""Files that people are given: text stays text, long numbers keep their digits, days are days."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")
openpyxl = pytest.importorskip("openpyxl")


def test_no_cell_is_a_formula_and_no_digit_is_lost() -> None:
    from luodi.service.files.spreadsheets import Sheet, written

    nasty = ["=1+1", "+SUM(A1)", "-2", "@cmd", "\t=1", '=HYPERLINK("http://a")', "a\x00b\x0bc"]
    rows = [[text, Decimal("1234567890123456789.01"), Decimal("12.5"), date(2021, 6, 1), None] for text in nasty]
    book = openpyxl.load_workbook(
        io.BytesIO(written([Sheet("表", ["文字", "长数", "数", "日", "空"], rows, [20])], [("说明", "=1+1")]))
    )
    sheet = book["表"]
    for row, text in zip(sheet.iter_rows(min_row=2), nasty, strict=True):
        assert [cell.data_type for cell in row] == ["s", "s", "n", "d", "n"]
        assert row[0].value == text.replace("\x00", "").replace("\x0b", "")
        assert row[1].value == "1234567890123456789.01"
        assert (row[2].value, row[3].value.date(), row[4].value) == (12.5, date(2021, 6, 1), None)
    assert book["说明"]["B1"].data_type == "s"
    assert sheet.column_dimensions["A"].width == 20


def test_a_long_title_is_cut_to_what_a_sheet_may_be_called() -> None:
    from luodi.service.files.spreadsheets import Sheet, written

    book = openpyxl.load_workbook(io.BytesIO(written([Sheet("很长" * 30, ["a"], [])])))
    assert len(book.sheetnames[0]) == 31
