"""The pages of a PDF: the text layer, character by character with its place, put together to lines and tables."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from math import inf, isfinite
from typing import TYPE_CHECKING, Any, TypeVar

from luodi.engine.core.errors import Place, SourceError
from luodi.engine.documents.paging import ocr, ruling
from luodi.engine.documents.paging.compose import compose
from luodi.engine.documents.paging.lines import WIDE, Line, Sheet, join
from luodi.engine.documents.source import Source

if TYPE_CHECKING:
    import pypdfium2

T = TypeVar("T")
MAX_PAGES = 5000
MAX_CHARACTERS = 5_000_000
MAX_SCANNED = 500
#: Letters, strokes and pictures, each drawn by one order of the page; a full page of text has some 800.
MAX_DRAWN = 4_000_000
#: A larger image takes gigabytes once it is unpacked.
MAX_PIXELS = 150_000_000
#: More characters of no known script than this share: the fonts do not say which characters they print.
GARBLED = 0.2
_KNOWN = re.compile(r"[\u0020-\u024f\u0370-\u03ff\u2000-\u2bff\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
#: PDFium gives a hyphen at the end of a line as this character.
_LINE_END_HYPHEN = 2
#: Pieces of a line that stand further apart, in characters, are columns.
FAR = 2.5
#: The size of a page that cannot be loaded or states none.
_A4 = (595.0, 842.0)
_WHY = {
    "password": ("PDF 已加密", "打开它需要密码", "请用密码打开后另存一份无密码的 PDF"),
    "data": ("PDF 文件损坏", "不是完整的 PDF（可能没有下载完）", "请重新下载，或用阅读器打开后另存一份"),
}


def page_count(data: bytes, name: str) -> int:
    """Return how many pages a PDF has; SourceError when it cannot be opened or has too many."""
    return _with_document(data, name, len)


def read_pages(data: bytes, name: str, before_scan: Callable[[], None] = lambda: None) -> Source:
    """Read a PDF in this process; `before_scan` is called before each page that is an image."""
    return _with_document(data, name, lambda document: _Pdf(document, name, before_scan).source())


def _with_document(data: bytes, name: str, use: Callable[[pypdfium2.PdfDocument], T]) -> T:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        raise _refusal("password" if "assword" in str(error) else "data", name, str(error)) from error
    try:
        if not 0 < count <= MAX_PAGES:
            raise SourceError(
                f"PDF 有 {count} 页", place=Place(name), why=f"一份文件须有 1 至 {MAX_PAGES} 页", fix="请拆分后再读"
            )
        return use(document)
    finally:
        document.close()


def _refusal(kind: str, name: str, detail: str) -> SourceError:
    what, why, fix = _WHY[kind]
    return SourceError(what, place=Place(name), why=f"{why}；{detail}", fix=fix)


class _Pdf:
    """Reads the pages of one document."""

    def __init__(self, document: pypdfium2.PdfDocument, name: str, before_scan: Callable[[], None]) -> None:
        self.document, self.name, self.before_scan = document, name, before_scan
        self.sheets: list[Sheet] = []
        self.lines: list[Line] = []
        self.images: list[int] = []
        self.characters = self.drawn = 0
        self.tables = 0
        self.problems: list[str] = []
        self.damaged: list[tuple[int, str]] = []

    def source(self) -> Source:
        import pypdfium2

        for number in range(1, len(self.document) + 1):
            self.sheets.append(Sheet(number, *_A4))
            try:
                self.page(number)
            except pypdfium2.PdfiumError as error:
                self.damaged.append((number, str(error)))
        if self.damaged:
            self.problems.append(f"第 {_shown(n for n, _ in self.damaged)} 页损坏，没有读（{self.damaged[0][1]}）")
        if self.images:
            self.recognise()
        if not any(line.text.strip() for line in self.lines):
            why = "；".join(self.problems) or "每页都是空白"
            raise SourceError("PDF 里没有文字", place=Place(self.name), why=why, fix="请检查文件是否完整、正确")
        self.check_fonts()
        return compose(self.name, "pdf", self.sheets, self.lines, self.problems)

    def page(self, number: int) -> None:
        page = self.document[number - 1]
        try:
            width, height = page.get_size()
            if not (0 < width < inf and 0 < height < inf):
                width, height = _A4
            self.sheets[-1] = Sheet(number, width, height)
            self.drawn += _drawn(page)
            characters = _characters(page) if self.drawn <= MAX_DRAWN else []
            self.characters += len(characters)
            if self.characters > MAX_CHARACTERS or self.drawn > MAX_DRAWN:
                why = f"到第 {number} 页已超过 {MAX_CHARACTERS:,} 字或 {MAX_DRAWN:,} 笔"
                raise SourceError("PDF 内容过多", place=Place(self.name), why=why, fix="请拆分后再读")
            lines = _lines(characters, number)
            if not any(line.text.strip() for line in lines):
                self.picture(page, number)
                return
            found = ruling.place_in_tables(lines, _rules(page, width, height), self.tables)
            self.tables = max([self.tables, *(line.table + 1 for line in found)])
            self.lines += _rejoined(found)
        finally:
            page.close()

    def picture(self, page: pypdfium2.PdfPage, number: int) -> None:
        """Note a page that is an image."""
        pixels = _pixels(page)
        if pixels > MAX_PIXELS:
            self.problems.append(f"第 {number} 页的图片太大（{pixels // 1_000_000} 百万点），没有读")
        elif pixels:
            self.images.append(number)

    def recognise(self) -> None:
        """Read the pages that are images, or say which they are."""
        if not ocr.is_installed():
            shown = _shown(self.images)
            if not self.lines:
                raise ocr.missing(self.name, "PDF 没有文字层，是扫描件")
            self.problems.append(f"第 {shown} 页是图片，没有读；安装 ocr 扩展后可读：pip install 'luodi[ocr]'")
            return
        if len(self.images) > MAX_SCANNED:
            why = f"有 {len(self.images)} 页是图片，一份文件最多识别 {MAX_SCANNED} 页"
            raise SourceError("扫描页太多", place=Place(self.name), why=why, fix="请拆分后再读")
        for number in self.images:
            page = self.document[number - 1]
            sheet = self.sheets[number - 1]
            self.before_scan()
            try:
                picture = page.render(scale=ocr.scale_for(sheet)).to_numpy()
            finally:
                page.close()
            self.lines += ocr.read_lines(picture, sheet)
        self.lines.sort(key=lambda line: line.page)
        self.problems += ocr.doubts(self.lines)
        self.problems.append(f"{len(self.images)} 页是图片，由 OCR 识别，数值须人工核对")

    def check_fonts(self) -> None:
        text = "".join(line.text for line in self.lines)
        odd = len(text) - len(_KNOWN.findall(text)) - sum(char.isspace() for char in text)
        if odd > GARBLED * max(len(text), 1):
            self.problems.append(
                f"文字层有 {odd} 个字符不成文字，字体可能没有编码表；请另存或打印成图片后用 ocr 扩展读取"
            )


def _shown(numbers: Iterable[int]) -> str:
    found = list(numbers)
    return "、".join(map(str, found[:10])) + (f" 等 {len(found)} " if len(found) > 10 else "")


class _Character:
    """One printed character and its place, seen upright."""

    __slots__ = ("bottom", "left", "right", "size", "text", "top")

    def __init__(self, text: str, left: float, bottom: float, right: float, top: float, size: float) -> None:
        self.text, self.left, self.bottom, self.right, self.top, self.size = text, left, bottom, right, top, size


def _characters(page: pypdfium2.PdfPage) -> list[_Character]:
    """Return the printed characters of a page in the order of the file."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        handle = textpage.raw
        rect = raw.FS_RECTF()
        upright = _upright(page)
        found: list[_Character] = []
        for index in range(textpage.count_chars()):
            code = raw.FPDFText_GetUnicode(handle, index)
            if code in {0, 10, 13, 0xFFFE, 0xFFFF} or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
                continue
            code = ord("-") if code == _LINE_END_HYPHEN else code
            if code <= 32 and raw.FPDFText_IsGenerated(handle, index) == 1:
                continue  # blanks between characters are judged by their distance, in `_lines`
            if not raw.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(rect)):
                continue
            box = upright(rect.left, rect.bottom, rect.right, rect.top)
            left, bottom, right, top = box if all(map(isfinite, box)) else _behind(found)
            size = raw.FPDFText_GetFontSize(handle, index)
            found.append(_Character(chr(code), left, bottom, right, top, size if 2 < size < inf else top - bottom))
        return found
    finally:
        textpage.close()


