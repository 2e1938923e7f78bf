"""Search by bigrams: exact for words of two characters, which word splitters and trigrams lose.

A text is cut into overlapping pairs of Chinese characters and whole Latin words or numbers; a search word is found
where its pairs stand one behind the other, and the text itself confirms it. `tokens` and `phrase` give the same cut
to a stored index.

    >>> tokens("算力券5G")
    ['算力', '力券', '券', '5g']
    >>> phrase("算力券"), phrase("算力5G"), phrase("券")
    ((['算力', '力券'], False), (['算力', '力', '5g'], False), (['券'], True))
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from luodi.engine.documents.model import Clause, Document, Span

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[0-9a-z]+(?:[.+-][0-9a-z]+)*")
Phrase = tuple[list[str], bool]
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def folded(text: str) -> str:
    """Return the text with half-width letters, digits and marks and small letters; no character is added or lost."""
    small = text.translate(_WIDE)
    lowered = small.lower()
    return lowered if len(lowered) == len(small) else "".join(c.lower() if len(c.lower()) == 1 else c for c in small)


def tokens(text: str) -> list[str]:
    """Return the tokens of a text in order: pairs of Chinese characters, the last one alone, Latin words and numbers."""
    found: list[str] = []
    for run in _RUN.findall(folded(text)):
        if run.isascii():
            found.append(run)
        else:
            found += [run[place : place + 2] for place in range(len(run))]
    return found


def phrase(word: str) -> Phrase:
    """Return the tokens that stand one behind the other where the word stands; True: the last one is the beginning of a token."""
    found = tokens(word)
    if not found or found[-1].isascii():
        return found, bool(found) and not found[-1][0].isdigit()
    if len(found) > 1 and len(found[-2]) == 2 and not found[-2].isascii() and found[-2][1] == found[-1]:
        return found[:-1], False  # the last character stands in the pair before it
    return found, True


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that holds all words: where the first stands, and a piece of the text around it."""

    document: Document
    clause: Clause
    span: Span  # of the first word, in the original
    line: int
    excerpt: str
    marks: tuple[Span, ...]  # the words inside the excerpt
    count: int


@dataclass(slots=True)
class _Entry:
    document: Document
    clause: Clause
    text: str
    folded: str


@dataclass(slots=True)
class Index:
    """The clauses of many documents by their tokens, in memory."""

    _entries: list[_Entry] = field(default_factory=list)
    _places: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, document: Document) -> None:
        """Add the clauses of a document; a text counts where it stands itself, not again in the clauses above."""
        for clause in document.clauses:
            text = clause.own_text
            small = folded(text)
            number = len(self._entries)
            self._entries.append(_Entry(document, clause, text, small))
            for token in set(tokens(small)):
                self._places[token].append(number)

    def search(self, words: str | Iterable[str], *, around: int = 24) -> list[Hit]:
        """Return the clauses that hold every word, those that hold them most often first."""
        wanted = [folded(word) for word in (words.split() if isinstance(words, str) else words) if word.strip()]
        if not wanted:
            return []
        candidates = set.intersection(*(self._candidates(word) for word in wanted))
        hits = [hit for number in sorted(candidates) if (hit := self._hit(self._entries[number], wanted, around))]
        return sorted(hits, key=lambda hit: -hit.count)

    def _candidates(self, word: str) -> set[int]:
        """Return the clauses that may hold a word: all its pairs stand in them. The text decides."""
        found: set[int] | None = None
        for run in _RUN.findall(word):
            for token in _least(run):
                places = (
                    set(self._places.get(token, ()))
                    if len(token) == 2 and not token.isascii()
                    else self._beginning(token)
                )
                found = places if found is None else found & places
        return set(range(len(self._entries))) if found is None else found

    def _beginning(self, token: str) -> set[int]:
        """Return the clauses with a token that holds this piece: part of a number or word, or a single character."""
        return {number for known, places in self._places.items() if token in known for number in places}

    def _hit(self, entry: _Entry, wanted: list[str], around: int) -> Hit | None:
        places = [[match.start() for match in re.finditer(re.escape(word), entry.folded)] for word in wanted]
        if not all(places):
            return None
        first = places[0][0]
        begin = max(first - around, entry.text.rfind("\n", 0, first) + 1)
        stop = entry.text.find("\n", first)
        end = min(first + len(wanted[0]) + 2 * around, len(entry.text) if stop < 0 else stop)
        marks = sorted(
            Span(place - begin, place - begin + len(word))
            for word, found in zip(wanted, places, strict=True)
            for place in found
            if begin <= place and place + len(word) <= end
        )
        span = _original(entry, first, len(wanted[0]))
        excerpt = ("…" if begin and entry.text[begin - 1] != "\n" else "") + entry.text[begin:end]
        shift = len(excerpt) - (end - begin)
        return Hit(
            entry.document, entry.clause, span, entry.document.line(span.start), excerpt + ("…" if end < len(entry.text) and entry.text[end] != "\n" else ""),
            tuple(Span(mark.start + shift, mark.end + shift) for mark in marks), sum(map(len, places)),
        )  # fmt: skip


def _least(run: str) -> Iterator[str]:
    if run.isascii() or len(run) == 1:
        yield run
    else:
        yield from (run[place : place + 2] for place in range(len(run) - 1))


def _original(entry: _Entry, start: int, length: int) -> Span:
    """Return where a place of a clause's own text stands in the original."""
    for paragraph in entry.clause.paragraphs:
        if start < len(paragraph.text):
            return entry.document.cleaned.span(paragraph.start + start, paragraph.start + start + length)
        start -= len(paragraph.text) + 1
    return entry.clause.span
