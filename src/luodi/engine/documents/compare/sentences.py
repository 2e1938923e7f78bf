"""Sentences to compare, what is only a list of bodies, and the figures of a sentence.

>>> [change.left for change in changes("给予最高30万元奖励，为期三年。", "给予最高50万元奖励，为期两年。")]
['最高30万元', '三年']
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Levenshtein, MatchingBlock

from luodi.engine.documents.compare.folding import Folded, fold
from luodi.engine.documents.compare.model import Change
from luodi.engine.documents.model import Document

#: Shorter sentences are headings and stock phrases: alike by chance.
SHORTEST = 14
#: A text so many times as long as another says more than it; only the part that corresponds is compared.
MUCH_LONGER = 1.4
#: Shorter runs are common words.
RUN = 5
_SENTENCE = re.compile(r"[^。；;！？\n\t]+[。；;！？]?[”’）)]*")
_BODIES = re.compile(
    r"[（(【\[]?\s*(?:责任|牵头|配合|主管|实施|主办|承办|参加|参与)(?:单位|部门|处室)[:：][^。）)】\]\n]*[）)】\]]?"
    r"|[（(][^（()）]*(?:负责|牵头|配合|分工)[^（()）]*[）)]"
)
_BODY = re.compile(
    r"[^、，,；;：:（）()\s]{1,14}(?:局|委|办|厅|部|院|处|政府|管委会|委员会|办公室|公司|集团|中心|协会)(?=[、，,；;）)。\s]|$|等|按)"
)
_CHINESE = "零〇一二两三四五六七八九十百千"
_UNITS = "元|年|月|日|天|个|家|项|倍|次|名|人|条|类|级|种|批|件|户|所|座"
#: A figure with its unit. 5G, L4 and 第四条 are names, not figures; Chinese numerals count only before a unit.
_FIGURE = re.compile(
    rf"(?:(?<![A-Za-z0-9第])[0-9０-９]+(?:[.．,，][0-9０-９]+)*(?![A-Za-z0-9])|(?<![第{_CHINESE}])[{_CHINESE}]+(?={_UNITS}|万|亿))"
    rf"\s*(?:%|％|‰|个百分点)?\s*[万亿千百]{{0,2}}\s*(?:{_UNITS}|平方米|公里)?"
)
#: Words that make a figure a bound, the longest first: 不超过 holds 超过.
_BOUNDS = {
    "≤": ("不超过", "不高于", "至多", "最高", "以内", "以下"),
    "≥": ("不低于", "不少于", "至少", "最低", "以上"),
    ">": ("超过", "突破", "高于", "多于"),
    "<": ("低于", "少于", "不足"),
}
_BOUND_BEFORE = re.compile(
    r"(不超过|不高于|不低于|不少于|至多|至少|最高|最低|超过|突破|高于|多于|低于|少于|不足)[^，,。；;、0-9]{0,6}$"
)
_BOUND_AFTER = re.compile(r"\s*(?:[（(]含[）)])?(以上|以下|以内)")
_MARKER = re.compile(
    r"^(?:\s|[（(〔\[]?[一二三四五六七八九十百]{1,4}[）)〕\]、．.]|[（(]?[0-9]{1,3}[）).．、](?![0-9])|[①-⑳]|[—─–]{1,2}"
    r"|第[一二三四五六七八九十百0-9]{1,4}[章节条])+"
)


#: What every document of the kind says in nearly the same words: its validity, its guiding thought, its basis.
_STOCK = re.compile(
    r"自(?:发布|公布|印发|下发).{0,12}(?:施行|实施|执行)|有效期|以习近平新时代.{2,16}思想为指导|(?:制定|制订|提出)本"
    r"|由.{2,20}负责解释|现印发给你们|贯彻(?:执行|落实)。$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document, `document.text[start:end]`, and its folded words without figures' values."""

    start: int
    end: int
    text: str
    folded: str
    masked: str


