"""Cut a list of bodies into its names, each with what it has to do: 市科技局牵头，市财政局、市商务局等部门配合.

>>> from luodi.engine.core.bodies import load_bodies
>>> text = "市科技局牵头，市财政局、市商务局等部门配合"
>>> [(one.printed, one.role) for one in names(text, 0, len(text), "responsible", load_bodies(), "")]
[('市科技局', 'lead'), ('市财政局', 'assist'), ('市商务局', 'assist')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luodi.engine.core.bodies import Bodies
from luodi.engine.documents.model import Role

OPEN, CLOSE = "（([〔【〈<", "）)]〕】〉>"
_SUFFIX = re.compile(
    r"(?:政府|管委会|委员会|办公室|办公厅|领导小组|集团|公司|中心|大学|学院|研究院|银行|协会|联盟|法院|检察院|海关|报社|电视台|实验室|智库|园区|"
    r"[局委办厅院部处行会署所室]|单位|部门|(?:生态城|新区|开发区|功能区|示范区|高新区|经开区|自贸区|区县|县区))$"
)
#: Stands for a body only beside one: 各镇（街道）, 有关区（市）县.
_PLACE = re.compile(r"(?:[区县市州镇乡旗港]|街道|高校|院校|企业|运营商)$")
_SHARES_SUFFIX = re.compile(r"[\u4e00-\u9fff]{2,10}[区市县](?:人民政府|政府|管委会)?$")
_BRACKET_AT_END = re.compile(r"[（(〈][^（()）〈〉]*[）)〉]$")
_PHONE = re.compile(r"(?:(?:咨询|联系|服务)?电话[:：]?)?\s*[0-9][0-9、,，\s-]{5,}|(?:咨询|联系|服务)?电话[:：]?")
_WITH = re.compile(r"会同|商(?=[省市区县有各])")
_ET_CETERA = re.compile(r"等(?:(?:有关|相关|各|各级|[省市区县][级直属]*)*(?:部门|单位|机构)(?:[和及]?单位)?)?$")
_VERB = (
    r"(?:按照?(?:各自)?(?:职责|职能|分工)+)?(?:分别|共同|具体)?"
    r"(?P<verb>牵头|主办|负责|落实|推进|实施|承办|配合|参与|参加|协助|协同|协办)(?:负责|落实|推进|实施|组织|做好)*$"
)
_DUTY = re.compile(_VERB)
_VERB_ROLES: dict[str, Role] = {
    "牵头": "lead", "主办": "lead", "配合": "assist", "参与": "assist", "参加": "assist", "协助": "assist", "协同": "assist",
    "协办": "assist",
}  # fmt: skip
#: What stands in such lists and is nobody: a word about the order of the names, a term, a sentence.
_NOBODY = re.compile(r"排名|排在|列第|首位|下同$|为牵头|时限|期限|底前|[0-9]{4}年|长期|持续|由|将")
_ORDER = re.compile(r"[（(][^（()）]*(?:排名|排在|列第|首位|为牵头)[^（()）]*[）)]$")
_LONGEST = 40
#: What stands further away than this many characters, or names, does not belong to a name.
_NEAR, _NEAR_NAMES = 80, 40


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


def is_body(printed: str) -> bool:
    """Tell a name that is a body by its form: 市科技局, 某区人民政府（管委会）."""
    return bool(_SUFFIX.search(_BRACKET_AT_END.sub("", printed))) and not _NOBODY.search(printed)


def has_level(name: str) -> bool:
    """Tell a name that says whose body it is: 市…, 省…, 各…."""
    return name[:1] in set("省市区县各") and not name.startswith(("市场", "区域"))


def has_duty(text: str) -> bool:
    """Tell a list that ends with what its bodies have to do: …按职责分工负责, …配合."""
    return bool(_DUTY.search(text))


def names(
    text: str, start: int, end: int, role: Role, bodies: Bodies, region: str, *, strict: bool = False
) -> Iterator[Found]:
    """Return the bodies of `text[start:end]` in order; `role` is for those that the list gives none.

    `strict` keeps only what is a body by its form, or a place beside one.
    """
    given = list(_with_roles(text, list(_pieces(text, start, end)), role))
    phone_of = _phones(text, [(begin, stop) for begin, stop, _ in given])
    named = [one for one in given if not _PHONE.fullmatch(text[one[0] : one[1]].strip())]
    spans = [(begin, stop) for begin, stop, _ in named]
    beside = any(is_body(text[begin:stop]) for begin, stop in spans)
    level = next((text[begin] for begin, stop in spans if has_level(text[begin:stop]) and text[begin] != "各"), "")
    for number, (begin, stop, duty) in enumerate(named):
        printed = text[begin:stop]
        if _NOBODY.search(printed) or (strict and not _fits(printed, beside)):
            continue
        name, known = _resolved(printed, _suffix_after(text, spans, number), level, bodies, region)
        yield Found(begin, stop, printed, name, known, duty, phone_of.get(begin, ""))


def _fits(printed: str, beside: bool) -> bool:
    place = beside and _PLACE.search(_BRACKET_AT_END.sub("", printed))
    return len(printed) <= _LONGEST and bool(is_body(printed) or place)


def _with_roles(text: str, pieces: list[tuple[int, int]], role: Role) -> Iterator[tuple[int, int, Role]]:
    """A verb is for all the names before it, back to the verb before; A会同B负责 makes A lead and B assist."""
    waiting: list[tuple[int, int, Role | None]] = []
    for begin, stop in pieces:
        verb = _DUTY.search(text[begin:stop])
        end = begin + verb.start() if verb else stop
        partner = _WITH.search(text, begin, end)
        if partner:
            waiting.append((begin, partner.start(), "lead"))
            waiting.append((partner.end(), end, "assist"))
        else:
            waiting.append((begin, end, None))
        if verb:
            yield from _given(text, waiting, _VERB_ROLES.get(verb["verb"], "responsible" if role == "assist" else role))
            waiting = []
    yield from _given(text, waiting, role)


def _given(text: str, waiting: list[tuple[int, int, Role | None]], role: Role) -> Iterator[tuple[int, int, Role]]:
    for begin, stop, own in waiting:
        name = _ET_CETERA.sub("", _ORDER.sub("", text[begin:stop]))
        if name:
            yield begin, begin + len(name), own or role


def _resolved(printed: str, suffix: str, level: str, bodies: Bodies, region: str) -> tuple[str, bool]:
    """Resolve a name; 市科技局、财政局 leaves the second 市 out, 高新区、武侯区政府 the first 政府."""
    whole = printed + suffix
    if level and not has_level(whole):
        led = bodies.resolve(level + whole, region)
        if led.known:
            return led.name, True
    found = bodies.resolve(whole, region)
    return found.name, found.known or whole.startswith("各") or bool(suffix)


def _suffix_after(text: str, spans: list[tuple[int, int]], number: int) -> str:
    """Return 政府 or 管委会 when the name ends before it and a later name of the list prints it for both."""
    begin, stop = spans[number]
    if not text[begin:stop].endswith(("区", "市", "县")):
        return ""
    for later_begin, later_stop in spans[number + 1 : number + 1 + _NEAR_NAMES]:
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
        if char in OPEN and place < end:
            depth += 1
        elif char in CLOSE and place < end:
            depth = max(0, depth - 1)
        if (depth and place < end) or not _cuts(text, begin, place, end, char):
            continue
        piece = text[begin:place]
        left = begin + len(piece) - len(piece.lstrip())
        right = begin + len(piece.rstrip(" \u3000以"))  # of 以及
        if right > left:
            yield left, right
        begin = place + 1


def _cuts(text: str, begin: int, place: int, end: int, char: str) -> bool:
    """Tell whether the list is cut here: at a mark, and at 和, / or a blank where names stand on both sides."""
    if char in "和及与/／ \u3000":
        return _between_bodies(text, begin, place, end)
    if char not in "、，,；;\n":
        return False
    one_name = char == "、" and text[begin:place].strip() in {"各区", "各县", "各市", "各区县", "各县区"}
    return not (place < end and one_name)


def _between_bodies(text: str, begin: int, place: int, end: int) -> bool:
    """Tell whether 和 stands between two names: 市科技局和市财政局, not 发展和改革委员会, 有关部门和单位."""
    right = re.split("[、，,；; ]", text[place + 1 : min(end, place + _LONGEST)].lstrip(), maxsplit=1)[0]
    right = re.sub(r"[（(〈].*$", "", right)
    right = _ET_CETERA.sub("", _DUTY.sub("", right))
    left = _DUTY.sub("", text[max(begin, place - _LONGEST) : place].rstrip(" \u3000以"))
    return bool(_SUFFIX.search(left) and _SUFFIX.search(right) and right not in {"单位", "部门", "机构"})
