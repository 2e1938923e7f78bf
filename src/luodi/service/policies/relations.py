"""Which other documents a document speaks of, and how: 依据, 实施细则, 修订, 废止, as far as its own words say it.

>>> from luodi.engine.documents import read_text
>>> text = (
...     "示例市算力政策实施细则\\n\\n第一条 根据《示例市算力政策》（示政办〔2024〕8号），制定本细则。\\n\\n"
...     "第二条 本细则自2025年1月1日起施行，原《示例市算力补贴办法》同时废止。\\n"
... )
>>> [(one.kind, one.title, one.clause) for one in stated_relations(read_text(text))]
[('repeals', '示例市算力补贴办法', 'a2'), ('implements', '示例市算力政策', 'a1')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from luodi.engine.documents import Cited, Document
from luodi.engine.documents.validity import terms
from luodi.service.policies.naming import plain_number, plain_title

_BASIS = re.compile(r"(?:根据|依据|依照|按照|遵照|贯彻|落实)[^。；]*$")
_AMENDED = re.compile(r"^[^。；]{0,40}(?:作如下修[改订]|修[改订]如下|予以修[改订]|进行修[改订])")
_TITLE_AMENDS = re.compile(r"关于(?:修[改订]|调整)[〈《](.+?)[〉》]")
_RULES = ("细则", "操作规程", "申报指南", "实施办法")
#: What a document is made by stands at its beginning: before the clauses, in the notice, in the first one.
_BEGINNING = {"head", "notice", "1", "a1"}
_SENTENCE = 120
#: A shorter title is a part of many.
_SHORTEST = 6


@dataclass(frozen=True)
class Stated:
    """A relation as the text states it; `title` or `number` may be empty, not both."""

    kind: str
    title: str
    number: str
    clause: str


def stated_relations(document: Document) -> list[Stated]:
    """Return the relations that the text states, each document once: what is repealed is not also a basis."""
    found: dict[str, Stated] = {}
    for one in (*_repealed(document), *_amended(document), *_implemented(document), *_bases(document)):
        if not one.title or _bare(one.title) != _bare(document.title):
            own = plain_title(one.title) or plain_number(one.number)
            found[own] = replace(found[own], number=found[own].number or one.number) if own in found else one
    return list(found.values())


def _repealed(document: Document) -> Iterator[Stated]:
    for term in terms(document):
        for cited in term.repealed:
            yield _stated("repeals", cited)


def _amended(document: Document) -> Iterator[Stated]:
    if match := _TITLE_AMENDS.search("".join(document.title.split())):
        yield Stated("amends", match[1], "", "")
    for cited in document.cited:
        if _AMENDED.match(document.original[cited.span.end : cited.span.end + _SENTENCE]):
            yield _stated("amends", cited)


def _implemented(document: Document) -> Iterator[Stated]:
    title = plain_title(document.title)
    if not any(word in title for word in _RULES):
        return
    for cited in document.cited:
        other = plain_title(cited.title)
        if len(other) >= _SHORTEST and other in title:
            yield _stated("implements", cited)


def _bases(document: Document) -> Iterator[Stated]:
    for cited in document.cited:
        if cited.clause.partition(".")[0] not in _BEGINNING:
            continue
        before = document.original[max(0, cited.span.start - _SENTENCE) : cited.span.start]
        if _BASIS.search("".join(before.split())):
            yield _stated("basis", cited)


def _bare(title: str) -> str:
    return plain_title(title).removeprefix("关于")


def _stated(kind: str, cited: Cited) -> Stated:
    return Stated(kind, "".join(cited.title.split()), cited.number, cited.clause)
