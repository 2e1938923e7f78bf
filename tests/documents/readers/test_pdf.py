"""PDF: paragraphs again from lines, without page headers and page numbers, each character with its place."""

from __future__ import annotations

import io
import math
import re
import sys
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from luodi.engine.core.errors import SourceError
from luodi.engine.documents.paging import ocr
from luodi.engine.documents.readers import pdf
from luodi.engine.documents.readers.pdf import apart, pages
from luodi.engine.documents.readers.pdf.plain import is_plain
from luodi.engine.documents.source import Source

Make = Callable[..., bytes]


def texts(source: Source) -> list[str]:
    return [source.text[b.start : b.end].replace("\f", "") for b in source.blocks]


@pytest.fixture
def long_paragraphs(sample_paragraphs: list[str]) -> list[str]:
    title, *rest = sample_paragraphs
    return [title, *rest, *(f"（{n}）{words}" for n in "三四五" for words in rest if len(words) > 20)]


def test_paragraphs_are_whole_across_lines_and_pages(make_pdf: Make, long_paragraphs: list[str]) -> None:
    source = pdf.read(make_pdf(long_paragraphs, header="云溪市人民政府公报"), "样例.pdf")
    assert texts(source) == long_paragraphs
    assert len(source.pages) == 4
    assert any("\f" in source.text[b.start : b.end] for b in source.blocks)


def test_two_columns_are_read_one_after_the_other(make_pdf: Make) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    words = "对完成备案的行业大模型给予研发单位一次性奖励并优先推荐应用场景支持其参加各类展会"
    lines = [(left + (22 if row % 4 == 0 else 0), 700 - 20 * row) for left in (60, 310) for row in range(14)]
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    canvas.setFont("STSong-Light", 11)
    for number, (left, height) in enumerate(lines):
        room = 18 if left in {82, 332} else 20
        text = words[number % 20 : number % 20 + room]
        canvas.drawString(left, height, text[:-1] + ("。" if number % 14 % 4 == 3 else text[-1]))
    canvas.save()
    source = pdf.read(held.getvalue(), "公报.pdf")
    # Four lines a paragraph; the last of the left column goes on in the right one when it is not finished.
    assert [len(text) for text in texts(source)] == [78, 78, 78, 38, 78, 78, 78, 38]


def test_headers_and_page_numbers_are_left_out_and_reported(make_pdf: Make, long_paragraphs: list[str]) -> None:
    source = pdf.read(make_pdf(long_paragraphs, header="云溪市人民政府公报"), "样例.pdf")
    assert source.problems == ("页眉页脚“云溪市人民政府公报”已略去（4处）", "页码 4 处已略去")
    assert not re.search(r"— \d —|公报", source.text)


def test_pages_and_boxes_cover_the_text(make_pdf: Make, long_paragraphs: list[str]) -> None:
    source = pdf.read(make_pdf(long_paragraphs), "样例.pdf")
    for page in source.pages:
        assert "\f" not in source.text[page.start : page.end]
    assert source.text.count("\f") == len(source.pages) - 1
    covered = "".join(source.text[box.start : box.end] for box in source.boxes)
    assert covered == re.sub(r"[\n\f]", "", source.text)
    for box in source.boxes:
        assert source.page_at(box.start) == box.page
        assert 0 < box.x0 < box.x1 < 595
        assert 0 < box.y0 < box.y1 < 842


def test_a_number_alone_on_a_page_edge_is_kept_when_it_does_not_count(make_pdf: Make) -> None:
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    for number in ("2030", "17"):
        canvas.drawString(80, 500, "alpha beta gamma.")
        canvas.drawString(270, 60, number)
        canvas.showPage()
    canvas.save()
    text = pdf.read(held.getvalue(), "a.pdf").text
    assert "2030" in text
    assert "17" in text


def test_ruled_tables_become_rows_and_cells(make_pdf: Make) -> None:
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    canvas.drawString(80, 760, "Before the table stands a sentence.")
    for x in (80, 200, 320):
        canvas.line(x, 600, x, 720)
    for y in (600, 660, 720):
        canvas.line(80, y, 320, y)
    for x, y, words in (
        (90, 700, "kind"),
        (210, 700, "sum"),
        (90, 640, "voucher"),
        (90, 625, "of power"),
        (210, 640, "30"),
    ):
        canvas.drawString(x, y, words)
    canvas.drawString(80, 560, "After it another one.")
    canvas.save()
    source = pdf.read(held.getvalue(), "a.pdf")
    assert [(b.kind, t) for b, t in zip(source.blocks, texts(source), strict=True)] == [
        ("paragraph", "Before the table stands a sentence."),
        ("table", "kind\tsum\nvoucher of power\t30"),
        ("paragraph", "After it another one."),
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_upright(make_pdf: Make, turn: int) -> None:
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(842, 595) if turn != 180 else (595, 842))
    canvas.setPageRotation(turn)
    width, height = (595, 842)
    canvas.translate(*{90: (842, 0), 180: (width, height), 270: (0, 595)}[turn])
    canvas.rotate({90: 90, 180: 180, 270: 270}[turn])
    for row, words in enumerate(("first line of the page", "second line of the page")):
        canvas.drawString(100, 700 - 100 * row, words)
    canvas.save()
    source = pdf.read(held.getvalue(), "a.pdf")
    assert source.text == "first line of the page second line of the page"
    assert source.boxes[0].y0 > source.boxes[1].y0


def blank_page_with_image() -> bytes:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    image = pytest.importorskip("PIL.Image", reason="Pillow 没有安装")
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    canvas.drawImage(ImageReader(image.new("L", (60, 80), 200)), 0, 0, 595, 842)
    canvas.save()
    return held.getvalue()


