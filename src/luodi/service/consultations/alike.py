"""Which comments propose the same: the rule, told so that an officer can follow it.

Comments are compared only within one clause (the same text of it) and one kind. Compared is what a comment would do:
- 增加: the text that is to be added;
- 修改: what is taken out of the clause, what is put in, and after which words. Two rewritings of one long clause are always nearly equal
  as texts, and would be taken for the same however much they differ, so the unchanged part does not count;
- 删除: the words that are to go (none: the whole clause), and the reason.

Both texts are brought to one form: width and capitals (NFKC), without blanks, marks and a leading 建议、希望. Then every part must be
similar to `THRESHOLD` or more (`rapidfuzz.fuzz.ratio`: 100 means equal), with two exceptions that a share of equal characters does not
see. The figures, the negations, the words of direction (提高、降低、以上 …) and of level (省、市、区、县) must be the same in the same
order: 20% and 30% differ by one character and are two proposals. And where one text has two or more characters, the other must not have
two or more others: 鼓励企业… and 鼓励政府… are two proposals in a sentence of any length; a particle more or less is none.

A comment is compared with the comment each cluster was founded with, joins the most similar (of equals the oldest), and founds a
cluster of its own when there is none. So the same comments in the same order give the same clusters, and a new one never moves others.

`THRESHOLD` was chosen on pairs of our own (tests/service/consultations/test_alike.py): 85 joins the pairs that differ in particles
or a few added characters, and none that asks for something else. A proposal that is worded anew stays apart; an
officer joins it by hand, which is the smaller mistake: a wrong join answers somebody with an answer to another question.

>>> same(key("add", "给予最高100万元补贴。", "", ""), key("add", "建议给予最高100万元的补贴", "", ""))
True
>>> same(key("add", "给予最高100万元补贴", "", ""), key("add", "给予最高200万元补贴", "", ""))
False
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import chain

from rapidfuzz import fuzz

THRESHOLD = 85
#: What two comments are compared by: for 增加 one part, for 修改 taken out, put in and where, for 删除 the words and the reason.
Key = list[str]

_BEGINNING = re.compile(r"^(我们|我司|我单位|本人|本单位|我)?(强烈)?(建议|希望|恳请|请求|请)")
_FIGURES = re.compile(
    r"[0-9]+(?:\.[0-9]+)?%?|[零〇一二两三四五六七八九十百千]*[一二两三四五六七八九十百千][万亿]*|[万亿]+"
)
_TURNS = re.compile(
    r"[不非无未勿否没]|禁止|取消|以上|以下|以内|超过|高于|低于|至少|至多|最高|最低|增加|减少|提高|降低|延长|缩短|放宽|收紧|可以|应当|必须|[省市区县年月日天]"
)
_UNIT = re.compile(r"[0-9]+(?:[.,][0-9]+)*%?|[A-Za-z]+|.", re.DOTALL)  # a figure and a Latin word change as a whole
_BEFORE = 6  # characters before a change that say where it is


def normal(text: str) -> str:
    """Return the text in the one form in which texts are compared: letters, digits, the point within a number, and %.

    >>> normal("建议：将 ２０％ 改为“30%”。")
    '将20%改为30%'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = [
        char for place, char in enumerate(folded)
        if char.isalnum() or char == "%" or (char == "." and folded[place - 1 : place].isdigit() and folded[place + 1 : place + 2].isdigit())
    ]  # fmt: skip
    return _BEGINNING.sub("", "".join(kept))


def key(kind: str, proposed: str, reason: str, clause: str) -> Key:
    """Return what a comment is compared by."""
    if kind == "delete":
        return [normal(proposed), normal(reason)]
    if kind == "change":
        runs = difference(clause, proposed)
        parts = [normal("，".join(text for mark, text in runs if mark == wanted)) for wanted in ("-", "+")]
        return [*parts, "".join(_places(runs))]
    return [normal(proposed)]


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """How similar two keys are, 0 to 100; 0 when a figure, a negation or a direction differs in what is proposed."""
    if len(one) != len(other):
        return 0.0
    proposals = zip(one, other, strict=True)
    if any(_FIGURES.findall(a) != _FIGURES.findall(b) or _TURNS.findall(a) != _TURNS.findall(b) for a, b in proposals):
        return 0.0
    found = min((fuzz.ratio(a, b) for a, b in zip(one, other, strict=True)), default=0.0)
    return found if found < THRESHOLD or not any(map(_says_something_else, one, other)) else 0.0


def _says_something_else(one: str, other: str) -> bool:
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return any(op == "replace" and min(j - i, m - k) >= 2 for op, i, j, k, m in steps)


def _places(runs: Sequence[tuple[str, str]]) -> Iterable[str]:
    """The words before each change, in the form in which texts are compared."""
    kept = ""
    for place, (mark, text) in enumerate(runs):
        if not mark:
            kept += text
        elif place == 0 or not runs[place - 1][0]:
            yield normal(kept)[-_BEFORE:] + ";"


def same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two keys propose the same."""
    return similarity(one, other) >= THRESHOLD


def closeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How near two keys are as texts, 0 to 100, whatever they propose: to list for a person what may belong together."""
    found = [fuzz.ratio(a, b) for a, b in zip(one, other, strict=False)]
    return sum(found) / len(found) if found else 0.0


def nearest(wanted: Sequence[str], founded: Iterable[tuple[int, Sequence[str]]]) -> int | None:
    """The number of the cluster that a comment joins, None when it founds its own; of equals the lowest number.

    >>> nearest(["设立专项资金"], [(3, ["设立专项资金"]), (1, ["设立专项资金"]), (2, ["别的"])])
    1
    """
    found = [(-similarity(wanted, held), number) for number, held in founded]
    best = min(found, default=None)
    return best[1] if best is not None and -best[0] >= THRESHOLD else None


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Cut two texts into runs: ("", kept), ("-", taken out), ("+", put in); a kept run of one character between changes is told as changed.

    >>> difference("最高300万元", "最高500万元")
    [('', '最高'), ('-', '300'), ('+', '500'), ('', '万元')]
    """
    old, new = _UNIT.findall(before), _UNIT.findall(after)
    steps = [
        [op, "".join(old[i:j]), "".join(new[k:m])]
        for op, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]
    for place in range(1, len(steps) - 1):
        if steps[place][0] == "equal" and len(steps[place][1].strip()) == 1:
            steps[place][0] = "replace"
    return list(chain.from_iterable(_runs(steps)))


def _runs(steps: Sequence[Sequence[str]]) -> Iterable[list[tuple[str, str]]]:
    out, into = "", ""
    for op, old, new in [*steps, ("equal", "", "")]:
        if op != "equal":
            out, into = out + old, into + new
            continue
        yield [(mark, text) for mark, text in (("-", out), ("+", into), ("", old)) if text]
        out, into = "", ""
