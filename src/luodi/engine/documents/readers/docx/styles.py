"""Which paragraph style is a heading, which one is numbered, which one belongs to a table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Chains of based-on styles are short; a ring of them must not hang the reader.
MAX_CHAIN = 20
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录)\s*\d*$|^toc heading$", re.IGNORECASE)


def value(element: etree._Element | None, path: str) -> str | None:
    """Return the `w:val` of the element at the path below, None when there is none."""
    found = element.find(path) if element is not None else None
    return found.get(W + "val") if found is not None else None


def number_of(text: str | None) -> int | None:
    """Return a whole number, None for what is not one."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph's place in a list: the list and the level, either of which may come from a style."""

    list_id: str | None
    level: int | None


def numbered(properties: etree._Element | None) -> Numbered:
    """Read the `numPr` of a paragraph's or a style's properties."""
    return Numbered(
        value(properties, f"{W}numPr/{W}numId"),
        number_of(value(properties, f"{W}numPr/{W}ilvl")),
    )


class Styles:
    """The styles of a document by id, with what they inherit."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self.default: str | None = None
        for style in root.iter(W + "style") if root is not None else ():
            self._styles[style.get(W + "styleId") or ""] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in {"1", "true"}:
                self.default = style.get(W + "styleId")

    def chain(self, style_id: str | None) -> list[etree._Element]:
        """Return the style and those it is based on, nearest first."""
        found: list[etree._Element] = []
        while style_id in self._styles and len(found) < MAX_CHAIN:
            style = self._styles[style_id or ""]
            found.append(style)
            style_id = value(style, W + "basedOn")
        return found

    def numbered(self, style_id: str | None) -> Numbered:
        """Return the list and level a style gives; the nearest style that says so decides each."""
        list_id: str | None = None
        level: int | None = None
        for style in self.chain(style_id):
            found = numbered(style.find(W + "pPr"))
            list_id = found.list_id if list_id is None else list_id
            level = found.level if level is None else level
        return Numbered(list_id, level)

    def heading_level(self, style_id: str | None) -> int | None:
        """Return 1 for 标题 1 and so on, None when the style is no heading."""
        for style in self.chain(style_id):
            outline = number_of(value(style, f"{W}pPr/{W}outlineLvl"))
            if outline is not None:
                return outline + 1 if 0 <= outline < 9 else None
            named = _HEADING.match(value(style, W + "name") or "")
            if named:
                return int(named[1])
        return None

    def is_title(self, style_id: str | None) -> bool:
        """Tell whether the style is Word's own style for the title of the document."""
        return any((value(style, W + "name") or "").lower() in {"title", "标题"} for style in self.chain(style_id)[:1])

    def is_contents(self, style_id: str | None) -> bool:
        """Tell whether the style belongs to an automatic table of contents."""
        return any(_CONTENTS.match(value(style, W + "name") or "") for style in self.chain(style_id)[:1])
