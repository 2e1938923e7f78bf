"""The article's paragraphs, headings, tables and list numbers, in the order of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from luodi.engine.core.errors import Place, SourceError
from luodi.engine.documents.counting import count
from luodi.engine.documents.readers.html.article import (
    article_of,
    beside,
    is_boilerplate,
    is_hidden,
    local,
    text_of,
    weigh,
)
from luodi.engine.documents.source import Source
from luodi.engine.documents.writing import Run, Runs, Writing, is_blank

_BLOCKS = {
    "address", "article", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "ucapcontent", "ucaptitle", "details", "summary",
}  # fmt: skip
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LISTED = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_PROPERTIES = {
    "articletitle": "title", "pubdate": "published", "publishdate": "published", "contentsource": "publisher",
}  # fmt: skip
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0\u200b\ufeff]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2014\u2026]")
#: Characters no page prints; the tree refuses them when they come in by a reference such as &#1;.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: An indent that is printed; a plain blank at the head of a line is not.
_NEW_LINE = re.compile(r"^[ \t\r]*(?:\u00a0[ \u00a0]*\u00a0|\u3000)")
#: Deeper pages are made by machines to hang readers; the parser itself stops a little above.
MAX_DEPTH = 250
#: A page of 500 printed pages has some 50,000 tags.
MAX_TAGS = 300_000


def read_page(text: str, name: str, problems: list[str]) -> Source:
    """Read a decoded page."""
    root = _parse(text, name)
    body = root.find(".//{*}body")
    body = root if body is None else body
    properties = _properties(root)
    whole = _drop(body)
    reader = _Content()
    reader.page(body, article_of(body), dict(properties).get("title", ""))
    writing = reader.writing
    if not writing.blocks:
        raise SourceError(
            "网页里没有正文",
            place=Place(name),
            why="去掉导航和脚本之后没有文字，正文可能由脚本在浏览器里生成",
            fix="请用浏览器打开该页，另存为 PDF 或复制正文为 .txt 再读",
        )
    left_out = whole - sum(len("".join(part.split())) for part in writing.parts) + reader.numbered
    if left_out > 0:
        problems.append(f"导航、页脚等 {left_out} 个字符已略去")
    return Source(
        name,
        "html",
        writing.text,
        blocks=tuple(writing.blocks),
        flags=tuple(writing.flags),
        problems=tuple(problems + ([f"有 {reader.pictures} 幅图片，其中的文字没有读"] if reader.pictures else [])),
        properties=properties,
    )


def _parse(text: str, name: str) -> etree._Element:
    if (tags := text.count("<")) > MAX_TAGS:
        raise SourceError(
            "网页太大，拒绝读取",
            place=Place(name),
            why=f"有 {tags:,} 个标签，最多 {MAX_TAGS:,} 个",
            fix="请只保存正文部分，或另存为 PDF 再读",
        )
    # The declaration in the page is about the bytes of the file, which are decoded already.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    cleaned = _CONTROL.sub("", text).encode("utf-8", errors="replace")
    try:
        root = etree.fromstring(cleaned, parser) if cleaned.strip() else None
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise SourceError("网页是空的", place=Place(name), fix="请检查文件是否下载完整")
    said = [str(error.message).lower() for error in parser.error_log]
    if any("huge" in message and "depth" not in message for message in said):  # the parser left words out
        raise SourceError(
            "网页里有一段过长的文字，拒绝读取",
            place=Place(name),
            why="一段超过 1000 万字节",
            fix="请另存为 .txt，并拆成几份",
        )
    too_deep = any("depth" in message for message in said)
    if too_deep or _depth(root) > MAX_DEPTH:
        raise SourceError(
            "网页的标签嵌套过深，拒绝读取",
            place=Place(name),
            why=f"超过 {MAX_DEPTH} 层",
            fix="请用浏览器另存为 PDF 再读",
        )
    return root


def _depth(root: etree._Element) -> int:
    depth, deepest = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _properties(root: etree._Element) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for meta in root.iter("{*}meta", "meta"):
        key = _PROPERTIES.get((meta.get("name") or "").lower())
        content = (meta.get("content") or "").strip()
        if key and content:
            found.setdefault(key, content)
    return tuple(found.items())


def _drop(body: etree._Element) -> int:
    """Take what is never printed out of the tree, then boilerplate; return how much was printed before the second."""
    for element in [found for found in body.iter() if found is not body and is_hidden(found)]:
        _remove(element)
    weights = weigh(body)
    for element in [found for found in body.iter() if found is not body and is_boilerplate(found, weights[found])]:
        _remove(element)
    return weights[body].length


def _remove(element: etree._Element) -> None:
    """Remove an element and keep the text that follows it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = _CONTROL.sub("", (before.tail or "") + tail)
    else:
        parent.text = _CONTROL.sub("", (parent.text or "") + tail)
    parent.remove(element)


@dataclass
class _List:
    """The list whose items are being read."""

    style: str | None  # None for bullets
    next: int = 1


