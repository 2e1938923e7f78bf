"""Build the outline: the tree of clauses, each with an id that stays the same when text elsewhere changes.

The numbers are taken as they are printed. A gap or a repeat is reported and never repaired; a number printed twice at
one place gets `~2` behind its id, because an id must be unique.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from luodi.engine.documents import labels
from luodi.engine.documents.clean import Joined
from luodi.engine.documents.headings import CLOSED, SENTENCE, is_heading, title_of
from luodi.engine.documents.labels import RANKS, Kind, Label
from luodi.engine.documents.model import ClauseKind, Paragraph, ParagraphKind
from luodi.engine.documents.parts import Part

_ROOT_RANK, _HEADING_RANK, _BOX_RANK = -1.0, 50.0, 60.0
_CLAUSE_KINDS: dict[Kind, ClauseKind] = {
    "volume": "chapter", "chapter": "chapter", "section": "chapter", "article": "article", "cn": "part", "box": "box",
}  # fmt: skip
#: The letters that tell these in an id from plain numbers; a chapter is not part of the id of its articles.
_LETTERS: dict[Kind, str] = {"volume": "v", "chapter": "c", "section": "s", "article": "a", "box": "box"}
_END = re.compile(
    r"(?:以上|上述|本|此)[^，。；]{0,12}(?:政策|措施|意见|办法|细则|规定|方案|通知|条款|文件|决定|规划|计划|导则)"
)
_END_SAYS = re.compile(r"施行|实施|执行|有效期|生效|解释|废止|起施|承担")
_PREAMBLE = re.compile(r"(?:前\s*言|引\s*言|序\s*言)$")
_INLINE = re.compile(r"(?<=[。；;])[ \u3000]*(?=[（(0-9①-⑳])|[ \u3000](?=[0-9]{1,2}[.、．](?![0-9]))")


@dataclass(slots=True, eq=False)
class Node:
    """A clause while it is being built."""

    kind: ClauseKind
    rank: float
    id: str
    label: str
    number: int | None
    path: tuple[str, ...]
    above: Node | None
    start: int
    title: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    end: int = 0
    last: dict[str, int] = field(default_factory=dict)  # number last seen below, by kind of label
    label_kind: str = ""
    level: int | None = None  # of a heading, where the format states it
    headings: int = 0  # unnumbered ones right below
    children: int = 0
    numbers: tuple[int, ...] = ()  # of 2.1.3 and of the 2. above it: the parts of the number


@dataclass(frozen=True, slots=True)
class Note:
    """Something found while building, at a position of the text."""

    kind: str
    message: str
    start: int
    end: int


class Outline:
    """Builds the nodes of one document, part by part, in the order of the text."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.notes: list[Note] = []
        self._ids: dict[str, int] = {}
        self._stack: list[Node] = []
        self._series: dict[str, int] = {}
        self._prefix = ""
        self._articles = self._decimals = False
        self._ranks: dict[Kind, float] = {}

    def add(self, part: Part) -> None:
        """Build the clauses of a part."""
        self._series = {}
        self._prefix = {"main": "", "notice": "notice", "annex": f"annex{part.number}"}[part.kind]
        self._ranks = _ranks(part.body)
        self._decimals = _has_decimals(part.body)
        self._articles = any((label := self._label(p.text)) and label.kind == "article" for p in part.body)
        first = len(self.nodes)
        root = Node("head", _ROOT_RANK, "", "", None, (), None, 0) if part.kind == "main" else self._part_node(part)
        self._stack = [root]
        body = [p for p in part.body if p.kind != "footnote"]
        begin = self._head(body, root)
        stop = self._end_begins(body, begin) if part.kind == "main" else len(body)
        for place in range(begin, stop):
            self._paragraph(body, place, stop)
        if stop < len(body):
            self._named("end", "end", "末段", body[stop:])
        if notes := [p for p in part.body if p.kind == "footnote"]:
            self._named("footnotes", "notes", "脚注", notes)
        for node in self.nodes[first:]:
            _entitle(node)

    def _part_node(self, part: Part) -> Node:
        paragraphs = part.body or [p for _, p in (*part.front, *part.back)]
        start = paragraphs[0].start if paragraphs else 0
        kind: ClauseKind = "notice" if part.kind == "notice" else "annex"
        path = ("通知",) if kind == "notice" else (f"附件{part.number}",)
        name = self._unique(self._prefix, start, start)
        node = Node(kind, _ROOT_RANK, name, "", part.number or None, path, None, start, title=part.title, end=start)
        self.nodes.append(node)
        return node

    def _named(self, kind: ClauseKind, name: str, path: str, paragraphs: Sequence[Joined]) -> None:
        """Make a clause of paragraphs without a number: the head, the end, the footnotes."""
        first = paragraphs[0]
        node = self._node(kind, 0, name, path, first.start, first.end, above=self._stack[0])
        self.nodes.append(node)
        for paragraph in paragraphs:
            self._own(node, paragraph.start, paragraph.end, paragraph.text, _kind(paragraph))

    def _node(self, kind: ClauseKind, rank: float, name: str, path: str, start: int, end: int, *, above: Node) -> Node:
        node_id = self._unique(f"{above.id}.{name}" if above.id else name, start, end)
        return Node(kind, rank, node_id, "", None, (*above.path, path), above if above.id else None, start)

    def _head(self, body: Sequence[Joined], root: Node) -> int:
        """Make the unnumbered beginning the clause `head`; return where the numbered text begins."""
        begin = 0
        while begin < len(body) and not self._label(body[begin].text):
            if is_heading(body, begin, len(body)) and not _PREAMBLE.match(body[begin].text):
                break
            begin += 1
        if root.id:  # the words of a notice or annex before its first number belong to itself
            for paragraph in body[:begin]:
                self._own(root, paragraph.start, paragraph.end, paragraph.text, _kind(paragraph))
        elif begin:
            self._named("head", "head", "序言", body[:begin])
            if _PREAMBLE.match(body[0].text):
                self.nodes[-1].title = body[0].text
        return begin

    def _end_begins(self, body: Sequence[Joined], begin: int) -> int:
        """Return where the unnumbered closing part begins: after the last label, a paragraph about the document itself."""
        last = max((place for place in range(begin, len(body)) if self._label(body[place].text)), default=begin - 1)
        if self._articles and _END_SAYS.search(body[last].text):
            return len(body)  # the last article closes the document; what follows is its next paragraph
        first = last + 1
        if last >= begin and not body[last].text.endswith(CLOSED) and not SENTENCE.search(body[last].text[8:]):
            first += 1  # the number before it is only a heading: the next paragraph is its text
        for place in range(first, len(body)):
            if _END.match(body[place].text) and _END_SAYS.search(body[place].text):
                return place
        return len(body)

    def _label(self, text: str) -> Label | None:
        if "\t" in text:
            return None  # the row of a table is no clause
        found = labels.find(text)
        if found and found.prefix:
            return found if self._decimals else None
        return found or (labels.bare_number(text) if self._decimals else None)

    def _paragraph(self, body: Sequence[Joined], place: int, stop: int) -> None:
        paragraph = body[place]
        if _kind(paragraph) == "row":
            self._text(paragraph, self._stack[-1])
        elif label := self._label(paragraph.text):
            for start, end, found in self._pieces(paragraph, label):
                words = paragraph.text[start - paragraph.start : end - paragraph.start]
                self._open(found, start, end, words, paragraph.level)
        elif _kind(paragraph) == "bullet":
            self._text(paragraph, self._stack[-1])
        elif is_heading(body, place, stop):
            self._heading(paragraph, body[place + 1])
        else:
            self._text(paragraph, self._owner())

    def _text(self, paragraph: Joined, owner: Node) -> None:
        if not owner.id:  # before the first number
            self._named("head", "head", "序言", [paragraph])
            self._stack.append(self.nodes[-1])
        else:
            self._own(owner, paragraph.start, paragraph.end, paragraph.text, _kind(paragraph))

    def _owner(self) -> Node:
        """Return the clause that an unnumbered paragraph belongs to.

        The items of an article are one paragraph each, so what follows them is the article's next paragraph; anywhere
        else it goes on with the clause before it.
        """
        top = self._stack[-1]
        article = next((node for node in reversed(self._stack) if node.kind == "article"), None)
        if article is None or article is top or not top.paragraphs:
            return top
        if top.paragraphs[-1].kind == "heading" or not top.paragraphs[-1].text.endswith(CLOSED):
            return top
        while self._stack[-1] is not article:
            self._stack.pop()
        return article

    def _pieces(self, paragraph: Joined, label: Label) -> Iterator[tuple[int, int, Label]]:
        """Cut a paragraph where the next number stands in the middle of it: （1）…；（2）…"""
        text, begin = paragraph.text, 0
        for match in _INLINE.finditer(text, label.end):
            found = labels.find(text, match.end())
            if found and self._follows(label, found, text[begin + len(label.printed) : match.start()]):
                yield paragraph.start + begin, paragraph.start + match.start(), label
                begin, label = match.end(), found
        yield paragraph.start + begin, paragraph.end, label

    def _follows(self, label: Label, found: Label, between: str) -> bool:
        """Tell whether a number inside a paragraph is the next clause: the next of its kind, or the first below a heading."""
        if found.kind == label.kind:
            return found.number == label.number + 1 and found.prefix == label.prefix
        return found.kind == "ar" and found.number == self._series.get("ar", 0) + 1 and not SENTENCE.search(between)

    def _open(self, label: Label, start: int, end: int, text: str, level: int | None) -> None:
        """Open the clause of a label."""
        self._leave_box(label)
        rank = _BOX_RANK if label.kind == "box" else self._ranks[label.kind]
        above = self._stack[-1] if label.kind == "box" else self._above(label, rank)
        if label.kind != "box":
            self._check_number(label, above, start, end)
        node = Node(
            _CLAUSE_KINDS.get(label.kind, "item"), rank, self._unique(self._id(label, above), start, end), label.printed,
            label.number, (*above.path, label.bare), above if above.id else None, start, label_kind=label.kind, level=level,
            numbers=(*label.prefix, label.number),
        )  # fmt: skip
        if label.kind == "box":
            node.title = text[label.end :].strip()
        self._push(node, above)
        self._own(node, start, end, text, "heading" if label.kind == "box" else _kind_of_text(text))

    def _push(self, node: Node, above: Node) -> None:
        above.children += 1
        self.nodes.append(node)
        self._stack.append(node)

    def _above(self, label: Label, rank: float) -> Node:
        """Leave what is not wider than the label; an unnumbered heading keeps a series that begins below it."""
        floor = self._box_place() or 0
        while len(self._stack) > floor + 1 and (self._stack[-1].rank >= rank or _is_apart(label, self._stack[-1])):
            top, below = self._stack[-1], self._stack[-2]
            if top.kind == "heading" and label.number == 1 and label.kind not in below.last and below.rank < rank:
                top.rank = rank - 0.5
                break
            self._stack.pop()
        return self._stack[-1]

    def _box_place(self) -> int | None:
        return next((place for place, node in enumerate(self._stack) if node.kind == "box"), None)

    def _leave_box(self, label: Label) -> None:
        """A number that goes on with the series outside the box, and not with the one inside, ends the box."""
        place = self._box_place()
        if place is None:
            return
        box, outside = self._stack[place], self._stack[:place]
        inside = box.last.get(label.kind, 0) + 1
        deeper = any(node.last.get(label.kind, 0) + 1 == label.number for node in self._stack[place + 1 :])
        goes_on = any(label.kind in node.last and node.last[label.kind] + 1 == label.number for node in outside)
        if label.kind == "box" or (not deeper and (label.number != inside or (goes_on and label.kind not in box.last))):
            del self._stack[place:]

    def _heading(self, paragraph: Joined, following: Joined) -> None:
        """Open an unnumbered heading; when the numbers below it begin again, it stands beside the clause above them."""
        text, start, end = paragraph.text, paragraph.start, paragraph.end
        rank = self._rank_by_restart(following)
        said = "其下重新编号，按与上一级并列的标题读" if rank else "归入前一条"
        self._note("heading", f"“{text}”是没有编号的标题，{said}", start, end)
        self._leave_headings(paragraph.level, rank or _HEADING_RANK)
        above = self._stack[-1]
        above.headings += 1
        node = self._node("heading", rank or _HEADING_RANK, f"h{above.headings}", text, start, end, above=above)
        node.title, node.level = text, paragraph.level
        self._push(node, above)
        self._own(node, start, end, text, "heading")

    def _rank_by_restart(self, following: Joined) -> float | None:
        label = self._label(following.text)
        if not label or label.number != 1 or label.kind == "box":
            return None
        place = next((place for place, node in enumerate(self._stack) if node.label_kind == label.kind), None)
        if place is None:
            return None
        above = self._stack[place - 1].rank
        return above if above > _ROOT_RANK else self._ranks[label.kind] - 0.5

    def _leave_headings(self, level: int | None, rank: float) -> None:
        """Leave what stands below a heading of the same level, where the format states levels, else by rank."""
        for place, node in enumerate(self._stack):
            if place and level is not None and node.level is not None and node.level >= level:
                del self._stack[place:]
                return
        while len(self._stack) > 1 and self._stack[-1].rank >= rank and self._stack[-1].kind != "box":
            if level is not None and self._stack[-1].level is not None:
                return  # a heading of a wider level holds this one
            self._stack.pop()

    def _own(self, node: Node, start: int, end: int, text: str, kind: ParagraphKind) -> None:
        node.paragraphs.append(Paragraph(start, end, kind, text))
        above: Node | None = node
        while above is not None:
            above.end = max(above.end, end)
            above = above.above

    def _id(self, label: Label, above: Node) -> str:
        """Return the id: numbers in digits below each other; articles and boxes count through the whole part."""
        if label.prefix:
            inside = len(above.numbers) if label.prefix[: len(above.numbers)] == above.numbers else 0
            name = ".".join(map(str, (*label.prefix, label.number)[inside:]))
            return f"{above.id}.{name}" if above.id else name
        name = f"{_LETTERS.get(label.kind, '')}{label.number}"
        root = self._stack[0].id if label.kind in {"article", "box"} else above.id
        return f"{root}.{name}" if root else name

    def _unique(self, wanted: str, start: int, end: int) -> str:
        count = self._ids[wanted] = self._ids.get(wanted, 0) + 1
        if count == 1:
            return wanted
        self._note("repeat", f"条款 {wanted} 出现第 {count} 次，记作 {wanted}~{count}", start, end)
        return f"{wanted}~{count}"

    def _check_number(self, label: Label, above: Node, start: int, end: int) -> None:
        """Report a number that follows neither the one before it at this place nor the last of its kind in the document."""
        series = self._stack[0] if label.kind in {"article", "chapter"} else above
        before = series.last.get(label.kind)
        expected = {(before or 0) + 1, self._series.get(label.kind, 0) + 1}
        if label.number not in expected:
            if before is None or label.number > before:
                after = f"前一个是第 {before} 个" if before else "前面没有更小的编号"
                self._note("gap", f"“{label.printed}”前缺编号：{after}", start, end)
            elif 1 < label.number < before:
                self._note("order", f"“{label.printed}”排在第 {before} 个之后", start, end)
        series.last[label.kind] = label.number
        above.last[label.kind] = label.number
        self._series[label.kind] = label.number

    def _note(self, kind: str, message: str, start: int, end: int) -> None:
        self.notes.append(Note(kind, message, start, end))


