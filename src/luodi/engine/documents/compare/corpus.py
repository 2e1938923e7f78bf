"""A folder of documents: which passages stand nearly the same in another place's document, the oldest first.

A place is a folder: `sichuan/chengdu/policy.txt` is of `sichuan/chengdu`. Documents of one place (a policy and its rules,
two copies) are not compared here. Left out are lists of responsible bodies and stock phrases: what many places write.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from rapidfuzz import fuzz

from luodi.engine.documents.compare.folding import fold
from luodi.engine.documents.compare.model import Borrowing, Corpus, Entry
from luodi.engine.documents.compare.quoting import quote
from luodi.engine.documents.compare.sentences import Sentence, changes, corresponding, is_stock, sentences
from luodi.engine.documents.model import Document

#: Runs of so many characters tell that two documents are copies; they hardly ever recur by chance.
SEED = 13
#: Shorter runs find sentences that were reworded.
GRAM = 8
#: What more places than this write is a stock phrase of the style, not a borrowing.
STOCK = 4
#: Sentences with this likeness, their figures masked, are nearly the same.
ALIKE = 80.0
#: Shorter sentences are alike by chance.
SHORTEST = 20
#: Documents that share this much of the shorter one are copies of one.
COPY = 0.8
#: A document that holds so many others is a compilation of them.
HOLDS = 3
_DAY_KINDS = ("成文", "印发", "发布", "施行")
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=[0-9年〕\]）)—–~～至/-]|$)")

_CITED = re.compile(r"[〔\[（(](20[0-9]{2})[〕\]）)]\s*第?\s*[0-9]{1,4}\s*号")


@dataclass
class _Member:
    """A document while it is compared."""

    path: str
    place: str
    document: Document
    sentences: list[Sentence]
    found: list[_Pair] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Runs of two documents that are nearly the same, seen from the first."""

    here: tuple[int, int]
    there: tuple[int, int]
    other: int
    likeness: float


def compare_corpus(documents: Mapping[str, Document]) -> Corpus:
    """Compare documents, given by their path below the folder."""
    paths = sorted(documents)
    copies, compilations = _copies([fold(documents[path].text).text for path in paths])
    left_out = compilations | {second for _, second in copies}
    members = [_member(path, documents[path]) for n, path in enumerate(paths) if n not in left_out]
    _match(members)
    entries = [_entry(member, members) for member in members]
    entries.sort(key=lambda entry: (entry.day or date.max, entry.name))
    pairs = tuple((paths[first], paths[second]) for first, second in copies)
    return Corpus(tuple(entries), pairs, tuple(paths[n] for n in sorted(compilations)))


def _member(path: str, document: Document) -> _Member:
    parent = PurePath(path).parent.as_posix()
    own = [sentence for sentence in sentences(document, SHORTEST) if not is_stock(sentence.text)]
    return _Member(path, parent if parent != "." else path, document, own)


def _copies(texts: list[str]) -> tuple[list[tuple[int, int]], set[int]]:
    """Return pairs of copies, the longer first, and the compilations, as numbers of the texts."""
    holders: dict[str, int] = {}  # seed -> the texts that have it, one bit each
    for number, text in enumerate(texts):
        bit = 1 << number
        for i in range(len(text) - SEED + 1):
            seed = text[i : i + SEED]
            holders[seed] = holders.get(seed, 0) | bit
    shared: Counter[tuple[int, int]] = Counter()
    for mask, count in Counter(holders.values()).items():
        present = [n for n in range(len(texts)) if mask >> n & 1]
        shared.update({(a, b): count for a in present for b in present})
    pairs = [
        (a, b)
        for a, b in shared
        if a != b and shared[a, b] >= COPY * shared[b, b] and (shared[a, a], -a) > (shared[b, b], -b)
    ]
    held = Counter(a for a, _ in pairs)
    compilations = {a for a, count in held.items() if count >= HOLDS}
    seen: set[int] = set()
    copies = []
    for a, b in sorted(pairs):
        if not {a, b} & compilations and b not in seen:
            seen.add(b)
            copies.append((a, b))
    return copies, compilations


