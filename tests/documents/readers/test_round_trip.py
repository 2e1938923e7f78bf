"""One document in every format gives the same clauses."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from rapidfuzz import fuzz

from luodi.engine.documents import Document, read_bytes
from luodi.engine.documents.compare.folding import fold
from luodi.engine.documents.paging import ocr

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="没有 ../shared/corpus，跳过用真实文件的测试")
needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="ocr 扩展没有安装：pip install 'luodi[ocr]'")
EVERY = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*.txt") if path.name != "compilation.txt")
#: Documents of every shape of tree, for the ways round that take seconds.
CHOSEN = (
    "sichuan/chengdu/ai-zone-plan.txt",
    "beijing/haidian/ai-fifteen-measures.txt",
    "hubei/wuhan/ai-zone-policy-rules.txt",
    "guangdong/shenzhen/ai-plan-2019-2023.txt",
    "henan/5g-plan.txt",
    "sichuan/chengdu/ai-policy-rules.txt",
    "zhejiang/hangzhou/ai-zone-policy.txt",
)


def clauses(document: Document) -> list[tuple[str, str]]:
    """Return ids and words; blanks are a matter of the format."""
    return [(clause.id, "".join(clause.own_text.split())) for clause in document.clauses]


@pytest.fixture
def expected(sample_paragraphs: list[str]) -> list[tuple[str, str]]:
    found = clauses(read_bytes("\n\n".join(sample_paragraphs).encode(), "样例.txt"))
    assert [clause_id for clause_id, _ in found][:4] == ["head", "1", "1.1", "1.2"]
    return found


def test_text_hard_wrapped(sample_paragraphs: list[str], expected: list[tuple[str, str]]) -> None:
    wrapped = "\n".join(
        "\n".join(words[n : n + 30] for n in range(0, len(words), 30))
        for words in ("　　" + p for p in sample_paragraphs)
    )
    assert clauses(read_bytes(wrapped.encode("gb18030"), "样例.txt")) == expected


@pytest.mark.parametrize(("declared", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030")])
def test_page(sample_page: str, expected: list[tuple[str, str]], declared: str, encoding: str) -> None:
    assert clauses(read_bytes(sample_page.replace("CHARSET", declared).encode(encoding), "样例.html")) == expected


def test_word(sample_word: bytes, expected: list[tuple[str, str]]) -> None:
    assert clauses(read_bytes(sample_word, "样例.docx")) == expected


def test_pdf(make_pdf: Callable[..., bytes], sample_paragraphs: list[str], expected: list[tuple[str, str]]) -> None:
    assert clauses(read_bytes(make_pdf(sample_paragraphs, header="公报"), "样例.pdf")) == expected


@needs_ocr
def test_scan(
    picture_of: Callable[[list[str]], bytes], sample_paragraphs: list[str], expected: list[tuple[str, str]]
) -> None:
    lines = []
    for words in ("　　" + words for words in sample_paragraphs):
        lines += [words[n : n + 27] for n in range(0, len(words), 27)]
    found = clauses(read_bytes(picture_of(lines), "样例.png"))
    assert [clause_id for clause_id, _ in found] == [clause_id for clause_id, _ in expected]
    for (_, words), (_, right) in zip(found, expected, strict=True):
        assert re.findall(r"[0-9.%]+", words) == re.findall(r"[0-9.%]+", right)
        assert fuzz.ratio(fold(words).text, fold(right).text) > 95


def same(given: Document, again: Document) -> float:
    """Return the share of clauses that came back the same, id and words."""
    one, other = clauses(given), set(clauses(again))
    return sum(clause in other for clause in one) / len(one)


def folded(document: Document) -> list[tuple[str, str]]:
    """Return ids and words without punctuation: LibreOffice prints no comma that hangs over the margin."""
    return [(clause_id, fold(words).text) for clause_id, words in clauses(document)]


def real(name: str) -> Document:
    path = CORPUS / name
    return read_bytes(path.read_bytes(), path.name)


@pytest.fixture(params=EVERY)
def given(request: pytest.FixtureRequest) -> Document:
    return real(request.param)


@pytest.fixture(params=CHOSEN)
def chosen(request: pytest.FixtureRequest) -> Document:
    return real(request.param)


@needs_corpus
def test_real_documents_as_word(given: Document, make_word: Callable[..., bytes]) -> None:
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(p)}</w:t></w:r></w:p>' for p in given.text.split("\n"))
    assert same(given, read_bytes(make_word(body), "a.docx")) >= 0.99


@needs_corpus
def test_real_documents_as_page(given: Document) -> None:
    page = "".join(f"<p>　　{escape(p)}</p>" for p in given.text.split("\n"))
    data = f'<html><head><meta charset="gb2312"></head><body><div>{page}</div></body></html>'.encode("gb18030")
    assert same(given, read_bytes(data, "a.html")) >= 0.99


@needs_corpus
def test_real_documents_as_pdf(given: Document, make_pdf: Callable[..., bytes]) -> None:
    printed = given.text.replace("\t", " ").split("\n")  # a row without ruling lines is a line of words
    assert same(given, read_bytes(make_pdf(printed), "a.pdf")) >= 0.99


@needs_corpus
def test_real_documents_as_pdf_of_libreoffice(
    chosen: Document, make_word: Callable[..., bytes], tmp_path: Path
) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice 没有安装")
    look = '<w:pPr><w:ind w:firstLine="640"/><w:jc w:val="both"/></w:pPr><w:r><w:rPr><w:sz w:val="32"/></w:rPr>'
    body = "".join(
        f'<w:p>{look}<w:t xml:space="preserve">{escape(p)}</w:t></w:r></w:p>' for p in chosen.text.split("\n")
    )
    (tmp_path / "a.docx").write_bytes(make_word(body))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        "--headless",
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    again = read_bytes((tmp_path / "a.pdf").read_bytes(), "a.pdf")
    one, other = folded(chosen), set(folded(again))
    assert sum(clause in other for clause in one) / len(one) >= 0.99