def sentences(document: Document, shortest: int = SHORTEST) -> list[Sentence]:
    """Return the sentences of a document without clause numbers, lists of bodies and what is too short."""
    found: list[Sentence] = []
    for match in _SENTENCE.finditer(_without_bodies(document.text)):
        marker = _MARKER.match(match[0])
        start = match.start() + (marker.end() if marker else 0)
        text = document.text[start : match.end()].rstrip()
        folded = fold(text).text
        if len(folded) >= shortest and not is_bodies(text):
            found.append(Sentence(start, start + len(text), text, folded, re.sub(r"[0-9]+(?:\.[0-9]+)?", "#", folded)))
    return found


def _without_bodies(text: str) -> str:
    """Return the text with blanks of equal length where responsible bodies are listed."""
    return _BODIES.sub(lambda match: "\t" * len(match[0]), text)


def is_bodies(text: str) -> bool:
    """Tell whether a sentence is mostly names of bodies."""
    named = sum(len(match[0]) for match in _BODY.finditer(text))
    return named > 0.55 * len(text)


def is_stock(text: str) -> bool:
    """Tell whether a sentence is a set phrase of official documents."""
    return _STOCK.search(text) is not None


def figures(text: str) -> list[tuple[str, str]]:
    """Return the figures of a text as (compared, printed); 最高 and 不超过 before a figure belong to it.

    >>> figures("给予最高50万元奖励，面积2000平方米以上")
    [('≤50万元', '最高50万元'), ('≥2000平方米', '2000平方米以上')]
    """
    found = []
    for match in _FIGURE.finditer(text):
        before, after = _BOUND_BEFORE.search(text, 0, match.start()), _BOUND_AFTER.match(text, match.end())
        words = (before[1] if before else "", after[1] if after else "")
        sign = next((sign for sign, meant in _BOUNDS.items() if any(word in meant for word in words if word)), "")
        printed = text[before.start(1) if before else match.start() : after.end() if after else match.end()]
        found.append((sign + fold(match[0]).text, "".join(printed.split())))
    return found


def changes(left: str, right: str) -> tuple[Change, ...]:
    """Return the figures that differ between two sentences that are otherwise alike."""
    ours, theirs = figures(left), figures(right)
    keys = [key for key, _ in ours], [key for key, _ in theirs]
    found: list[Change] = []
    for op in Levenshtein.opcodes(*keys):
        one = [printed for _, printed in ours[op.src_start : op.src_end]]
        other = [printed for _, printed in theirs[op.dest_start : op.dest_end]]
        if op.tag == "replace" and len(one) == len(other):
            found += [Change(a, b) for a, b in zip(one, other, strict=True)]
        elif op.tag != "equal":
            found.append(Change("、".join(one), "、".join(other)))
    return tuple(found)


def corresponding(ours: str, theirs: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the parts of two texts that correspond: of a longer one only what the shorter one says."""
    left, right = (0, len(ours)), (0, len(theirs))
    found = blocks(ours, theirs) if max(left[1], right[1]) > MUCH_LONGER * min(left[1], right[1]) else []
    if not found:
        return left, right
    first, last = found[0], found[-1]
    if left[1] > right[1]:
        return (first.a, last.a + last.size), right
    return left, (first.b, last.b + last.size)


def blocks(one: str, other: str) -> list[MatchingBlock]:
    """Return the runs of at least five characters that two texts have in the same order."""
    return [block for block in Indel.opcodes(one, other).as_matching_blocks() if block.size >= RUN]


def share_of(document: Folded, covered: list[tuple[int, int]]) -> float:
    """Return which share of a document's compared characters lies in the given runs of its text."""
    inside = 0
    done = 0
    for start, end in sorted(covered):
        inside += max(0, document.at(end) - document.at(max(start, done)))
        done = max(done, end)
    return inside / max(len(document.text), 1)