def _match(members: list[_Member]) -> None:
    """Find the nearly same sentences of different places and note them on both sides."""
    every = [(m, sentence) for m, member in enumerate(members) for sentence in member.sentences]
    places = {place: n for n, place in enumerate(dict.fromkeys(member.place for member in members))}
    place_of = [places[member.place] for member in members]
    postings: dict[str, list[int]] = defaultdict(list)
    for number, (_, sentence) in enumerate(every):
        text = sentence.masked
        for gram in {text[i : i + GRAM] for i in range(len(text) - GRAM + 1)}:
            postings[gram].append(number)
    for one, other in _candidates(postings, [place_of[m] for m, _ in every]):
        likeness = _likeness(every[one][1].masked, every[other][1].masked)
        if likeness >= ALIKE:
            _note(members, every[one], every[other], likeness)


def _candidates(postings: Mapping[str, list[int]], places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs of sentences of different places that share at least two runs that are no stock phrase."""
    votes: Counter[tuple[int, int]] = Counter()
    for numbers in postings.values():
        if 1 < len(numbers) <= 4 * STOCK and 1 < len({places[n] for n in numbers}) <= STOCK:
            votes.update((a, b) for a in numbers for b in numbers if a < b and places[a] != places[b])
    return (pair for pair, count in votes.items() if count >= 2)


def _likeness(one: str, other: str) -> float:
    whole = fuzz.ratio(one, other, score_cutoff=ALIKE)
    if whole:
        return whole
    short = min(len(one), len(other))
    # A sentence taken whole into a longer one; a shorter run than this is a stock phrase.
    return fuzz.partial_ratio(one, other, score_cutoff=92) if short >= SHORTEST + 10 else 0.0


def _note(members: list[_Member], one: tuple[int, Sentence], other: tuple[int, Sentence], likeness: float) -> None:
    (a, here), (b, there) = one, other
    ours, theirs = (here.start, here.end), (there.start, there.end)
    exact = likeness if here.folded == there.folded else min(likeness, 99.9)
    members[a].found.append(_Pair(ours, theirs, b, exact))
    members[b].found.append(_Pair(theirs, ours, a, exact))


def _entry(member: _Member, members: list[_Member]) -> Entry:
    days = {n: _day(members[n].document)[0] or date.max for n in {pair.other for pair in member.found}}
    runs = sorted(_runs(member), key=lambda pair: (days[pair.other], members[pair.other].path, pair.here))
    day, day_is = _day(member.document)
    borrowings = tuple(_borrowing(member, members[pair.other], pair) for pair in runs)
    return Entry(member.path, member.document, member.place, day, borrowings, day_is)


def _borrowing(member: _Member, other: _Member, pair: _Pair) -> Borrowing:
    ours, theirs = corresponding(member.document.text[slice(*pair.here)], other.document.text[slice(*pair.there)])
    here = quote(member.document, pair.here[0] + ours[0], pair.here[0] + ours[1])
    there = quote(other.document, pair.there[0] + theirs[0], pair.there[0] + theirs[1])
    return Borrowing(here, there, other.path, pair.likeness, changes(here.text, there.text))


def _runs(member: _Member) -> Iterator[_Pair]:
    """Yield the pairs with neighbours joined: two sentences that follow each other on both sides are one passage."""
    text = member.document.text
    last: _Pair | None = None
    for pair in sorted(member.found, key=lambda pair: (pair.other, pair.here, pair.there)):
        if last is not None and pair.other == last.other and _adjacent(text, last, pair):
            weight, more = last.here[1] - last.here[0], pair.here[1] - pair.here[0]
            likeness = (last.likeness * weight + pair.likeness * more) / (weight + more)
            last = _Pair((last.here[0], pair.here[1]), (last.there[0], pair.there[1]), pair.other, likeness)
            continue
        if last is not None:
            yield last
        last = pair
    if last is not None:
        yield last


def _adjacent(text: str, last: _Pair, pair: _Pair) -> bool:
    near = 0 <= pair.here[0] - last.here[1] <= 3 and 0 <= pair.there[0] - last.there[1] <= 3
    return near and "\n" not in text[last.here[1] : pair.here[0]]


def _day(document: Document) -> tuple[date | None, str]:
    """Return the day of a document and what it is the day of; a year alone counts as its first day.

    A document that prints no date is not older than the newest document whose 文号 it cites.
    """
    for kind in _DAY_KINDS:
        for dated in document.dates:
            if dated.what.startswith(kind):
                return dated.day, kind
    for text, kind in ((document.number, "文号所写年份"), (document.title, "题名所写起始年")):
        year = _YEAR.search(text)
        if year:
            return date(int(year[1]), 1, 1), kind
    cited = [int(year) for year in _CITED.findall(document.text)]
    return (date(max(cited), 1, 1), "以后（据所引文号）") if cited else (None, "")
