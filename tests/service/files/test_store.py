"""Files by their content: what they are, kept once, never half, sent only as what they are."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.core.errors import DataError, NotFound

PDF = b"%PDF-1.7\nthe tests' own\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        for name in names:
            held.writestr(name, "x")
    return out.getvalue()


@pytest.fixture(autouse=True)
def folder(application: Any, tmp_path: Path) -> Iterator[Path]:
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"), (b"\xff\xd8\xff\xe0rest", "jpg"), (PNG, "png"), (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"), (archive("a.txt"), "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "doc"),
        ("落地".encode(), "text"), ("落地".encode("gb18030"), "text"), ("落地".encode("utf-16"), "text"), (b"\xef\xbb\xbf<!DOCTYPE html><p>", "html"), (b" <html>", "html"),
        (b"MZ\x90\0", None), (b"\x7fELF", None), (b"PK\x03\x04broken", None), (b"", None), (b" \n ", None), (b"\x00\x01\x02", None), (bytes(range(128, 256)), None),
    ],
)  # fmt: skip
def test_kinds(content: bytes, kind: str | None) -> None:
    from luodi.service.files import sniff

    found = sniff(content)
    assert (found.name if found else None) == kind


def test_kept_once_under_its_digest(folder: Path) -> None:
    from luodi.service.files import keep, path, read

    first, second = keep(PDF, kinds=["pdf"]), keep(io.BytesIO(PDF), kinds=["pdf"])
    assert first == second
    assert first.digest == hashlib.sha256(PDF).hexdigest()
    assert (first.kind.name, first.size) == ("pdf", len(PDF))
    assert path(first.digest).read_bytes() == read(first.digest) == PDF
    assert [file for file in folder.rglob("*") if file.is_file()] == [path(first.digest)]


def test_a_limit_is_kept_without_reading_more(folder: Path) -> None:
    from luodi.service.files import keep

    endless = io.BytesIO(b"%PDF-" + b"x" * 5_000_000)
    with pytest.raises(DataError, match="太大"):
        keep(endless, kinds=["pdf"], limit=1_000_000)
    assert endless.tell() == 1_000_001
    assert list(folder.iterdir()) == []


def test_what_is_not_taken_says_what_it_is() -> None:
    from luodi.service.files import keep

    with pytest.raises(DataError) as error:
        keep(PNG, kinds=["pdf", "docx"], name="说明.pdf")
    assert (
        str(error.value)
        == "“说明.pdf”不能收\n  原因：从内容看是 PNG；改后缀名不会改变内容\n  办法：这里收：PDF、Word（docx）"
    )


def test_nothing_half_written_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from luodi.service.files import keep, path, store

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(PDF, kinds=["pdf"])
    assert [file for file in folder.rglob("*") if file.is_file()] == []
    monkeypatch.undo()
    assert path(keep(PDF, kinds=["pdf"]).digest).is_file()


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 63])
def test_a_file_that_is_none(digest: str) -> None:
    from luodi.service.files import path

    with pytest.raises(NotFound):
        path(digest)


def test_a_file_that_was_changed_is_found() -> None:
    from luodi.service.files import keep, path, read

    kept = keep(PDF, kinds=["pdf"])
    path(kept.digest).write_bytes(PDF + b" ")
    with pytest.raises(DataError, match="改过或损坏"):
        read(kept.digest)


def test_sent_as_what_it_is_and_never_run() -> None:
    from luodi.service.files import keep
    from luodi.service.files.answer import attachment

    page = keep(b"<html><script>alert(1)</script>", kinds=["html"])
    sent = attachment(page.digest, "通知", inline=True)
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    shown = attachment(keep(PNG, kinds=["png"]).digest, "图", inline=True)
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["Content-Type"] == "image/png"
    named = attachment(keep(PDF, kinds=["pdf"]).digest, '报告"\r\nX: 1.pdf').headers["Content-Disposition"]
    assert "\n" not in named