def test_a_scan_without_the_extra_says_so(make_pdf: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(SourceError) as refused:
        pdf.read(blank_page_with_image(), "扫描.pdf")
    assert "没有文字层" in refused.value.what
    assert "luodi[ocr]" in refused.value.fix


def test_encrypted_and_damaged_files(make_pdf: Make, sample_paragraphs: list[str]) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, encrypt=StandardEncryption("secret"))
    canvas.drawString(80, 700, "x")
    canvas.save()
    with pytest.raises(SourceError, match="加密"):
        pdf.read(held.getvalue(), "密.pdf")
    with pytest.raises(SourceError, match="损坏"):
        pdf.read(b"%PDF-1.7\nnothing", "坏.pdf")
    data = make_pdf(sample_paragraphs)
    for cut in range(0, len(data), 211):
        try:
            pdf.read(data[:cut], "断.pdf")
        except SourceError as error:
            assert error.fix  # pdfium repairs some cuts, and those are read


def test_recognises() -> None:
    assert pdf.recognises(b"\n%PDF-1.4")
    assert not pdf.recognises(b"PK\x03\x04")


def nested(levels: int, times: int = 10) -> bytes:
    """Return a PDF of forms that draw the form below them many times each: some kilobytes, and more than any memory."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        stream(b"", b"BT /F 12 Tf 80 700 Td (outside) Tj ET /X Do"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for level in range(levels):
        inside = b"/X Do " * times if level < levels - 1 else b"BT /F 12 Tf 80 600 Td (inside) Tj ET"
        resources = b"/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>" % (7 + level)
        objects.append(stream(b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + resources, inside))
    held = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    return held + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(objects) + 1)


def stream(entries: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def test_drawings_inside_drawings_are_read_apart() -> None:
    assert not is_plain(nested(1))
    assert "inside" in pdf.read(nested(1), "一层.pdf").text


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 限得住进程的内存")
def test_what_would_take_all_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MEMORY", 400_000_000)
    with pytest.raises(SourceError, match="太复杂") as refused:
        pdf.read(nested(12), "层层.pdf")
    assert "层层.pdf" in str(refused.value)
    assert refused.value.fix


def test_a_refusal_comes_back_from_the_other_process() -> None:
    with pytest.raises(SourceError, match="损坏"):
        apart.read_apart(b"%PDF-1.7\nnothing", "坏.pdf")


@pytest.mark.parametrize(
    "data",
    [
        b"/Subtype /Form",
        b"/Subtype/Type3",
        b"/Subtype 7 0 R",
        b"/Subtype /F#6frm",
        b"/Filter 9 0 R",
        b"/Filter [9 0 R]",
        b"/Filter [/FlateDecode /FlateDecode]",
        b"/Filter /LZWDecode",
        b"<<>>stream\n" + zlib.compress(bytes(30_000_000)) + b"\nendstream",
        b"/Filter /ASCII85Decode>>stream\n" + b"z" * 50_000 + b"\nendstream",
    ],
)
def test_what_may_nest_or_unpack_without_end_is_not_plain(data: bytes) -> None:
    assert not is_plain(data)


def test_usual_files_are_plain(make_pdf: Make, sample_paragraphs: list[str]) -> None:
    assert is_plain(make_pdf(sample_paragraphs))
    assert is_plain(b"/BaseFont/ABCDEE+#CB#CE#CC#E5 /Filter /FlateDecode>>stream\nx\x9c broken")
    assert is_plain(b"/Filter [ /ASCII85Decode /FlateDecode ]>>stream\nabc~>\nendstream")


def test_too_much_on_the_pages_is_refused(
    make_pdf: Make, sample_paragraphs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_pdf(sample_paragraphs * 3)
    monkeypatch.setattr(pages, "MAX_DRAWN", 50)
    with pytest.raises(SourceError, match="内容过多"):
        pdf.read(data, "多.pdf")
    monkeypatch.setattr(pages, "MAX_PAGES", 1)
    with pytest.raises(SourceError, match="PDF 有 4 页"):
        pdf.read(data, "多.pdf")


def test_an_image_too_large_to_unpack_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_PIXELS", 100)
    with pytest.raises(SourceError, match="没有文字") as refused:
        pdf.read(blank_page_with_image(), "大图.pdf")
    assert "第 1 页的图片太大" in refused.value.why


def test_many_damaged_pages_are_one_sentence() -> None:
    kids = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 40>>", b"<</Type/Page/Parent 2 0 R>>"
    data = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(kids, 1))
    with pytest.raises(SourceError) as refused:
        pdf.read(data + b"trailer<</Root 1 0 R/Size 4>>\n%%EOF", "缺页.pdf")
    assert len(refused.value.why) < 120


def one_page(content: bytes) -> bytes:
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream(b"", content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    held = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    return held + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


@pytest.mark.parametrize("place", [math.nan, math.inf])
def test_characters_that_stand_nowhere_are_kept(monkeypatch: pytest.MonkeyPatch, place: float) -> None:
    usual = pages._upright

    def lost(page: Any) -> Any:
        turned = usual(page)
        return lambda left, *rest: (place,) * 4 if left > 100 else turned(left, *rest)

    monkeypatch.setattr(pages, "_upright", lost)
    text = pdf.read(one_page(b"BT /F 12 Tf 80 700 Td (first and second) Tj ET"), "a.pdf").text
    assert "".join(text.split()) == "firstandsecond"


def test_a_page_of_no_size_is_read() -> None:
    data = one_page(b"BT /F 12 Tf 80 700 Td (first) Tj ET").replace(b"[0 0 595 842]", b"[0 0 " + b"9" * 60 + b" 1]")
    assert pdf.read(data, "a.pdf").text == "first"
