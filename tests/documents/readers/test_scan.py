"""Scans: read by the `ocr` extra, every character flagged; without it the reader says what to install."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from typing import Any

import pytest

from luodi.engine.core.errors import SourceError
from luodi.engine.documents.paging import ocr
from luodi.engine.documents.paging.lines import Line, Sheet
from luodi.engine.documents.readers import pdf, scan
from luodi.engine.documents.source import Source

needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="ocr 扩展没有安装：pip install 'luodi[ocr]'")
WORDS = [
    "云溪市促进智能算力应用若干措施",
    "　　一、支持企业使用算力",
    "　　对使用本市算力平台的企业，按照实际支付费用的30%",
    "给予补贴，每家企业每年最高不超过200万元。",
]


def check(source: Source) -> None:
    found = [source.text[b.start : b.end] for b in source.blocks]
    assert "一、支持企业使用算力" in found
    assert any("30%" in words and words.endswith("200万元。") for words in found)
    flagged = {place for flag in source.flags if flag.kind == "ocr" for place in range(flag.start, flag.end)}
    assert all(place in flagged for place, char in enumerate(source.text) if not char.isspace())
    assert any("OCR" in problem for problem in source.problems)


@needs_ocr
def test_an_image_is_read_offline_and_flagged(
    picture_of: Callable[[list[str]], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = picture_of(WORDS)

    def refuse(*_: Any) -> None:
        raise AssertionError("the reader asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    check(scan.read(data, "扫描.png"))


@needs_ocr
def test_only_the_image_pages_of_a_pdf_are_recognised(picture_of: Callable[[list[str]], bytes]) -> None:
    pytest.importorskip("reportlab", reason="reportlab（dev 扩展）没有安装")
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    canvas.drawString(80, 700, "A page with text stands before the scan.")
    canvas.showPage()
    canvas.drawImage(ImageReader(io.BytesIO(picture_of(WORDS))), 0, 0, 595, 842)
    canvas.save()
    source = pdf.read(held.getvalue(), "混.pdf")
    assert source.text.startswith("A page with text stands before the scan.\f")
    first = source.pages[0]
    assert not source.flags_in(first.start, first.end)
    assert source.flags_in(source.pages[1].start, source.pages[1].end)
    assert "1 页是图片，由 OCR 识别，数值须人工核对" in source.problems


def test_a_poster_is_rendered_no_larger_than_the_recognition_needs() -> None:
    assert ocr.scale_for(Sheet(1, 595, 842)) == ocr.SCALE
    assert 14_400 * ocr.scale_for(Sheet(1, 14_400, 200)) <= ocr.LONG_SIDE


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(SourceError) as refused:
        scan.read(b"\x89PNG\r\n\x1a\n", "扫描.png")
    assert "luodi[ocr]" in refused.value.fix


@needs_ocr
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"II*\0\x08\0\0\0", b"\xff\xd8\xff\xe0"])
def test_damaged_images(data: bytes) -> None:
    with pytest.raises(SourceError, match="损坏"):
        scan.read(data, "坏.png")


@needs_ocr
def test_an_image_of_many_points_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    held = io.BytesIO()
    Image.new("1", (4000, 4000)).save(held, "PNG")
    monkeypatch.setattr(scan, "MAX_PIXELS", 1_000_000)
    with pytest.raises(SourceError, match="太大"):
        scan.read(held.getvalue(), "大.png")


def test_recognises() -> None:
    assert scan.recognises(b"\x89PNG\r\n\x1a\n....")
    assert scan.recognises(b"RIFF\0\0\0\0WEBPVP8 ")
    assert not scan.recognises(b"RIFF\0\0\0\0WAVE")


def png(image: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


def test_images_that_are_too_large_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    image = pytest.importorskip("PIL.Image", reason="ocr 扩展没有安装")
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(scan, "MAX_PIXELS", 99)
    with pytest.raises(SourceError, match="太大"):
        scan.read(png(image.new("L", (10, 10))), "大.png")
    monkeypatch.setattr(image, "MAX_IMAGE_PIXELS", 40)
    with pytest.raises(SourceError, match="太大"):
        scan.read(png(image.new("L", (10, 10))), "炸弹.png")
    with pytest.raises(SourceError, match="损坏") as refused:
        scan.read(b"\x89PNG\r\n\x1a\n" + bytes(100), "坏.png")
    assert refused.value.why == "不是完整的图片"


def test_transparent_paper_is_white(monkeypatch: pytest.MonkeyPatch) -> None:
    image = pytest.importorskip("PIL.Image", reason="ocr 扩展没有安装")
    seen: list[Any] = []

    def look(picture: Any, sheet: Sheet) -> list[Line]:
        seen.append(picture)
        return [Line(sheet.number, 0, 0, 10, 10, 8, "甲", "ocr", "把握 0.90")]

    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "read_lines", look)
    scan.read(png(image.new("RGBA", (8, 8), (0, 0, 0, 0))), "透明.png")
    assert seen[0].shape == (8, 8, 3)
    assert seen[0].min() == 255
