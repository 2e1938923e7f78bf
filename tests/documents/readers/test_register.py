"""The register: the folder itself; the reader is found by suffix and by content."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.core.errors import NotFound, SourceError, UnsupportedFormat
from luodi.engine.documents import read_text, readers

HTML = "<html><body><h1>示例市若干政策</h1><p>一、支持研发。</p></body></html>".encode()


def test_every_module_of_the_folder_is_a_reader() -> None:
    folder = Path(readers.__file__).parent
    modules = {
        path.stem
        for path in folder.iterdir()
        if path.stem != "__init__" and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert {reader.__name__.rpartition(".")[2] for reader in readers.register()} == modules  # type: ignore[attr-defined]
    for reader in readers.register():
        assert reader.SUFFIXES
        assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in reader.SUFFIXES)
        assert reader.recognises(b"") in {True, False}


def test_suffixes_belong_to_one_reader() -> None:
    listed = [suffix for reader in readers.register() for suffix in reader.SUFFIXES]
    assert len(listed) == len(set(listed))


def test_a_wrong_suffix_is_read_by_its_content_and_noted() -> None:
    source = readers.read_source(HTML, "政策.txt")
    assert source.format == "html"
    assert "内容却是 html" in source.problems[0]
    assert readers.read_source("一、甲。".encode(), "政策.pdf").format == "text"


def test_a_suffix_in_capitals_and_none() -> None:
    assert readers.read_source("一、甲。".encode(), "政策.TXT").problems == ()
    assert readers.read_source("一、甲。".encode(), "政策").format == "text"


@pytest.mark.parametrize("data", [b"", b"  \n", b"\xef\xbb\xbf", b"\0\0"])
def test_an_empty_file(data: bytes) -> None:
    with pytest.raises(SourceError, match="空的"):
        readers.read_source(data, "a.txt")


def test_what_nobody_reads() -> None:
    with pytest.raises(UnsupportedFormat, match=r"a\.bin") as refused:
        readers.read_source(b"\x7fELF\x00\x01", "a.bin")
    assert ".txt" in refused.value.fix


def test_files_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "政策.txt"
    file.write_text("一、甲。", "utf-8")
    assert readers.read_file(file).name == str(file)
    assert readers.read_file(file, "别名").name == "别名"
    with pytest.raises(NotFound, match="找不到"):
        readers.read_file(tmp_path / "没有.txt")
    with pytest.raises(SourceError, match="文件夹"):
        readers.read_file(tmp_path)
    monkeypatch.setattr(readers, "MAX_BYTES", 5)
    for refuse in (lambda: readers.read_file(file), lambda: readers.read_source(b"123456", "a.txt")):
        with pytest.raises(SourceError, match="太大"):
            refuse()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="没有 /dev/zero")
def test_a_device_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_BYTES", 5000)
    with pytest.raises(SourceError, match="太大"):
        readers.read_file(Path("/dev/zero"))


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "政策.txt"
    file.write_text("一、甲。", "utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match="打不开"):
        readers.read_file(file)


@pytest.mark.parametrize("text", ["甲\n" * 200_002, "甲" * 5_000_001])
def test_more_text_than_any_document(text: str) -> None:
    with pytest.raises(SourceError, match="文字太多"):
        read_text(text)
