"""Tell headings by their form: an unnumbered line that is one, and the heading with which a clause begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luodi.engine.documents import labels
from luodi.engine.documents.clean import Joined

#: Ends a sentence, a listed item or a lead-in.
CLOSED = tuple("。；！？：;!?:…")
SENTENCE = re.compile(r"[。；，：！？;:,!?]")
_NO_HEADING = re.compile(r"(?:图|表|注|附|Fig|Tab|[（(《“\[【])", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_PROSE = re.compile(r"给予|责任(?:单位|部门)|单位：|是指|负责|根据|本(?:政策|办法|细则|意见|规定|措施|方案|实施)")
_PROSE_WITH_COMMA = re.compile(r"[0-9]|应当|可以|必须|不得|是指|将|须")
_FIRST_SENTENCE = re.compile(r"[^。；：:！？\n]*")
#: The longest unnumbered heading, heading with a comma, heading without, heading on a line of its own.
_UNNUMBERED, _WITH_COMMA, _WITHOUT, _ALONE = 24, 30, 40, 60
#: What follows an unnumbered heading has at least this many characters.
_SENTENCE_FROM = 13


def is_heading(body: Sequence[Joined], place: int, stop: int) -> bool:
    """Tell an unnumbered heading: short, no punctuation, with text or a number below it; no line of a list."""
    if place + 1 >= stop:
        return False
    paragraph, after = body[place], body[place + 1].text
    text = paragraph.text
    if labels.find(text) or labels.bullet(text) or "\t" in text:
        return False
    if paragraph.kind == "heading" or paragraph.level is not None:
        return len(text) <= 2 * _WITHOUT
    if not 2 <= len(text) <= _UNNUMBERED or SENTENCE.search(text) or text.endswith(("）", ")", "】")):
        return False
    if _NO_HEADING.match(text) or not _HAN.search(text) or "\t" in after:
        return False
    return bool(labels.find(after)) or (len(after) >= _SENTENCE_FROM and after.endswith(CLOSED))


def title_of(words: str, *, more: bool, article: bool) -> str:
    """Return the heading with which a clause begins, empty when it begins with its text.

    `words` follow the label; `more` tells that the clause has more than this paragraph.
    """
    found = _FIRST_SENTENCE.match(words)
    first = found[0] if found else ""
    mark = words[len(first) : len(first) + 1]
    alone = len(words) - len(first) <= 2
    parts = re.split("[，,]", first)
    if not first or len(first) > _ALONE:
        return ""
    if alone and not words.endswith(CLOSED):
        return first if more or len(parts) == 1 else ""
    if mark in {"：", ":"}:
        return first if len(first) <= 14 and not alone and len(parts) == 1 else ""
    if mark not in {"。", "！"} or _PROSE.search(first) or (alone and not more):
        return ""
    if len(parts) > 1 and (article or not _reads_as_slogan(first, parts)):
        return ""
    return first if len(first) <= (_WITHOUT if alone or len(parts) == 1 else _WITH_COMMA) else ""


def _reads_as_slogan(first: str, parts: list[str]) -> bool:
    """Tell 拓展场景，深化融合 from a sentence: short halves, no figures, nobody is told to do something."""
    return len(parts) <= 3 and max(map(len, parts)) <= 20 and not _PROSE_WITH_COMMA.search(first)
