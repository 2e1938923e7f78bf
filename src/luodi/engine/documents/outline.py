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
from luodi.engine.documents.labels import RANKS, Label
from luodi.engine.documents.parts import Part
from luodi.engine.documents.model import ClauseKind, Paragraph, ParagraphKind

_ROOT_RANK, _HEADING_RANK, _BOX_RANK = -1.0, 50.0, 60.0
_CLOSED = tuple("。；！？：;!?:…")
_SENTENCE = re.compile(r"[。；，：！？;:,!?]")
_NO_HEADING = re.compile(r"(?:图|表|注|附|Fig|Tab|[（(《“\[【])", re.IGNORECASE)
_END = re.compile(r"(?:以上|上述|本|此)[^，。；]{0,12}(?:政策|措施|意见|办法|细则|规定|方案|通知|条款|文件|决定|规划|计划|导则)")
_END_SAYS = re.compile(r"施行|实施|执行|有效期|生效|解释|废止|起施|承担")
_PREAMBLE = re.compile(r"(?:前\s*言|引\s*言|序\s*言)$")
_PROSE = re.compile(r"给予|责任(?:单位|部门)|单位：|是指|负责|根据|本(?:政策|办法|细则|意见|规定|措施|方案|实施)")
_PROSE_WITH_COMMA = re.compile(r"[0-9]|应当|可以|必须|不得|是指|将|须")
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
    headings: int = 0
    label_kind: str = ""
    children: int = 0


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
        self._articles = False
        self._ranks: dict[str, float] = {}

    def add(self, part: Part) -> None:
        """Build the clauses of a part."""
        self._series = {}
        self._prefix = {"main": "", "notice": "notice", "annex": f"annex{part.number}"}[part.kind]
        self._ranks = _ranks(part.body)
        self._articles = any((label := labels.find(p.text)) and label.kind == "article" for p in part.body)
        root = Node("head", _ROOT_RANK, self._prefix, "", None, (), None, 0)
        if part.kind != "main":
            root = self._part_node(part, root)
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
        self._check_titles()

    def _part_node(self, part: Part, root: Node) -> Node:
        paragraphs = part.body or [p for _, p in (*part.front, *part.back)]
        start = paragraphs[0].start if paragraphs else 0
        kind: ClauseKind = "notice" if part.kind == "notice" else "annex"
        path = ("通知",) if kind == "notice" else (f"附件{part.number}",)
        node = Node(kind, _ROOT_RANK, self._unique(self._prefix, start, start), "", part.number or None, path, None, start)
        node.title = part.title
        node.end = start
        self.nodes.append(node)
        return node

    def _named(self, kind: ClauseKind, name: str, path: str, paragraphs: Sequence[Joined]) -> None:
        root = self._stack[0]
        start = paragraphs[0].start
        node_id = self._unique(f"{root.id}.{name}" if root.id else name, start, paragraphs[0].end)
        node = Node(kind, 0, node_id, "", None, (*root.path, path), root if root.id else None, start)
        self.nodes.append(node)
        for paragraph in paragraphs:
            self._own(node, paragraph.start, paragraph.end, paragraph.text, "note" if kind == "footnotes" else None)

    def _head(self, body: Sequence[Joined], root: Node) -> int:
        """Make the unnumbered beginning the clause `head`; return where the numbered text begins."""
        begin = 0
        while begin < len(body) and not self._label(body[begin].text):
            if begin and self._is_heading(body, begin, len(body)):
                break
            begin += 1
        if root.id:  # the words of a notice or annex before its first number belong to itself
            for paragraph in body[:begin]:
                self._own(root, paragraph.start, paragraph.end, paragraph.text)
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
        for place in range(last + 1, len(body)):
            if _END.match(body[place].text) and _END_SAYS.search(body[place].text):
                return place
        return len(body)

    def _label(self, text: str) -> Label | None:
        return labels.find(text)

    def _paragraph(self, body: Sequence[Joined], place: int, stop: int) -> None:
        paragraph = body[place]
        if paragraph.kind == "table" or "\t" in paragraph.text:
            self._own(self._stack[-1], paragraph.start, paragraph.end, paragraph.text, "row")
        elif label := self._label(paragraph.text):
            for start, end, found in self._pieces(paragraph, label):
                self._open(found, start, end, paragraph.text[start - paragraph.start : end - paragraph.start])
        elif labels.bullet(paragraph.text):
            self._own(self._stack[-1], paragraph.start, paragraph.end, paragraph.text, "bullet")
        elif self._is_heading(body, place, stop):
            self._heading(paragraph, body[place + 1])
        else:
            self._own(self._owner(paragraph), paragraph.start, paragraph.end, paragraph.text)

    def _owner(self, paragraph: Joined) -> Node:
        """Return the clause that an unnumbered paragraph belongs to.

        The items of an article are one paragraph each, so what follows them is the article's next paragraph; anywhere
        else it goes on with the clause before it.
        """
        top = self._stack[-1]
        if not self._articles or top.kind == "article" or not top.paragraphs:
            return top
        for node in reversed(self._stack):
            if node.kind == "article":
                if top.paragraphs[-1].kind == "heading" or not top.paragraphs[-1].text.endswith(_CLOSED):
                    return top
                while self._stack[-1] is not node:
                    self._stack.pop()
                return node
        return top

    def _pieces(self, paragraph: Joined, label: Label) -> Iterator[tuple[int, int, Label]]:
        """Cut a paragraph where the next number stands in the middle of it: （1）…；（2）…"""
        text, begin = paragraph.text, 0
        for match in _INLINE.finditer(text, label.end):
            found = labels.find(text, match.end())
            if not found:
                continue
            if found.kind == label.kind:
                follows = found.number == label.number + 1
            else:
                between = text[begin + len(label.printed) : match.start()]
                follows = found.kind == "ar" and found.number == self._series.get("ar", 0) + 1 and not _SENTENCE.search(between)
            if follows and match[0].strip("。；;") + text[match.start() - 1] != "":
                yield paragraph.start + begin, paragraph.start + match.start(), label
                begin, label = match.end(), found
        yield paragraph.start + begin, paragraph.end, label

    def _open(self, label: Label, start: int, end: int, text: str) -> None:
        if label.kind == "box":
            self._box(label, start, end, text)
            return
        self._leave_box(label)
        rank = self._ranks[label.kind]
        above = self._above(label, rank)
        kind: ClauseKind = {"volume": "chapter", "chapter": "chapter", "section": "chapter", "article": "article", "cn": "part"}.get(
            label.kind, "item"
        )  # type: ignore[assignment]
        self._check_number(label, above, start, end)
        node = Node(
            kind, rank, self._unique(self._id(label, above), start, end), label.printed, label.number,
            (*above.path, label.bare), above if above.id else None, start, label_kind=label.kind,
        )  # fmt: skip
        self._push(node, above)
        self._own(node, start, end, text)

    def _push(self, node: Node, above: Node) -> None:
        above.children += 1
        self.nodes.append(node)
        self._stack.append(node)

    def _above(self, label: Label, rank: float) -> Node:
        """Leave what is not wider than the label; an unnumbered heading keeps a series that begins below it."""
        floor = next((place for place in range(len(self._stack) - 1, 0, -1) if self._stack[place].kind == "box"), 0)
        while len(self._stack) > floor + 1:
            top = self._stack[-1]
            if top.rank < rank:
                break
            if top.kind == "heading" and label.number == 1 and label.kind not in self._stack[-2].last:
                top.rank = rank - 0.5
                break
            self._stack.pop()
        return self._stack[-1]

    def _leave_box(self, label: Label) -> None:
        """A number that goes on with the series outside the box, and not with the one inside, ends the box."""
        place = next((place for place, node in enumerate(self._stack) if node.kind == "box"), None)
        if place is None:
            return
        box, outside = self._stack[place], self._stack[:place]
        inside = box.last.get(label.kind, 0) + 1
        deeper = any(node.last.get(label.kind, 0) + 1 == label.number for node in self._stack[place + 1 :])
        goes_on = any(label.kind in node.last and node.last[label.kind] + 1 == label.number for node in outside)
        if not deeper and (label.number != inside or (goes_on and label.kind not in box.last)):
            del self._stack[place:]

    def _box(self, label: Label, start: int, end: int, text: str) -> None:
        place = next((place for place, node in enumerate(self._stack) if node.kind == "box"), None)
        if place is not None:
            del self._stack[place:]
        above = self._stack[-1]
        root = self._stack[0].id
        node_id = self._unique(f"{root}.box{label.number}" if root else f"box{label.number}", start, end)
        node = Node("box", _BOX_RANK, node_id, label.printed, label.number, (*above.path, label.bare), above if above.id else None, start)
        node.title = text[label.end - 0 :].strip() if label.end < len(text) else ""
        self._push(node, above)
        self._own(node, start, end, text, "heading")

    def _heading(self, paragraph: Joined, following: Joined) -> None:
        """Open an unnumbered heading; when the numbers below it begin again, it stands beside the clause above them."""
        label = self._label(following.text)
        rank = _HEADING_RANK
        if label and label.number == 1 and label.kind != "box":
            same = next((node for node in self._stack if node.label_kind == label.kind), None)
            if same is not None and same.kind != "heading":
                rank = self._stack[self._stack.index(same) - 1].rank
                rank = rank if rank > _ROOT_RANK else self._ranks[label.kind] - 0.5
                self._note("heading", f"“{paragraph.text}”没有编号，其下重新编号，按与上一级并列的标题读", paragraph.start, paragraph.end)
        if rank == _HEADING_RANK:
            self._note("heading", f"“{paragraph.text}”是没有编号的标题", paragraph.start, paragraph.end)
        while len(self._stack) > 1 and self._stack[-1].rank >= rank and self._stack[-1].kind != "box":
            self._stack.pop()
        above = self._stack[-1]
        above.headings += 1
        name = f"h{above.headings}"
        node = Node(
            "heading", rank, self._unique(f"{above.id}.{name}" if above.id else name, paragraph.start, paragraph.end), "", None,
            (*above.path, paragraph.text), above if above.id else None, paragraph.start,
        )  # fmt: skip
        node.title = paragraph.text
        self._push(node, above)
        self._own(node, paragraph.start, paragraph.end, paragraph.text, "heading")

    def _is_heading(self, body: Sequence[Joined], place: int, stop: int) -> bool:
        """Tell an unnumbered heading: short, no punctuation, text or a number below it, no list of short lines."""
        paragraph = body[place]
        text = paragraph.text
        if place + 1 >= stop or labels.find(text) or labels.bullet(text) or "\t" in text:
            return False
        stated = paragraph.kind == "heading" or paragraph.level is not None
        if stated:
            return len(text) <= 80
        if len(text) > 24 or len(text) < 2 or _SENTENCE.search(text) or text.endswith(("）", ")", "】")) or _NO_HEADING.match(text):
            return False
        if not re.search("[\u4e00-\u9fff]{2}", text):
            return False
        after = body[place + 1].text
        return "\t" not in after and (bool(labels.find(after)) or (len(after) > 24 and after.endswith(_CLOSED)))

    def _own(self, node: Node, start: int, end: int, text: str, kind: ParagraphKind | None = None) -> None:
        if kind is None:
            kind = "lead-in" if text.endswith(("：", ":")) else "text"
        node.paragraphs.append(Paragraph(start, end, kind, text))
        above: Node | None = node
        while above is not None:
            above.end = max(above.end, end)
            above = above.above

    def _id(self, label: Label, above: Node) -> str:
        root = self._stack[0].id
        if label.kind == "article":
            return f"{root}.a{label.number}" if root else f"a{label.number}"
        letter = {"volume": "v", "chapter": "c", "section": "s"}.get(label.kind, "")
        return f"{above.id}.{letter}{label.number}" if above.id else f"{letter}{label.number}"

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
        if label.number not in expected and not (before is not None and label.number <= before):
            after = f"前一个是第 {before} 个" if before else "前面没有更小的编号"
            self._note("gap", f"“{label.printed}”前缺编号：{after}", start, end)
        series.last[label.kind] = label.number
        above.last[label.kind] = label.number
        self._series[label.kind] = label.number

    def _note(self, kind: str, message: str, start: int, end: int) -> None:
        self.notes.append(Note(kind, message, start, end))

    def _check_titles(self) -> None:
        for node in self.nodes:
            if not node.title and node.label and node.paragraphs:
                first = node.paragraphs[0]
                more = len(node.paragraphs) > 1 or node.children > 0
                node.title = _title(first.text[len(node.label) :].strip(" \u3000"), more, node.kind != "article")
                if node.title and len(first.text) - len(node.label) - len(node.title) <= 2:
                    node.paragraphs[0] = Paragraph(first.start, first.end, "heading", first.text)


