"""Find the responsible bodies of a clause, in the five notations that documents use, and in tables.

（责任单位：市科技局、市财政局）                    a list after a word, in any bracket
（牵头单位：市商务局；配合单位：市教委）              lead and assisting
（市科技局、市财政局等按职责分工负责）                a list before a verb, also 市科技局牵头，市财政局配合
由市科技局会同市财政局负责                          in the sentence
落实部门：市科技局高新处                            a line of its own, with telephone numbers
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luodi.engine.core.bodies import Bodies
from luodi.engine.documents.model import Role

_LABEL = re.compile(
    r"(牵头|责任|配合|主管|政策咨询|咨询|参加|参与|协办|主办|承办|实施|落实|联系)(?:单位|部门|处室)(?:及[^：:，。]{1,8})?[:：]"
)
_ROLES: dict[str, Role] = {
    "牵头": "lead", "主管": "lead", "主办": "lead", "责任": "responsible", "落实": "responsible", "实施": "responsible",
    "承办": "responsible", "配合": "assist", "参加": "assist", "参与": "assist", "协办": "assist", "政策咨询": "contact",
    "咨询": "contact", "联系": "contact",
}  # fmt: skip
_HEAD = re.compile(r"(牵头|责任|配合|主管|实施|落实|承办)(?:单位|部门|处室)(?:及配合单位)?")
_OPEN, _CLOSE = "（([〔【〈<", "）)]〕】〉>"
_SUFFIX = re.compile(
    r"(?:政府|管委会|委员会|办公室|办公厅|领导小组|集团|公司|中心|大学|学院|研究院|银行|协会|联盟|法院|检察院|海关|报社|电视台|实验室|智库|园区|"
    r"[局委办厅院部处行会署所室]|单位|部门|(?:生态城|新区|开发区|功能区|示范区|高新区|经开区|自贸区|区县|县区))$"
)
_SHARES_SUFFIX = re.compile(r"[\u4e00-\u9fff]{2,10}[区市县](?:人民政府|政府|管委会)?$")
_PHONE = re.compile(r"(?:(?:咨询|联系|服务)?电话[:：]?)?\s*[0-9][0-9、,，\s-]{5,}|(?:咨询|联系|服务)?电话[:：]?")
_PLAIN = "[^（()）\\[\\]〔〕]"
_VERB = r"按照?(?:各自)?职责(?:分工)?(?:分别)?(?:负责|落实|推进)|牵头(?:负责)?|负责|配合|参加"
_DUTY = re.compile(
    rf"[（(\[〔]({_PLAIN}{{4,300}}(?:[（(][^（()）]{{0,12}}[）)]{_PLAIN}{{0,300}})*?)等?(?:{_VERB})[）)\]〕]"
)
_BY = re.compile(r"由([^，。；：（）()]{2,60}?)(牵头|负责|进行|组织|受理|审[核查]|认定)")
_WITH = re.compile(r"会同|商(?=[省市区县有各])")
_PART = re.compile(r"(.+?)(?:等)?(?:按照?(?:各自)?职责(?:分工)?(?:分别)?负责|(牵头)(?:负责)?|负责|(配合|参加))$")


@dataclass(frozen=True, slots=True)
class Found:
    """A body found in a text: `text[start:end]` is printed."""

    start: int
    end: int
    printed: str
    name: str
    known: bool
    role: Role
    note: str = ""


def find_bodies(text: str, bodies: Bodies, region: str = "") -> list[Found]:
    """Return the bodies of a paragraph in the order of the text; each place is counted once."""
    found = [*_listed(text, bodies, region), *_on_duty(text, bodies, region), *_in_prose(text, bodies, region)]
    taken: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not taken or one.start >= taken[-1].end:
            taken.append(one)
    return taken


def find_in_rows(rows: Sequence[str], bodies: Bodies, region: str = "") -> Iterator[tuple[int, Found]]:
    """Return the bodies in the columns of a table headed 责任单位 and the like, each with the number of its row."""
    columns: dict[int, Role] = {}
    for number, row in enumerate(rows):
        cells = row.split("\t")
        heads = {
            place: _ROLES[match[1]] for place, cell in enumerate(cells) if (match := _HEAD.fullmatch(cell.strip()))
        }
        if heads:
            columns = heads
            continue
        start = 0
        for place, cell in enumerate(cells):
            if place in columns:
                yield from (
                    (number, one) for one in _names(row, start, start + len(cell), columns[place], bodies, region)
                )
            start += len(cell) + 1


def _listed(text: str, bodies: Bodies, region: str) -> Iterator[Found]:
    """A list after 责任单位： and the like, up to the bracket's end, the next such word or the full stop."""
    marks = list(_LABEL.finditer(text))
    for place, mark in enumerate(marks):
        stop = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        end = _list_end(text, mark.end(), stop)
        yield from _names(text, mark.end(), end, _ROLES[mark[1]], bodies, region)


def _list_end(text: str, start: int, stop: int) -> int:
    depth = 0
    for place in range(start, stop):
        char = text[place]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            if depth == 0:
                return place
            depth -= 1
        elif char == "。" and depth == 0:
            return place
    return stop


