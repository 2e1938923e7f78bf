"""Reading images by the `ocr` extra (rapidocr and onnxruntime); its models come inside the package, nothing is fetched.

Every line read here carries the flag `ocr` with its score: a value from it waits for a person's eye.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, reduce
from importlib.util import find_spec
from statistics import median
from typing import Any

from luodi.engine.core.errors import Place, SourceError
from luodi.engine.documents.paging.lines import Line, Sheet, join

#: Pages are rendered at 72 dpi times this.
SCALE = 200 / 72
#: The longest side of a picture: what the recognition needs for A4 and A3, and a bound on its memory.
LONG_SIDE = 3500
#: Lines below this score are listed among the problems.
DOUBTFUL = 0.85


def is_installed() -> bool:
    """Tell whether the extra is there, without loading it."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def missing(name: str, what: str) -> SourceError:
    """Return the refusal for an image when the extra is not installed."""
    return SourceError(
        what,
        place=Place(name),
        why="读图片需要文字识别，没有安装 ocr 扩展",
        fix="安装：pip install 'luodi[ocr]'（约 370 MB，离线可用）",
    )


@cache
def _engine() -> Any:
    import logging

    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical"})
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return engine


def scale_for(sheet: Sheet) -> float:
    """Return how many points of a picture stand for one point of the page; a poster is not rendered as large as a wall."""
    return min(SCALE, LONG_SIDE / max(sheet.width, sheet.height, 1.0))


def read_lines(picture: Any, sheet: Sheet) -> list[Line]:
    """Return the lines of a picture (an array of pixels) as lines of a page, in reading order."""
    result = _engine()(picture)
    if result.boxes is None:
        return []
    scale = sheet.width / picture.shape[1]
    found = [
        _line(corners, text, float(score), sheet, scale)
        for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
        if text.strip()
    ]
    return _rows(_steadied(found))


def _steadied(lines: list[Line]) -> list[Line]:
    """Give lines of nearly one size the same: a detected box is higher over a line with brackets than over 一一."""
    if not lines:
        return []
    usual = median(line.size for line in lines)
    return [replace(line, size=usual) if abs(line.size - usual) < 0.25 * usual else line for line in lines]


def _line(corners: Any, text: str, score: float, sheet: Sheet, scale: float) -> Line:
    across = [float(corner[0]) * scale for corner in corners]
    down = [float(corner[1]) * scale for corner in corners]
    # A box drawn by the detector is a little higher than the letters in it.
    size = (max(down) - min(down)) * 0.8
    note = f"OCR 识别，把握 {score:.2f}，请核对"
    return Line(
        sheet.number,
        min(across),
        sheet.height - max(down),
        max(across),
        sheet.height - min(down),
        size,
        text,
        "ocr",
        note,
    )


def _rows(lines: list[Line]) -> list[Line]:
    """Order lines from the top; pieces at one height are one line from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        if rows and abs(rows[-1][0].middle - line.middle) < 0.5 * min(rows[-1][0].size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [reduce(join, sorted(row, key=lambda line: line.x0)) for row in rows]


def doubts(lines: list[Line]) -> list[str]:
    """Return a sentence on the lines of low score, none when all are good."""
    low = [line for line in lines if line.flag == "ocr" and float(line.note.split("把握 ")[1][:4]) < DOUBTFUL]
    shown = "；".join(f"第{line.page}页“{line.text[:20]}”" for line in low[:5])
    return [f"OCR 把握不大的有 {len(low)} 行：{shown}"] if low else []