def _ranks(body: Sequence[Joined]) -> dict[str, float]:
    """Return how wide each kind of label is here: 一、 stands above 第一条 when it comes first and goes on after it."""
    ranks: dict[str, float] = {kind: float(rank) for kind, rank in RANKS.items()}
    kinds = [(label.kind, label.number) for p in body if (label := labels.find(p.text)) and label.kind in {"cn", "article"}]
    articles = [place for place, (kind, _) in enumerate(kinds) if kind == "article"]
    if articles and kinds[0] == ("cn", 1) and ("cn", 2) in kinds[articles[0] :]:
        ranks["cn"] = RANKS["article"] - 0.5
    return ranks


def _title(words: str, more: bool, commas: bool) -> str:
    """Return the heading that a clause begins with, empty when it begins with its text."""
    sentence = re.match(r"[^。；：:！？\n]*", words)
    first = sentence[0] if sentence else ""
    alone = len(words) - len(first) <= 2
    mark = words[len(first) : len(first) + 1]
    if not first or len(first) > 60 or (_PROSE.search(first) and mark in {"。", "！"}):
        return ""
    parts = re.split("[，,]", first)
    if alone and not words.endswith(_CLOSED):
        return first if more or len(parts) == 1 else ""
    if mark in {"：", ":"}:
        return first if len(first) <= 14 and not alone and len(parts) == 1 else ""
    if mark not in {"。", "！"} or (alone and not more):
        return ""
    if len(parts) > 1 and (not commas or len(parts) > 3 or max(map(len, parts)) > 20 or _PROSE_WITH_COMMA.search(first)):
        return ""
    return first if len(first) <= (40 if alone or len(parts) == 1 else 30) else ""