def _on_duty(text: str, bodies: Bodies, region: str) -> Iterator[Found]:
    """A bracket that holds only bodies and what they do: 市科技局牵头，市财政局、市经信局配合."""
    for bracket in _DUTY.finditer(text):
        if _LABEL.search(bracket[0]):
            continue
        start, stop = bracket.start() + 1, bracket.end() - 1
        for part in re.finditer(
            r"[^，；;]+(?:[，；;](?![^，；;]*(?:牵头|配合|参加|负责))[^，；;]+)*", text[start:stop]
        ):
            verb = _PART.fullmatch(part[0])
            if verb:
                role: Role = "lead" if verb[2] else "assist" if verb[3] else "responsible"
                yield from _names(
                    text, start + part.start(), start + part.start() + len(verb[1]), role, bodies, region, strict=True
                )


def _in_prose(text: str, bodies: Bodies, region: str) -> Iterator[Found]:
    """由 A 牵头, 由 A 会同 B 负责: only names that are bodies by their form."""
    for match in _BY.finditer(text):
        start, end = match.span(1)
        partner = _WITH.search(text, start, end)
        middle = partner.start() if partner else end
        role: Role = "lead" if match[2] == "牵头" or partner or text.startswith("牵头", match.end()) else "responsible"
        yield from _names(text, start, middle, role, bodies, region, strict=True)
        if partner:
            yield from _names(text, partner.end(), end, "assist", bodies, region, strict=True)


def _names(
    text: str, start: int, end: int, role: Role, bodies: Bodies, region: str, *, strict: bool = False
) -> Iterator[Found]:
    pieces = list(_pieces(text, start, end))
    phone_of = _phones(text, pieces)
    names = [piece for piece in pieces if not _PHONE.fullmatch(text[piece[0] : piece[1]].strip())]
    level = next((text[begin] for begin, stop in names if _has_level(text[begin:stop]) and text[begin] != "各"), "")
    for number, (begin, stop) in enumerate(names):
        printed = text[begin:stop]
        if strict and not _SUFFIX.search(re.sub(r"[（(〈][^（()）〈〉]*[）)〉]$", "", printed)):
            continue
        name, known = _resolved(printed, _suffix_after(text, names, number), level, bodies, region)
        yield Found(begin, stop, printed, name, known, role, phone_of.get(begin, ""))


def _resolved(printed: str, suffix: str, level: str, bodies: Bodies, region: str) -> tuple[str, bool]:
    """Resolve a name; 市科技局、财政局 leaves the second 市 out, 高新区、武侯区政府 the first 政府."""
    whole = printed + suffix
    if level and not _has_level(whole):
        led = bodies.resolve(level + whole, region)
        if led.known:
            return led.name, True
    found = bodies.resolve(whole, region)
    return found.name, found.known or whole.startswith("各") or bool(suffix)


def _has_level(name: str) -> bool:
    return name[:1] in set("省市区县各") and not name.startswith(("市场", "区域"))


def _suffix_after(text: str, names: list[tuple[int, int]], number: int) -> str:
    """Return 政府 or 管委会 when the name ends before it and a later name of the list prints it for both."""
    begin, stop = names[number]
    if not text[begin:stop].endswith(("区", "市", "县")):
        return ""
    for later_begin, later_stop in names[number + 1 :]:
        later = text[later_begin:later_stop]
        for suffix in ("人民政府", "政府", "管委会"):
            if later.endswith(suffix):
                return suffix
        if not _SHARES_SUFFIX.match(later):
            return ""
    return ""


def _phones(text: str, pieces: list[tuple[int, int]]) -> dict[int, str]:
    """Return the telephone numbers by the name that they follow."""
    numbers: dict[int, str] = {}
    owner: int | None = None
    for begin, stop in pieces:
        piece = text[begin:stop].strip()
        if _PHONE.fullmatch(piece):
            if owner is not None:
                digits = "、".join(re.findall(r"[0-9-]{6,}", piece))
                numbers[owner] = "、".join(filter(None, (numbers.get(owner, ""), digits)))
        else:
            owner = begin
    return numbers


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a list at 、，；: not inside brackets, and not in 各区、县（市）政府, which is one name."""
    begin, depth = start, 0
    for place in range(start, end + 1):
        char = text[place] if place < end else "、"
        if char in _OPEN and place < end:
            depth += 1
        elif char in _CLOSE and place < end:
            depth = max(0, depth - 1)
        cut = (
            1
            if char in "、，,；;\n"
            else len("和")
            if char in "和及与" and _between_bodies(text, begin, place, end)
            else 0
        )
        if not cut or (depth and place < end):
            continue
        if place < end and text[begin:place].strip() in {"各区", "各县", "各市", "各区县", "各县区"} and char == "、":
            continue
        piece = text[begin:place]
        left = begin + len(piece) - len(piece.lstrip())
        right = begin + len(piece.rstrip(" 等"))
        if right > left:
            yield left, right
        begin = place + 1


def _between_bodies(text: str, begin: int, place: int, end: int) -> bool:
    """Tell whether 和 stands between two names: 市科技局和市财政局, not 发展和改革委员会."""
    right = re.split("[、，,；;]", text[place + 1 : end], maxsplit=1)[0]
    right = re.sub(r"[（(〈].*$", "", right).rstrip("等")
    return bool(_SUFFIX.search(text[begin:place]) and _SUFFIX.search(right))
