"""Divide a document into its parts (the notice that sends it, the document itself, its annexes) and each part into
what stands before the body, the body, and what stands after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from luodi.engine.documents import labels
from luodi.engine.documents.clean import Joined
from luodi.engine.documents.model import FieldKind

PartKind = Literal["main", "notice", "annex"]

NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}[〔\[（(]\s*(?:19|20)[0-9]{2}\s*[〕\]）)]\s*第?\s*[0-9]{1,5}\s*号")
DAY = re.compile(
    r"(?:19|20)[0-9]{2}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日"
    r"|二[〇○零0][一二三四五六七八九〇○零]{2}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
_DATE_LINE = re.compile(
    rf"[（(]?(?:{DAY.pattern})(?:印发|发布|公布|通过)?[）)]?|[^。；，]{{4,40}}?(?:{DAY.pattern})\s*印发"
)
_BODY_END = re.compile(r"(?:人民政府|政府|委员会|管委会|办公室|办公厅|领导小组|[厅局委处部院会])(?:文件)?$")
_ADDRESSEE = re.compile(r"[^。；]{2,300}[:：]$")
_ADDRESSED = re.compile(r"政府|单位|部门|委员会|管委会|机构|企业|[局委办厅]|院校|各")
_ANNEX_LINE = re.compile(r"附\s*[件表]\s*[0-9一二三四五六七八九十]{0,3}\s*[:：.、]?\s*")
_ANNEX_ITEM = re.compile(r"[0-9]{1,2}[.、．]\s*\S")
_CONTENTS = re.compile(r"目\s*[录次]")
_CONTENTS_PAGE = re.compile(r"[.．…·\s]*[0-9]{1,4}$")
#: More lines than this before the body, contents included, are not looked at.
_LONGEST_FRONT = 400
_CLOSED = tuple("。；！？;!?")
_QUOTED = re.compile(r"(?:印发|转发|发布|公布|征求)(.+?)的?(?:通知|意见|公告|函)(?:$|[）)])")
_ODD = re.compile(r"[\s《》〈〉“”\"'（）()【】\[\]:：]")
_REMARK = re.compile(
    r"[（(]此件[^（()）]{2,20}[）)]|抄送\s*[:：].{2,400}|(?:信息)?公开(?:选项|方式)[:：].{2,20}|[\w-]{1,40}\.(?:jpe?g|png|gif|bmp|docx?|pdf|xlsx?|zip|rar)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Part:
    """A part: fields before the body, the body, fields after it."""

    kind: PartKind
    number: int = 0
    front: list[tuple[FieldKind, Joined]] = field(default_factory=list)
    body: list[Joined] = field(default_factory=list)
    back: list[tuple[FieldKind, Joined]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The title, its lines put together."""
        lines = {_plain(paragraph.text): paragraph.text for kind, paragraph in self.front if kind == "title"}
        return "".join(lines.values()).strip()


def parts(paragraphs: Sequence[Joined]) -> list[Part]:
    """Divide the paragraphs of a document; each paragraph is in exactly one place of one part."""
    first = _part("main", 0, paragraphs)
    start = _title_again(paragraphs, first)
    if start:
        notice = _part("notice", 0, paragraphs[:start])
        return [notice, *_with_annexes(paragraphs[start:])]
    return _with_annexes(paragraphs)


def _with_annexes(paragraphs: Sequence[Joined]) -> list[Part]:
    """Cut at each line that holds nothing but 附件1 and is followed by something."""
    cuts = [
        place
        for place, paragraph in enumerate(paragraphs)
        if place and place + 1 < len(paragraphs) and _opens_annex(paragraph, paragraphs[place + 1])
    ]
    edges = [0, *cuts, len(paragraphs)]
    found = []
    for number, (start, end) in enumerate(pairwise(edges)):
        found.append(_part("annex" if number else "main", number, paragraphs[start:end]))
    return found


def _opens_annex(paragraph: Joined, following: Joined) -> bool:
    text = paragraph.text
    return (
        len(text) <= 8
        and bool(_ANNEX_LINE.fullmatch(text))
        and not _ANNEX_ITEM.match(following.text)
        and text[-1] not in ":："
    )


def _part(kind: PartKind, number: int, paragraphs: Sequence[Joined]) -> Part:
    part = Part(kind, number)
    start = _front(part, paragraphs)
    end = _back(part, paragraphs, start)
    part.body = list(paragraphs[start:end])
    return part


def _front(part: Part, paragraphs: Sequence[Joined]) -> int:
    """Take title, 文号, addressee and the like from the beginning; return where the body begins."""
    place = 0
    if part.kind == "annex" and paragraphs:
        part.front.append(("annex", paragraphs[0]))
        place = 1
    while place < len(paragraphs) and place < _LONGEST_FRONT:
        kind = _front_kind(part, paragraphs, place)
        if kind is None:
            break
        part.front.append((kind, paragraphs[place]))
        place += 1
    if place == len(paragraphs):  # nothing but headings: what looked like a title is the text
        titles = sum(kind == "title" for kind, _ in part.front)
        keep = len(part.front) if titles <= 2 else 0
        del part.front[keep:]
        return keep
    return place


