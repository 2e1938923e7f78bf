"""Plain text: its encodings, and what is no text."""

from __future__ import annotations

import codecs

import pytest

from luodi.engine.core.errors import SourceError
from luodi.engine.documents.readers import text

WORDS = "示例市若干政策\n\n一、支持研发——按比例给予补助。\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert text.read(
        WORDS.replace("——", "" if encoding == "gb2312" else "——").encode(encoding), "a.txt"
    ).text.startswith("示例市")


def test_a_form_feed_starts_a_page() -> None:
    source = text.read("甲\f乙丙\f".encode(), "a.txt")
    assert [(page.number, source.text[page.start : page.end]) for page in source.pages] == [
        (1, "甲"),
        (2, "乙丙"),
        (3, ""),
    ]
    assert text.read("甲".encode(), "a.txt").pages == ()


def test_damaged_utf8_is_refused_with_its_line_instead_of_read_as_nonsense() -> None:
    data = WORDS.encode()
    place = data.index("研".encode()) + 1
    with pytest.raises(SourceError, match=r"a\.txt:3.*坏字节"):
        text.read(data[:place] + data[place + 1 :], "a.txt")


@pytest.mark.parametrize(
    "data", [b"abc\x00def", "正文\x01的文字".encode(), codecs.BOM_UTF16_LE + "正\x02".encode("utf-16-le")]
)
def test_binary_content_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="不是文本文件"):
        text.read(data, "a.txt")


def test_bytes_of_no_encoding_are_refused() -> None:
    with pytest.raises(SourceError, match="GB18030"):
        text.read(b"\xff\xff\xfe\x80\x80" * 9, "a.txt")


@pytest.mark.parametrize(
    "head", [b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<!DOCTYPE html>", b" <html>", b"\x89PNG", b"a\x00b"]
)
def test_the_text_of_other_formats_is_not_recognised(head: bytes) -> None:
    assert not text.recognises(head)


def test_text_is_recognised() -> None:
    assert text.recognises(WORDS.encode())
    assert text.recognises(WORDS.encode("gb18030"))
    assert text.recognises(WORDS.encode("utf-16"))
