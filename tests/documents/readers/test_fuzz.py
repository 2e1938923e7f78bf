"""Damaged files: every reader gives a text or one clear refusal, never a crash and never a hang."""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
from collections.abc import Callable

import pytest

from luodi.engine.core.errors import SourceError
from luodi.engine.documents import interpret
from luodi.engine.documents.readers import docx, html, pdf, text
from luodi.engine.documents.source import Source

#: Rounds for each reader and seed; FUZZ_ROUNDS=4800 makes more than 100,000 damaged files.
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "100"))
#: Far above what any of these small files takes.
SECONDS = 5.0


def mutated(data: bytes, luck: random.Random) -> bytes:
    """Return the bytes with a few changed, doubled, cut out or put in."""
    changed = bytearray(data)
    for _ in range(luck.randint(1, 8)):
        at = luck.randrange(len(changed)) if changed else 0
        much = luck.randint(1, 40)
        match luck.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([luck.randrange(256)])
            case 1:
                del changed[at : at + much]
            case 2:
                changed[at:at] = changed[at : at + much] * luck.randint(1, 5)
            case 3:
                changed[at:at] = luck.choice(
                    (b"<", b">", b"&#x0;", b"\0", b"\xff\xfe", b"<w:p>", b"</w:p>", b"<td>", b"99999999")
                )
            case _:
                del changed[at:]
    return bytes(changed)


def inside_package(data: bytes, luck: random.Random) -> bytes:
    """Return a Word file one of whose parts was damaged: the zip itself stays whole."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(held, "w") as made:
        chosen = luck.choice(given.namelist())
        for name in given.namelist():
            content = given.read(name)
            made.writestr(name, mutated(content, luck) if name == chosen else content)
    return held.getvalue()


def check(read: Callable[[bytes, str], Source], data: bytes) -> None:
    start = time.perf_counter()
    try:
        source = read(data, "坏")
    except SourceError as error:
        assert error.what
        return
    finally:
        assert time.perf_counter() - start < SECONDS
    ends = [0]
    for block in source.blocks:
        assert ends[-1] <= block.start < block.end <= len(source.text)
        ends.append(block.end)


@pytest.mark.parametrize("seed", range(3))
def test_word(sample_word: bytes, seed: int) -> None:
    luck = random.Random(seed)
    for _ in range(ROUNDS):
        check(docx.read, inside_package(sample_word, luck))
        check(docx.read, mutated(sample_word, luck))


@pytest.mark.parametrize("seed", range(3))
def test_page(sample_page: str, seed: int) -> None:
    luck = random.Random(seed)
    for encoding in ("utf-8", "gb18030"):
        for _ in range(ROUNDS):
            check(html.read, mutated(sample_page.replace("CHARSET", encoding).encode(encoding), luck))


@pytest.mark.parametrize("seed", range(3))
def test_pdf(make_pdf: Callable[..., bytes], sample_paragraphs: list[str], seed: int) -> None:
    luck = random.Random(seed)
    data = make_pdf(sample_paragraphs)
    for _ in range(ROUNDS):
        check(pdf.read, mutated(data, luck))


@pytest.mark.parametrize("seed", range(3))
def test_text(sample_paragraphs: list[str], seed: int) -> None:
    luck = random.Random(seed)
    whole = "\n\n".join(sample_paragraphs)
    for encoding in ("utf-8", "gb18030"):
        for number in range(ROUNDS):
            data = mutated(whole.encode(encoding), luck)
            check(text.read, data)
            if number % 20 == 0:
                interpreted(text.read, data)


def interpreted(read: Callable[[bytes, str], Source], data: bytes) -> None:
    """What a damaged file still gives can always be put in order: no character is lost."""
    try:
        document = interpret(read(data, "坏"))
    except SourceError:
        return
    for clause in document.clauses:
        assert document.text[clause.start : clause.end] == clause.text


@pytest.mark.parametrize("seed", range(3))
def test_what_is_read_of_a_damaged_page_can_be_put_in_order(sample_page: str, sample_word: bytes, seed: int) -> None:
    luck = random.Random(100 + seed)
    for _ in range(ROUNDS // 5):
        interpreted(html.read, mutated(sample_page.replace("CHARSET", "utf-8").encode(), luck))
        interpreted(docx.read, inside_package(sample_word, luck))