def _front_kind(part: Part, paragraphs: Sequence[Joined], place: int) -> FieldKind | None:
    paragraph = paragraphs[place]
    text = paragraph.text
    if paragraph.kind in {"table", "footnote"}:
        return None
    if NUMBER.fullmatch(text):
        return "number"
    if _is_letterhead(paragraphs, place):
        return "letterhead"
    if _DATE_LINE.fullmatch(text):
        return "date"
    if _CONTENTS.fullmatch(text):
        return "contents"
    if part.front and part.front[-1][0] == "contents" and _in_contents(paragraphs, place):
        return "contents"
    if labels.find(text) or labels.bullet(text):
        return None
    if _ADDRESSEE.fullmatch(text) and _ADDRESSED.search(text) and part.title:
        return "addressee"
    return _title_kind(part, paragraphs, place)


def _is_letterhead(paragraphs: Sequence[Joined], place: int) -> bool:
    """Tell the name of the issuing body above the 文号: 某市人民政府文件."""
    text = paragraphs[place].text.strip()
    if not _BODY_END.search(text) or len(text) > 40 or place > 2:
        return False
    following = paragraphs[place + 1].text if place + 1 < len(paragraphs) else ""
    return text.endswith("文件") or bool(NUMBER.fullmatch(following))


def _in_contents(paragraphs: Sequence[Joined], place: int) -> bool:
    """Tell a line of the contents: it ends with a page number, or it stands again as a heading further on."""
    text = paragraphs[place].text
    if len(text) > 80 or text.endswith(_CLOSED):
        return False
    if _CONTENTS_PAGE.search(text, 1):
        return True
    words = _plain(text)
    return any(_plain(later.text) == words for later in paragraphs[place + 1 : place + 2000])


def _title_kind(part: Part, paragraphs: Sequence[Joined], place: int) -> FieldKind | None:
    """Tell whether a line belongs to the title: it is short, ends without a full stop, and stands before the text."""
    text = paragraphs[place].text
    if part.front and part.front[-1][0] == "title" and _plain(text) == _plain(part.title):
        return "title"  # a web page prints it twice
    titles = sum(kind == "title" for kind, _ in part.front)
    ended = any(kind in {"addressee", "contents"} for kind, _ in part.front)
    if (
        ended
        or titles >= 4
        or len(text) > 90
        or "\t" in text
        or "。" in text
        or text.endswith((*_CLOSED, "：", ":", "，"))
    ):
        return None
    if text.replace(" ", "").replace("\u3000", "") in {"前言", "引言", "序言", "编写说明"} or text.startswith("附件"):
        return None
    if titles and part.title.endswith(("通知", "意见", "办法", "细则", "政策", "措施", "方案", "规划", "计划", "规定")):
        return "title" if text.startswith(("（", "(", "的")) else None
    if titles and not text.startswith(("（", "(", "关于")) and len(text) < 10 and not _ends_as_title(text):
        return None
    return "title"


def _ends_as_title(text: str) -> bool:
    return bool(
        re.search(r"(?:通知|意见|办法|细则|政策|措施|方案|规划|计划|规定|决定|公告|导则|指南|稿）|稿\))$", text)
    )


def _back(part: Part, paragraphs: Sequence[Joined], start: int) -> int:
    """Take the list of annexes, the signature and its date from the end; return where the body ends."""
    end = len(paragraphs)
    found: list[tuple[FieldKind, Joined]] = []
    dated = False
    while end > start:
        kind = _back_kind(paragraphs, end - 1, dated)
        if kind is None:
            break
        dated = dated or kind == "date"
        found.append((kind, paragraphs[end - 1]))
        end -= 1
    part.back = found[::-1]
    return end


def _back_kind(paragraphs: Sequence[Joined], place: int, dated: bool) -> FieldKind | None:
    paragraph = paragraphs[place]
    text = paragraph.text
    if paragraph.kind in {"table", "footnote"}:
        return None
    if _REMARK.fullmatch(text):
        return "remark"
    if _DATE_LINE.fullmatch(text):
        return "date"
    if _ANNEX_LINE.match(text) and len(text) <= 120 and not text.endswith("。"):
        return "annex"
    if _ANNEX_ITEM.match(text) and any(
        _ANNEX_LINE.match(above.text) for above in paragraphs[max(place - 12, 0) : place]
    ):
        run = [above.text for above in paragraphs[max(place - 12, 0) : place]]
        opener = max(number for number, above in enumerate(run) if _ANNEX_LINE.match(above))
        return "annex" if all(_ANNEX_ITEM.match(above) for above in run[opener + 1 :]) else None
    if dated and len(text) <= 40 and _BODY_END.search(text) and not labels.find(text):
        return "signature"
    return None


def _title_again(paragraphs: Sequence[Joined], first: Part) -> int:
    """Return where the title that a notice quotes stands again as the title of what it sends; 0 when nowhere."""
    titles = {_plain(first.title)} | {_plain(match[1]) for match in _QUOTED.finditer(first.title)}
    titles |= {_plain(title) for title in re.findall(r"《(.+)》", first.title)}
    titles.discard("")
    if not titles:
        return 0
    start = len(first.front)
    for place in range(max(start, 1), len(paragraphs)):
        text = ""
        for line in paragraphs[place : place + 3]:
            if line.text.endswith(_CLOSED) or len(text) > 120:
                break
            text += _plain(line.text)
            if text in titles:
                return place
    return 0


def _plain(text: str) -> str:
    return _ODD.sub("", text)