def _behind(found: list[_Character]) -> tuple[float, float, float, float]:
    """Return a place behind the last character: a damaged file puts some nowhere, and their words are kept all the same."""
    return (found[-1].right, found[-1].bottom, found[-1].right, found[-1].top) if found else (0.0, 0.0, 0.0, 0.0)


def _upright(page: pypdfium2.PdfPage) -> Any:
    """Return the turning of a rectangle from the file's axes to the page as it is shown."""
    width, height = page.get_size()
    turn = page.get_rotation()
    if turn == 90:
        return lambda left, bottom, right, top: (bottom, height - right, top, height - left)
    if turn == 180:
        return lambda left, bottom, right, top: (width - right, height - top, width - left, height - bottom)
    if turn == 270:
        return lambda left, bottom, right, top: (width - top, left, width - bottom, right)
    return lambda left, bottom, right, top: (left, bottom, right, top)


def _lines(characters: list[_Character], page: int) -> list[Line]:
    """Cut the stream of characters into lines and, inside a line, at wide gaps: a cell of a table may end there."""
    found: list[list[_Character]] = []
    for char in characters:
        line = found[-1] if found else []
        if line and _follows(line[-1], line[0], char):
            line.append(char)
        elif not char.text.isspace():
            found.append([char])
    return [_line(line, page) for line in found]