@dataclass
class _Content:
    """Collects inline text until a block begins or ends."""

    writing: Writing = field(default_factory=Writing)
    line: list[str] = field(default_factory=list)
    marker: str = ""
    level: int | None = None
    pictures: int = 0
    numbered: int = 0

    def page(self, body: etree._Element, article: etree._Element, title: str) -> None:
        """Write the title and record that stand before the article, the article, and the annexes after it."""
        before, after = beside(body, article)
        for element in before:
            self.element(element)
        inside = "".join(self.writing.text.split()) + text_of(article)[:400]
        if title and "".join(title.split()) not in inside:
            self.writing.add("heading", [Run(title, "property", "网页自述的标题（ArticleTitle）")], 1)
            self.numbered += len("".join(title.split()))
        for element in (article, *after):
            self.element(element)
        self.flush()

    def element(self, element: etree._Element) -> None:
        """Write an element and everything below it."""
        tag = local(element)
        if tag == "table" and _is_data(element):
            self.flush()
            self.table(element)
        elif tag == "br":
            self.line.append("\n")
        elif tag == "img":
            self.pictures += 1
        elif tag == "pre":
            self.flush()
            self.preformatted(element)
        elif tag in _BLOCKS:
            self.block(element, tag)
        else:
            self.inline(element)

    def block(self, element: etree._Element, tag: str) -> None:
        self.flush()
        if tag in _HEADINGS:
            self.level = _HEADINGS[tag]
        if tag in {"ol", "ul"}:
            self.items(element, _List(_list_style(element), _whole(element.get("start"), 1)))
        else:
            self.inline(element)
        self.flush()
        self.level = None

    def inline(self, element: etree._Element) -> None:
        self.text(element.text)
        for child in element:
            self.element(child)
            self.text(child.tail)

    def items(self, element: etree._Element, items: _List) -> None:
        """Write a list; what the browser counts before an item is written out."""
        for child in element:
            if local(child) == "li" and items.style is not None:
                number = _whole(child.get("value"), items.next)
                items.next = number + 1
                after = "、" if items.style.startswith("chinese") else "."
                self.flush()
                self.marker = count(number, items.style) + after
            self.element(child)
            self.text(child.tail)

    def preformatted(self, element: etree._Element) -> None:
        for line in "".join(str(piece) for piece in element.itertext()).splitlines():
            self.writing.add("paragraph", [Run(line)])

    def table(self, element: etree._Element) -> None:
        self.writing.add_table(_grid(element))

    def text(self, text: str | None) -> None:
        if text:
            # A line end in the file is a blank to a browser, kept apart as \r from the \n of <br>.
            self.line.append(text.replace("\r\n", "\r").replace("\n", "\r"))

    def flush(self) -> None:
        """Write the collected text as a block, or as several where a typed line break is followed by an indent."""
        text, self.line = "".join(self.line), []
        for lines in _paragraphs(text.split("\n")):
            body = "\n".join(tidy(line) for line in lines).strip("\n ")
            if not body.strip():
                continue
            runs = [Run(self.marker, "numbered", "网页自动编号"), Run(body)] if self.marker else [Run(body)]
            self.numbered += len(self.marker)
            self.marker = ""
            level = self.level if len(body) <= 120 else None
            self.writing.add("heading" if level else "paragraph", runs, level)


def _paragraphs(lines: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    gap = True
    for line in lines:
        if not line.strip():
            gap = True
        elif gap or _NEW_LINE.match(line):
            found.append([line])
            gap = False
        else:
            found[-1].append(line)
    return found


def tidy(text: str) -> str:
    """Return a line as a browser shows it: runs of blanks as one, and none for a line end between Chinese characters.

    >>> tidy("  关于印发\\r   《办法》的  AI 通知 ")
    '关于印发《办法》的 AI 通知'
    """

    def blank(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if "\r" in match[0] and _WIDE.match(before) and _WIDE.match(after) else " "

    return _BLANKS.sub(blank, text).strip(" \u3000")


def _is_data(table: etree._Element) -> bool:
    """Tell a table of data from one that only lays out the page."""
    if any(inner is not table for inner in table.iter("{*}table", "table")):
        return False
    rows = list(table.iter("{*}tr", "tr"))
    widest = max((len(_cells(row)) for row in rows), default=0)
    longest = max((len(text_of(cell)) for row in rows for cell in _cells(row)), default=0)
    return widest >= 2 and longest <= 1500


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if local(cell) in {"td", "th"}]


def _grid(table: etree._Element) -> list[list[Runs]]:
    """Return rows of cells; where a wide or a tall cell reaches, its neighbours are empty."""
    grid: list[list[Runs]] = []
    reach: dict[int, int] = {}  # column -> rows still covered from above
    for row in table.iter("{*}tr", "tr"):
        cells: list[Runs] = []
        for cell in _cells(row):
            _covered(cells, reach)
            wide = _whole(cell.get("colspan"), 1)
            for n in range(min(max(wide, 1), 64)):
                tall = _whole(cell.get("rowspan"), 1)
                if tall > 1:
                    reach[len(cells)] = min(tall, 5000) - 1
                cells.append(_cell(cell) if n == 0 else [])
        _covered(cells, reach)
        if any(not is_blank(found) for found in cells):
            grid.append(cells)
    return grid


def _covered(cells: list[Runs], reach: dict[int, int]) -> None:
    while reach.get(len(cells), 0) > 0:
        reach[len(cells)] -= 1
        cells.append([])


def _cell(cell: etree._Element) -> Runs:
    reader = _Content()
    reader.inline(cell)
    reader.flush()
    return [Run(reader.writing.text)]


def _list_style(element: etree._Element) -> str | None:
    if local(element) == "ul":
        return None
    style = (element.get("style") or "").replace(" ", "").lower()
    if "list-style:none" in style or "list-style-type:none" in style:
        return None
    if "cjk-ideographic" in style or "simp-chinese" in style:
        return "chineseCounting"
    return _LISTED.get(element.get("type") or "1", "decimal")


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text.strip()) else default
