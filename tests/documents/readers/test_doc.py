"""Old Word files go through LibreOffice where it is installed; else the reader says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from luodi.engine.core.errors import SourceError, UnsupportedFormat
from luodi.engine.documents.readers import doc

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = OLE + "WordDocument".encode("utf-16-le")
office = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(office is None, reason="LibreOffice 没有安装")


@needs_office
@pytest.mark.parametrize("suffix", ["doc", "odt"])
def test_automatic_numbers_survive_the_way_round(
    tmp_path: Path, sample_word: bytes, sample_paragraphs: list[str], suffix: str
) -> None:
    assert office is not None
    (tmp_path / "a.docx").write_bytes(sample_word)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        "--headless",
        profile,
        "--convert-to",
        suffix,
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    data = (tmp_path / f"a.{suffix}").read_bytes()
    assert doc.recognises(data[:4096])
    source = doc.read(data, f"a.{suffix}")
    assert [source.text[b.start : b.end] for b in source.blocks] == sample_paragraphs
    assert source.format == "doc"
    assert source.problems[0] == "由 LibreOffice 转换后读取"


def test_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(UnsupportedFormat) as refused:
        doc.read(WORD, "旧.doc")
    assert "LibreOffice" in refused.value.what
    assert ".docx" in refused.value.fix


def test_other_ole_files_are_told_apart() -> None:
    with pytest.raises(SourceError, match="加密"):
        doc.read(OLE + "EncryptedPackage".encode("utf-16-le"), "密.docx")
    with pytest.raises(UnsupportedFormat, match="不是 Word"):
        doc.read(OLE + "Workbook".encode("utf-16-le"), "表.xls")


def test_a_converter_that_fails_or_hangs_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(program))
    with pytest.raises(SourceError, match="broken"):
        doc.read(WORD, "旧.doc")
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    monkeypatch.setattr(doc, "SECONDS", 0.2)
    with pytest.raises(SourceError, match="没有转完"):
        doc.read(WORD, "旧.doc")


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="系统没有进程组")
def test_what_hangs_below_the_converter_ends_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program, mark = tmp_path / "soffice", tmp_path / "pid"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {mark}\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(program))
    monkeypatch.setattr(doc, "SECONDS", 1)
    with pytest.raises(SourceError, match="没有转完"):
        doc.read(WORD, "旧.doc")
    state = Path(f"/proc/{mark.read_text().strip()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"