def _follows(last: _Character, first: _Character, char: _Character) -> bool:
    middle, before = (char.bottom + char.top) / 2, (first.bottom + first.top) / 2
    size = max(last.size, char.size, 1.0)
    return abs(middle - before) < 0.5 * size and -1.0 * size < char.left - last.right < WIDE * size


def _rejoined(lines: list[Line]) -> list[Line]:
    """Join the pieces of a line again that do not stand in different cells of a table."""
    found: list[Line] = []
    for line in lines:
        if found and _is_beside(found[-1], line):
            found[-1] = join(found[-1], line)
        else:
            found.append(line)
    return found


def _is_beside(left: Line, right: Line) -> bool:
    same_cell = (left.table, left.row, left.column) == (right.table, right.row, right.column)
    level = abs(left.middle - right.middle) < 0.5 * max(left.size, right.size)
    return same_cell and level and 0 <= right.x0 - left.x1 < FAR * right.size


def _line(line: list[_Character], page: int) -> Line:
    rooms = sorted(char.left - before.right for before, char in pairwise(line))
    usual = max(rooms[len(rooms) // 2], 0.0) if rooms else 0.0  # a filled line is stretched between all characters
    parts: list[str] = []
    for before, char in zip([None, *line], line, strict=False):
        if before is not None and _is_gap(before, char, usual):
            parts.append(" ")
        parts.append(char.text)
    printed = [char for char in line if not char.text.isspace()] or line
    sizes = sorted(char.size for char in printed)
    return Line(
        page,
        min(char.left for char in printed),
        min(char.bottom for char in printed),
        max(char.right for char in printed),
        max(char.top for char in printed),
        sizes[len(sizes) // 2],
        "".join(parts),
    )


def _is_gap(before: _Character, char: _Character, usual: float) -> bool:
    """Tell room that was left on purpose.

    A printed blank and the room that typesetting leaves between Chinese and digits are of one width, so both are
    written as blanks; cleaning leaves out those between Chinese and digits.
    """
    if before.text.isspace() or char.text.isspace():
        return False
    return char.left - before.right - usual > 0.15 * max(char.size, 1.0)


def _drawn(page: pypdfium2.PdfPage) -> int:
    from pypdfium2 import raw

    return int(raw.FPDFPage_CountObjects(page.raw))


def _pixels(page: pypdfium2.PdfPage) -> int:
    """Return how many points the largest image of a page has, 0 when there is none."""
    from pypdfium2 import raw

    wide, high = ctypes.c_uint(), ctypes.c_uint()
    largest = 0
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        known = raw.FPDFImageObj_GetImagePixelSize(image.raw, ctypes.byref(wide), ctypes.byref(high))
        largest = max(largest, wide.value * high.value if known else 1)
    return largest


def _rules(page: pypdfium2.PdfPage, width: float, height: float) -> list[ruling.Rule]:
    """Return the thin strokes and frames drawn on a page."""
    from pypdfium2 import raw

    upright = _upright(page)
    found: list[ruling.Rule] = []
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        box = upright(*drawn.get_bounds())
        if all(map(isfinite, box)):
            left, bottom, right, top = box
            found += ruling.rules_of(left, bottom, right, top, (width, height))
        if len(found) > ruling.MAX_RULES:
            return []  # a drawing, not a table
    return found
