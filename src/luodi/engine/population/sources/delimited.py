"""CSV: which encoding, which separator, and the rows as a spreadsheet program numbers them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from luodi.engine.core.errors import DataError, Place
from luodi.engine.population.sources import Row, Sheet

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20
_LONGEST_CELL = 100_000
_SAMPLE = 1 << 16
_SIGNATURES = (
    (b"PK\x03\x04", "一个 .xlsx 或压缩文件"),
    (b"PAR1", "一个 Parquet 文件"),
    (b"\xd0\xcf\x11\xe0", "一个旧版 Office 文件"),
    (b"%PDF", "一个 PDF"),
)


@contextmanager
def open_sheet(file: Path, sheet: str | None) -> Iterator[Sheet]:
    """Open a CSV in UTF-8 (with or without a mark), UTF-16 with a mark, or GB18030."""
    encoding = _encoding(file)
    size = file.stat().st_size
    with file.open("rb") as raw:
        stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
        sample = stream.read(_SAMPLE)
        stream.seek(0)
        separator = _separator(sample)
        notes = [f"编码 {encoding}" + (f"，分隔符 {separator!r}" if separator != "," else "")]
        yield Sheet(_rows(stream, separator, file), None, notes, lambda: min(raw.tell() / size, 1.0), even=True)


def _encoding(file: Path) -> str:
    """Decode the whole file once, a piece at a time: what is not whole in an encoding is not in it."""
    with file.open("rb") as raw:
        head = raw.read(_CHUNK)
        for signature, kind in _SIGNATURES:
            if head.startswith(signature):
                raise DataError(f"这是{kind}，不是 CSV", place=Place(str(file)), fix="改正文件名的后缀")
        for mark, encoding in _BOMS:
            if head.startswith(mark):
                _decode(file, encoding)
                return encoding
        if b"\0" in head:
            raise DataError("这是二进制文件，不是 CSV", place=Place(str(file)), fix="在表格软件里另存为 CSV（UTF-8）")
    for encoding in ("utf-8", "gb18030"):
        try:
            _decode(file, encoding)
        except DataError:
            if encoding == "gb18030":
                raise
        else:
            return encoding
    raise AssertionError("the last encoding either decodes or raises")


def _decode(file: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    at = 0
    with file.open("rb") as raw:
        while True:
            piece = raw.read(_CHUNK)
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                raise DataError(
                    "不是 UTF-8，也不是 GB18030", place=Place(str(file)), why=f"第 {at + error.start + 1} 个字节附近读不成字",
                    fix="在表格软件里另存为 CSV（UTF-8）",
                ) from None  # fmt: skip
            if not piece:
                return
            at += len(piece)


def _separator(sample: str) -> str:
    """The separator that the first lines have most often; a comma when none has any."""
    lines = [line for line in sample.splitlines()[:10] if line.strip()]
    counts = {mark: sum(line.count(mark) for line in lines) for mark in (",", "\t", ";", "|")}
    return max(counts, key=lambda mark: counts[mark])


def _rows(stream: io.TextIOWrapper, separator: str, file: Path) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(stream, delimiter=separator, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, cells
    except csv.Error as error:
        raise DataError(
            "CSV 的引号不配对" if "field larger" not in str(error) else f"一格超过 {_LONGEST_CELL} 个字",
            place=Place(str(file), line=reader.line_num), why=f"读到第 {number} 行之后停下：{error}",
            fix="多半是少了一个引号；在表格软件里打开，另存为 CSV（UTF-8）",
        ) from None  # fmt: skip
