"""Files made for the readers from our own words: Word packages, pages, PDFs, scans."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/>{{}}</Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
KINDS = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "footer1": "footer"}

#: Our own sample: (level of Word's automatic number or None, marker, words).
SAMPLE: tuple[tuple[int | None, str, str], ...] = (
    (None, "", "云溪市促进智能算力应用若干措施"),
    (None, "", "为加快智能算力在本市各行业的应用，降低企业使用成本，结合实际，制定本措施。"),
    (0, "一、", "支持企业使用算力"),
    (
        1,
        "（一）",
        "发放算力券。对使用本市算力平台的企业，按照实际支付费用的30%给予补贴，每家企业每年最高不超过200万元。",
    ),
    (1, "（二）", "支持模型研发。对完成备案的行业大模型，给予研发单位一次性奖励50万元；同一单位三年内累计不超过3个。"),
    (0, "二、", "支持算力设施建设"),
    (1, "（一）", "扩大供给。到2027年，全市智能算力规模达到1.5万P以上，机柜平均上架率不低于65%。"),
    (2, "1.", "鼓励利用存量厂房改建算力中心，改建面积在2000平方米以上的，按每平方米300元给予补助。"),
    (2, "2.", "新建算力中心电能利用效率应当低于1.25，优先使用可再生能源。"),
    (1, "（二）", "加强调度。建设市级算力调度平台，实现不少于8家算力中心统一接入、统一计量。"),
    (0, "三、", "附则"),
    (None, "", "本措施自2026年3月1日起施行，有效期三年。"),
)


@pytest.fixture
def sample() -> tuple[tuple[int | None, str, str], ...]:
    return SAMPLE


@pytest.fixture
def sample_paragraphs() -> list[str]:
    return [marker + words for _, marker, words in SAMPLE]


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def numbered(level: int, list_id: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


#: 一、（一）1. as Word keeps them.
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)


def word_file(body: str, **parts: str) -> bytes:
    """Return a .docx with this inside its body and other parts by name; a part's name may hold a path."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
        overrides = "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{kind.format(KINDS[name])}"/>' for name in parts
        )
        relations = "".join(
            f'<Relationship Id="p{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            f'{KINDS[name]}" Target="{name}.xml"/>'
            for n, name in enumerate(parts)
        )
        package.writestr("[Content_Types].xml", TYPES.format(overrides))
        package.writestr("_rels/.rels", RELS)
        package.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        )
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {W} xmlns:r="http://schemas.openxmlformats.org/'
            'officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
            f"<w:body>{body}</w:body></w:document>",
        )
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", content)
    return held.getvalue()


@pytest.fixture
def make_word() -> Callable[..., bytes]:
    return word_file


@pytest.fixture
def sample_word() -> bytes:
    """The sample with Word's automatic numbers, a tracked deletion and a tracked insertion."""
    body = []
    for level, _, words in SAMPLE:
        inside = run(words)
        if "30%" in words:
            before, after = words.split("30%")
            changed = (
                '<w:del w:id="1" w:author="乙"><w:r><w:delText>20%</w:delText></w:r></w:del>'
                f'<w:ins w:id="2" w:author="乙">{run("30%")}</w:ins>'
            )
            inside = run(before) + changed + run(after)
        body.append(paragraph(inside, numbered(level) if level is not None else ""))
    return word_file("".join(body), numbering=NUMBERING)


@pytest.fixture
def sample_page() -> str:
    """The sample as a page of a government site; the charset is to be filled in."""
    article = "".join(f"<p>　　{escape(marker + words)}</p>\n" for _, marker, words in SAMPLE[1:])
    return (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=CHARSET">'
        f'<meta name="ArticleTitle" content="{SAMPLE[0][2]}"><title>云溪市人民政府</title><script>var a = "<p>";</script>'
        '</head><body><div class="header"><ul><li><a href="/">首页</a></li><li><a href="/z">政务公开</a></li>'
        '<li><a href="/b">办事服务</a></li></ul></div><div class="crumb">当前位置：<a href="/">首页</a></div>'
        f"<h1>{SAMPLE[0][2]}</h1><div>字体：[大 中 小] 打印本页</div><div class='TRS_Editor'>{article}</div>"
        '<div class="footer">主办：云溪市人民政府办公室 备案号：云ICP备000号</div></body></html>'
    )


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """Return a PDF of paragraphs in the style of official documents, with a page header and page numbers."""
    pytest.importorskip("reportlab", reason="reportlab（dev 扩展）没有安装，不能排 PDF")
    return set_pdf


def set_pdf(paragraphs: list[str], *, header: str = "", lines_on_page: int = 18, width: int = 28) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    lines: list[tuple[float, str]] = []
    for words in paragraphs:
        if not lines and len(words) <= width:  # the title
            lines.append(((595 - sum(map(advance, words))) / 2, words))
            continue
        for number, text in enumerate(filled(words, 16 * width)):
            lines.append((112 if number == 0 else 80, text))
    for start in range(0, len(lines), lines_on_page):
        canvas.setFont("STSong-Light", 16)
        if header:
            canvas.setFont("STSong-Light", 10)
            canvas.drawString(80, 790, header)
            canvas.setFont("STSong-Light", 16)
        for row, (left, text) in enumerate(lines[start : start + lines_on_page]):
            at = left
            for char in text:  # one at a time, with the room between Chinese and digits that Word leaves
                canvas.drawString(at, 720 - 29 * row, char)
                at += advance(char)
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(270, 70, f"— {start // lines_on_page + 1} —")
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def advance(char: str) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(char, "STSong-Light", 16))


def filled(words: str, room: float) -> list[str]:
    """Cut a paragraph into lines that fill the page, the first with an indent of two characters."""
    lines, used = [""], 32.0
    for char in words:
        if used + advance(char) > room:
            lines.append("")
            used = 0.0
        lines[-1] += char
        used += advance(char)
    return lines


@pytest.fixture
def picture_of() -> Callable[[list[str]], bytes]:
    """Return a PNG of lines of text, as a scanner would give it; skipped where no Chinese font is installed."""
    font = chinese_font()
    if font is None:
        pytest.skip("本机没有中文字体，不能画扫描件")
    image = pytest.importorskip("PIL.Image", reason="ocr 扩展没有安装")
    from PIL import ImageDraw, ImageFont

    def draw(lines: list[str]) -> bytes:
        sheet = image.new("L", (1654, 2339), 255)
        pen = ImageDraw.Draw(sheet)
        face = ImageFont.truetype(font, 44)
        for row, text in enumerate(lines):
            pen.text((220, 260 + 80 * row), text, fill=0, font=face)
        held = io.BytesIO()
        sheet.save(held, "PNG")
        return held.getvalue()

    return draw


def chinese_font() -> str | None:
    if shutil.which("fc-match") is None:
        return None
    told = subprocess.run(
        ["fc-match", "-f", "%{file}|%{lang}", ":lang=zh-cn"], capture_output=True, text=True, check=False, timeout=20
    ).stdout
    file, _, languages = told.partition("|")
    return file if "zh-cn" in languages and Path(file).exists() else None
