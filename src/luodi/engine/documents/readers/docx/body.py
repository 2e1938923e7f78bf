"""Paragraphs, tables, footnotes and text boxes of a Word document, in the order of the text."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from luodi.engine.core.errors import SourceError
from luodi.engine.documents.readers.docx.numbering import Numbering
from luodi.engine.documents.readers.docx.package import Package
from luodi.engine.documents.readers.docx.runs import (
    MC,
    Paragraph,
    choice,
    mark_is,
    read_paragraph,
    style_of,
)
from luodi.engine.documents.readers.docx.styles import Styles, W, number_of, numbered, value
from luodi.engine.documents.source import BlockKind, Flag, Source
from luodi.engine.documents.writing import Run, Runs, Writing, is_blank

_THROUGH = {W + tag for tag in ("sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "subDoc")}
#: A heading style on a whole paragraph is only a look: its text is read as any other paragraph.
MAX_HEADING = 80
#: A document of 1,000 pages has some 20,000.
MAX_PARAGRAPHS = 200_000
_KINDS = {"footnote": "脚注", "endnote": "尾注"}


def read_body(package: Package, name: str) -> Source:
    """Read the main text of a package."""
    root = package.xml(package.main)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise SourceError("Word 文件没有正文", place=package.place, fix="请用 Word/WPS 打开后另存一份")
    paragraphs = sum(1 for _ in body.iter(W + "p"))
    if paragraphs > MAX_PARAGRAPHS:
        raise package.too_much(f"有 {paragraphs:,} 段，最多 {MAX_PARAGRAPHS:,} 段")
    reader = _Body(package)
    reader.container(body, "paragraph")
    reader.finish()
    return Source(
        name,
        "docx",
        reader.writing.text,
        blocks=tuple(reader.writing.blocks),
        flags=tuple(sorted(reader.writing.flags, key=lambda flag: (flag.start, flag.end))),
        problems=tuple(reader.problems()),
    )


class _Body:
    """Reads containers (body, cell, text box, note) into one `Writing`."""

    def __init__(self, package: Package) -> None:
        self.writing = Writing()
        self.styles = Styles(package.xml(package.folder_part("styles.xml")))
        self.numbering = Numbering(package.xml(package.folder_part("numbering.xml")), self.styles)
        self.notes = {kind: _notes(package, kind) for kind in _KINDS}
        self.seen: Counter[str] = Counter()
        self.carried: Runs = []  # printed before a paragraph mark whose deletion joins it with the next
        self.note_number: Counter[str] = Counter()

    def container(self, element: etree._Element, kind: BlockKind) -> None:
        """Read everything that stands in the text of a container."""
        for child in element:
            if child.tag == W + "p":
                self.paragraph(child, kind)
            elif child.tag == W + "tbl":
                self.table(child)
            elif child.tag == W + "sdt":
                self.structured(child, kind)
            elif child.tag == MC + "AlternateContent":
                chosen = choice(child)
                if chosen is not None:
                    self.container(chosen, kind)
            elif child.tag in _THROUGH:
                self.container(child, kind)
            elif child.tag == W + "altChunk":
                self.seen["embedded"] += 1

    def finish(self) -> None:
        """Write what waited for a next paragraph that never came."""
        if self.carried:
            self.writing.add("paragraph", self.carried)
            self.carried = []

    def structured(self, element: etree._Element, kind: BlockKind) -> None:
        gallery = value(element, f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        content = element.find(W + "sdtContent")
        if content is None:
            return
        if gallery == "Table of Contents":
            self.seen["contents"] += sum(1 for _ in content.iter(W + "p"))
            return
        self.container(content, kind)

    def paragraph(self, element: etree._Element, kind: BlockKind) -> None:
        style_id = style_of(element) or self.styles.default
        if self.styles.is_contents(style_id):
            self.seen["contents"] += 1
            return
        found = read_paragraph(element)
        runs = self.numbered_runs(element, found, style_id)
        if mark_is(element, "del") or mark_is(element, "moveFrom"):
            self.carried = runs
        else:
            self.carried = []
            level = self.heading_level(element, style_id, runs) if kind == "paragraph" else None
            title = kind == "paragraph" and level is None and self.styles.is_title(style_id)
            self.writing.add("heading" if level or title else kind, runs, level)
        self.beside(found)

    def numbered_runs(self, element: etree._Element, found: Paragraph, style_id: str | None) -> Runs:
        """Return the carried runs, the number and the runs of a paragraph."""
        deleted = (mark_is(element, "del") or mark_is(element, "moveFrom")) and is_blank(found.runs)
        if self.carried or deleted:  # the number of a joined paragraph is that of its first part
            return self.carried + found.runs
        marker = self.numbering.marker(numbered(element.find(W + "pPr")), style_id)
        if not marker or is_blank(found.runs):
            return found.runs
        return [Run(marker, "numbered", "Word 自动编号"), *found.runs]

    def heading_level(self, element: etree._Element, style_id: str | None, runs: Runs) -> int | None:
        text = "".join(run.text for run in runs).strip()
        if not text or len(text) > MAX_HEADING or text.endswith(("。", "；")):
            return None
        outline = number_of(value(element, f"{W}pPr/{W}outlineLvl"))
        if outline is not None:
            return outline + 1 if 0 <= outline < 9 else None
        return self.styles.heading_level(style_id)

    def beside(self, found: Paragraph) -> None:
        """Write what hangs on a paragraph: its notes and its text boxes; count what cannot be read."""
        self.seen["pictures"] += found.pictures
        self.seen["formulas"] += found.formulas
        self.seen["hidden"] += found.hidden
        anchor = self.writing.length
        for kind, key in found.notes:
            self.note(kind, key, anchor)
        for box in found.boxes:
            self.container(box, "textbox")

    def note(self, kind: str, key: str, anchor: int) -> None:
        content = self.notes[kind].get(key)
        if content is None:
            self.seen["lost_notes"] += 1
            return
        self.note_number[kind] += 1
        word = f"{_KINDS[kind]}{self.note_number[kind]}"
        if anchor:
            self.writing.flags.append(Flag(anchor - 1, anchor, "footnote", f"此处有{word}，文在本段之后"))
        runs = self.flattened(content)
        if not is_blank(runs):
            self.writing.add("footnote", [Run(f"[{word}] ", "numbered", "Word 自动编号"), *runs])

    def flattened(self, content: etree._Element) -> Runs:
        """Return the runs of all paragraphs of a note or a cell as one."""
        runs: Runs = []
        for paragraph in content.iter(W + "p"):
            found = read_paragraph(paragraph)
            self.seen["pictures"] += found.pictures
            piece = self.numbered_runs(paragraph, found, style_of(paragraph) or self.styles.default)
            if not is_blank(piece):
                runs += [Run(" ")] if runs else []
                runs += piece
        return runs

    def table(self, element: etree._Element) -> None:
        """Write a table; one of a single column is a frame around paragraphs, as a 专栏 is."""
        rows = [_cells(row) for row in _below(element, W + "tr") if row.find(f"{W}trPr/{W}del") is None]
        if any(len(row) > 1 for row in rows):
            self.writing.add_table([self.row(row) for row in rows])
            return
        for row in rows:
            for cell, _ in row:
                self.container(cell, "textbox")

    def row(self, cells: list[tuple[etree._Element, int]]) -> list[Runs]:
        """Return a row with empty cells where a wide or a tall cell reaches."""
        row: list[Runs] = []
        for cell, span in cells:
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continued = merge is not None and merge.get(W + "val") != "restart"
            row.append([] if continued else self.flattened(cell))
            row += [[] for _ in range(span - 1)]
        return row

    def problems(self) -> list[str]:
        """Return sentences on what was left out or could not be read."""
        sentences = {
            "contents": "自动目录 {} 行已略去",
            "pictures": "有 {} 幅图片，其中的文字没有读",
            "formulas": "有 {} 处公式，只读出其中的字符",
            "hidden": "隐藏文字 {} 个字符已略去",
            "embedded": "有 {} 处嵌入的外部文件没有读",
            "lost_notes": "有 {} 处脚注或尾注找不到内容",
        }
        found = [text.format(self.seen[key]) for key, text in sentences.items() if self.seen[key]]
        unknown = "、".join(sorted(self.numbering.unknown))
        return found + ([f"不认识的自动编号样式 {unknown}，已按阿拉伯数字编号"] if unknown else [])


def _notes(package: Package, kind: str) -> dict[str, etree._Element]:
    root = package.xml(package.folder_part(f"{kind}s.xml"))
    found = root.iter(W + kind) if root is not None else ()
    return {note.get(W + "id") or "": note for note in found if note.get(W + "type") in {None, "normal"}}


def _below(element: etree._Element, tag: str) -> list[etree._Element]:
    """Return the children of a tag, also where a content control or a tracked change stands between."""
    found: list[etree._Element] = []
    for child in element:
        if child.tag == tag:
            found.append(child)
        elif child.tag == W + "sdt":
            content = child.find(W + "sdtContent")
            found += _below(content, tag) if content is not None else []
        elif child.tag in _THROUGH:
            found += _below(child, tag)
    return found


def _cells(row: etree._Element) -> list[tuple[etree._Element, int]]:
    cells = []
    for cell in _below(row, W + "tc"):
        span = number_of(value(cell, f"{W}tcPr/{W}gridSpan")) or 1
        cells.append((cell, min(max(span, 1), 64)))
    return cells