def _is_apart(label: Label, top: Node) -> bool:
    """Tell that a number such as 2.1 does not stand below 1. or 1.3."""
    counted = top.label_kind in {"ar", "dec2", "dec3"}
    return bool(label.prefix) and counted and label.prefix[: len(top.numbers)] != top.numbers


def _has_decimals(body: Sequence[Joined]) -> bool:
    """Tell whether 1.1 numbers clauses here: two such labels, one of them the first of its row."""
    found = [label for p in body if "\t" not in p.text and (label := labels.find(p.text)) and label.prefix]
    return len(found) > 1 and any(label.number == 1 for label in found)


def _kind(paragraph: Joined) -> ParagraphKind:
    """Return what an unnumbered paragraph is."""
    if paragraph.kind == "footnote":
        return "note"
    if paragraph.kind == "table" or "\t" in paragraph.text:
        return "row"
    return "bullet" if labels.bullet(paragraph.text) else _kind_of_text(paragraph.text)


def _kind_of_text(text: str) -> ParagraphKind:
    return "lead-in" if text.endswith(("：", ":")) else "text"


def _entitle(node: Node) -> None:
    """Give a clause its title, from the beginning of its first paragraph."""
    if node.title or not node.label or not node.paragraphs:
        return
    first = node.paragraphs[0]
    more = len(node.paragraphs) > 1 or node.children > 0
    words = first.text[len(node.label) :].strip(" \u3000")
    node.title = title_of(words, more=more, article=node.kind == "article")
    if node.title and len(words) - len(node.title) <= 2:
        node.paragraphs[0] = Paragraph(first.start, first.end, "heading", first.text)


def _ranks(body: Sequence[Joined]) -> dict[Kind, float]:
    """Return how wide each kind of label is in this document.

    一、 stands above 第一条 when it comes first and goes on after it; 1. stands above （一） when it comes first and
    （一） begins again below each.
    """
    ranks: dict[Kind, float] = {kind: float(rank) for kind, rank in RANKS.items()}
    found = [(label.kind, label.number) for p in body if "\t" not in p.text and (label := labels.find(p.text))]
    if _stands_above("cn", "article", found):
        ranks["cn"] = RANKS["article"] - 0.5
    if _stands_above("ar", "cnp", found) and found.count(("cnp", 1)) > 1 and found.count(("ar", 1)) == 1:
        ranks["ar"] = RANKS["cnp"] - 0.5
    return ranks


def _stands_above(wide: Kind, narrow: Kind, found: Sequence[tuple[Kind, int]]) -> bool:
    """Tell whether the usually narrower label comes first, and its second number after one of the usually wider."""
    order = [(kind, number) for kind, number in found if kind in {wide, narrow}]
    below = next((place for place, (kind, _) in enumerate(order) if kind == narrow), None)
    return bool(below) and order[0] == (wide, 1) and (wide, 2) in order[below:]
