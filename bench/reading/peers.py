"""How each program gives the words of a file: functions from its bytes to its lines, by format; None when not installed."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib import import_module
from typing import Any

from luodi.engine.documents import read_bytes

Lines = Callable[[bytes], list[str]]


def luodi(name: str) -> Lines:
    def lines(data: bytes) -> list[str]:
        document = read_bytes(data, name)
        return [document.title, *(paragraph.text for clause in document.clauses for paragraph in clause.paragraphs)]

    return lines


def _with(module: str, use: Callable[[Any, bytes], list[str]]) -> Lines | None:
    try:
        found = import_module(module)
    except ImportError:
        return None
    return lambda data: use(found, data)


def _pypdfium2(module: Any, data: bytes) -> list[str]:
    document = module.PdfDocument(data)
    lines = [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    document.close()
    return lines


def _pypdf(module: Any, data: bytes) -> list[str]:
    return [line for page in module.PdfReader(io.BytesIO(data)).pages for line in page.extract_text().splitlines()]


def _pdfminer(module: Any, data: bytes) -> list[str]:
    return list(module.extract_text(io.BytesIO(data)).splitlines())


def _python_docx(module: Any, data: bytes) -> list[str]:
    return [paragraph.text for paragraph in module.Document(io.BytesIO(data)).paragraphs]


def _lxml(module: Any, data: bytes) -> list[str]:
    return list(module.fromstring(data).text_content().splitlines())


def _trafilatura(module: Any, data: bytes) -> list[str]:
    return list((module.extract(data, favor_recall=True) or "").splitlines())


PEERS: dict[str, tuple[tuple[str, Lines | None], ...]] = {
    "pdf": (
        ("pypdfium2：只取文字", _with("pypdfium2", _pypdfium2)),
        ("pypdf", _with("pypdf", _pypdf)),
        ("pdfminer.six", _with("pdfminer.high_level", _pdfminer)),
    ),
    "docx": (("python-docx：paragraphs", _with("docx", _python_docx)),),
    "html": (("lxml：text_content", _with("lxml.html", _lxml)), ("trafilatura", _with("trafilatura", _trafilatura))),
}
