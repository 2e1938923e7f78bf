"""Find the responsible bodies of a clause, in the notations that documents use, and in tables.

（责任单位：市科技局、市财政局）                    a list after a word, in any bracket
（牵头单位：市商务局；配合单位：市教委）              lead and assisting
（市科技局、市财政局等按职责分工负责）                a list before a verb, also 市科技局牵头，市财政局配合
（市科技局、市财政局）                              bodies alone in a bracket behind the last sentence
由市科技局会同市财政局负责                          in the sentence
落实部门：市科技局高新处                            a line of its own, with telephone numbers
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from luodi.engine.core.bodies import Bodies
from luodi.engine.documents.body_lists import CLOSE, OPEN, Found, has_duty, has_level, names
from luodi.engine.documents.model import Role

__all__ = ["Found", "find_bodies", "find_in_rows"]

_KINDS = "牵头|主要责任|主责|责任|配合|主管|政策咨询|咨询|参加|参与|协办|协同|协作|主办|承办|实施|落实|联系"
_LABEL = re.compile(
    rf"(?:[省市区县]级)?({_KINDS})(?:责任)?(?:单位|部门|处室|机构)(?:(?:及[^：:，。]{{1,8}})?[:：]|为(?=[省市区县各]))"
    r"|(?<=[（(\[〔【；;，, \u3000])(牵头|主办|责任|配合|协办|参与|参加)[:：]"
    r"|(?:(?:完成|办结|实施|落实|推进)?(?:时限|时间|期限|进度|年限)|(?:责任|分管|牵头|包保)[省市区县]?(?:领导|人)|联系人)[:：]"
)
_MAY_LABEL = re.compile(r"(?:单位|部门|处室|机构|牵头|主办|责任|配合|协办|参[与加]|限|时间|进度|领导|人)[:：为及]")
_ROLES: dict[str, Role] = {
    "牵头": "lead", "主管": "lead", "主办": "lead", "责任": "responsible", "主要责任": "responsible", "主责": "responsible",
    "落实": "responsible", "实施": "responsible", "承办": "responsible", "配合": "assist", "参加": "assist", "参与": "assist",
    "协办": "assist", "协同": "assist", "协作": "assist", "政策咨询": "contact", "咨询": "contact", "联系": "contact",
}  # fmt: skip
_HEAD = re.compile(r"(牵头|责任|配合|主管|实施|落实|承办)(?:单位|部门|处室)(?:及配合单位)?")
_PLAIN = "[^（()）\\[\\]〔〕【】]"
_BRACKET = re.compile(
    rf"[（(\[〔【]({_PLAIN}{{3,400}}(?:[（(〔][^（()）〔〕]{{0,20}}[）)〕]{_PLAIN}{{0,400}})*)[）)\]〕】]"
)
_ENDS = re.compile(r"[。；;]?\s*(?:\n|$)")
_BY = re.compile(r"由([^，。；：（）()]{2,60}?)(牵头|负责(?!人)|进行|组织|受理|审[核查]|认定)")
#: 建立由市科技局牵头、有关部门参与的机制: that makes a board, it gives nobody the task.
_A_BOARD = re.compile(r"[^。；]{0,40}?(?:参与|参加|组成|共同组成)的")
_WITH = re.compile(r"会同|商(?=[省市区县有各])")
_AND_HELP = re.compile(r"，([^，。；：（）()]{2,60}?)(?:配合|参与|参加|协助|协同)(?!的)")


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
                    (number, one) for one in names(row, start, start + len(cell), columns[place], bodies, region)
                )
            start += len(cell) + 1


def _listed(text: str, bodies: Bodies, region: str) -> Iterator[Found]:
    """A list after 责任单位： and the like, up to the bracket's end, the next such word or the full stop."""
    marks = list(_LABEL.finditer(text)) if _MAY_LABEL.search(text) else []
    for place, mark in enumerate(marks):
        stop = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        kind = mark[1] or mark[2]
        if kind:  # else a word such as 完成时限：, which names nobody
            yield from names(text, mark.end(), _list_end(text, mark.end(), stop), _ROLES[kind], bodies, region)


def _list_end(text: str, start: int, stop: int) -> int:
    depth = 0
    for place in range(start, stop):
        char = text[place]
        if char in OPEN:
            depth += 1
        elif char in CLOSE:
            if depth == 0:
                return place
            depth -= 1
        elif char == "。" and depth == 0:
            return place
    return stop


def _on_duty(text: str, bodies: Bodies, region: str) -> Iterator[Found]:
    """A bracket that holds only bodies and what they do: 市科技局牵头，市财政局、市经信局配合; also bodies alone at the end."""
    for bracket in _BRACKET.finditer(text):
        if _MAY_LABEL.search(bracket[0]) and _LABEL.search(bracket[0]):
            continue
        start, stop = bracket.span(1)
        if has_duty(bracket[1]):
            found = list(names(text, start, stop, "responsible", bodies, region, strict=True))
            if any(_sure(one) or one.role != "assist" for one in found):  # not 支持园区、企业参与
                yield from found
        elif _ENDS.match(text, bracket.end()) and text[: bracket.start()].rstrip()[-1:] in {"", *"。；;！”"}:
            yield from _alone(text, start, stop, bodies, region)


def _alone(text: str, start: int, stop: int, bodies: Bodies, region: str) -> Iterator[Found]:
    """Bodies in a bracket behind the last sentence, with no word about what they do; all of them must be bodies."""
    found = list(names(text, start, stop, "responsible", bodies, region))
    sure = [_sure(one) for one in found]
    kept = list(names(text, start, stop, "responsible", bodies, region, strict=True))
    if found and len(kept) == len(found) and sure[0] and 2 * sum(sure) > len(sure):
        yield from found


def _sure(body: Found) -> bool:
    return body.known or has_level(body.printed)


def _in_prose(text: str, bodies: Bodies, region: str) -> Iterator[Found]:
    """由 A 牵头, 由 A 会同 B 负责, 由 A 牵头，B 配合: only names that are bodies by their form."""
    for match in _BY.finditer(text):
        start, end = match.span(1)
        if _A_BOARD.match(text, match.end()):
            continue
        partner = _WITH.search(text, start, end)
        middle = partner.start() if partner else end
        role: Role = "lead" if match[2] == "牵头" or partner or text.startswith("牵头", match.end()) else "responsible"
        yield from names(text, start, middle, role, bodies, region, strict=True)
        if partner:
            yield from names(text, partner.end(), end, "assist", bodies, region, strict=True)
        if helped := _AND_HELP.match(text, match.end()):
            yield from names(text, helped.start(1), helped.end(1), "assist", bodies, region, strict=True)
