"""A paragraph's printed characters: insertions kept and flagged, deletions and hidden text left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from luodi.engine.documents.readers.docx.styles import W, value
from luodi.engine.documents.writing import Run, Runs

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_DROPPED = {W + "del", W + "moveFrom", W + "rt", W + "pPr", W + "rPr"}
_INSERTED = {W + "ins": "修订时插入", W + "moveTo": "修订时移入"}
_OFF = {"0", "false", "off"}
#: Wingdings and Symbol code points that stand for a printed sign.
_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F0A3": "□", "F06E": "■", "F0FC": "√", "F0D8": "➢"}


@dataclass
class Paragraph:
    """What one `w:p` holds, besides its number."""

    runs: Runs = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # ("footnote" or "endnote", id)
    boxes: list[etree._Element] = field(default_factory=list)  # w:txbxContent
    pictures: int = 0
    formulas: int = 0
    hidden: int = 0


def read_paragraph(element: etree._Element) -> Paragraph:
    """Collect the runs of a paragraph in the order they are printed."""
    found = Paragraph()
    _Collector(found).children(element, "", "")
    return found


def choice(alternate: etree._Element) -> etree._Element | None:
    """Return the newer of the two spellings that Word writes for one thing, else the older."""
    chosen = alternate.find(MC + "Choice")
    return chosen if chosen is not None else alternate.find(MC + "Fallback")


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Tell whether a yes-or-no property is set."""
    found = properties.find(W + name) if properties is not None else None
    return found is not None and found.get(W + "val") not in _OFF


class _Collector:
    """Walks one paragraph; what stands in a text box is put aside, for it is another text."""

    def __init__(self, found: Paragraph) -> None:
        self.found = found

    def children(self, element: etree._Element, flag: str, note: str) -> None:
        for child in element:
            self.element(child, flag, note)

    def element(self, element: etree._Element, flag: str, note: str) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED:
            return
        if tag in _INSERTED:
            author = element.get(W + "author") or ""
            self.children(element, "inserted", f"{_INSERTED[tag]}{f'（{author}）' if author else ''}")
        elif tag == MC + "AlternateContent":
            chosen = choice(element)
            if chosen is not None:
                self.children(chosen, flag, note)
        elif tag == W + "r":
            self.run(element, flag, note)
        elif tag == W + "txbxContent":
            self.found.boxes.append(element)
        else:
            self.leaf(element, flag, note)

    def run(self, element: etree._Element, flag: str, note: str) -> None:
        if is_on(element.find(W + "rPr"), "vanish"):
            self.found.hidden += sum(len(t.text or "") for t in element.iter(W + "t"))
            return
        self.children(element, flag, note)

    def leaf(self, element: etree._Element, flag: str, note: str) -> None:
        tag = str(element.tag)
        if tag in _PRINTED:
            text = _PRINTED[tag] or element.text or ""
            self.found.runs.append(Run(text, flag, note))
        elif tag == MATH + "oMath":
            self.found.formulas += 1
            self.found.runs.append(Run("".join(t.text or "" for t in element.iter(MATH + "t")), flag, note))
        elif tag == W + "sym":
            sign = _SYMBOLS.get((element.get(W + "char") or "").upper(), "\ufffd")
            self.found.runs.append(Run(sign, flag, note))
        elif tag in {W + "footnoteReference", W + "endnoteReference"}:
            self.found.notes.append((tag.removeprefix(W).removesuffix("Reference"), element.get(W + "id") or ""))
        elif tag in {W + "drawing", W + "pict", W + "object"}:
            self.picture(element, flag, note)
        else:
            self.children(element, flag, note)

    def picture(self, element: etree._Element, flag: str, note: str) -> None:
        boxes = list(outermost(element, W + "txbxContent"))
        self.found.boxes += boxes
        if not boxes and not any(True for _ in element.iter("{*}line", "{*}rect", "{*}wsp")):
            self.found.pictures += 1


#: What an element prints; an empty text means its own characters.
_PRINTED = {W + "t": "", W + "br": "\n", W + "cr": "\n", W + "tab": " ", W + "ptab": " ", W + "noBreakHyphen": "-"}


def outermost(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the elements of a tag below this one that are not inside another of them, one spelling of each."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == MC + "AlternateContent":
            chosen = choice(child)
            if chosen is not None:
                yield from outermost(chosen, tag)
        else:
            yield from outermost(child, tag)


def mark_is(paragraph: etree._Element, change: str) -> bool:
    """Tell whether the end of the paragraph itself was inserted or deleted as a tracked change."""
    return paragraph.find(f"{W}pPr/{W}rPr/{W}{change}") is not None


def style_of(paragraph: etree._Element) -> str | None:
    """Return the style id of a paragraph."""
    return value(paragraph, f"{W}pPr/{W}pStyle")
