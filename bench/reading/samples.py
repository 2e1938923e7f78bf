"""A plan of our own words as a Word file, a PDF and a web page, set as official documents are."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

TITLE, HEADER = "示例市人工智能产业发展规划", "示例市人民政府公报"
_WORDS = [
    "人工智能",
    "产业",
    "企业",
    "平台",
    "项目",
    "数据",
    "算力",
    "场景",
    "示范",
    "应用",
    "创新",
    "研发",
    "建设",
    "支持",
    "推动",
    "加强",
    "完善",
    "服务",
    "开放",
    "共享",
    "标准",
    "人才",
    "培育",
    "引进",
]
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"
_LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
_PARTS = {"document": "document.main", "numbering": "numbering", "header1": "header", "footer1": "footer"}


def plan(sections: int = 10) -> list[tuple[int, str, str]]:
    """Return paragraphs as (level of the number, number, words); of each item one figure is a tracked insertion."""
    luck = random.Random(3)
    chinese = "一二三四五六七八九十"

    def phrase() -> str:
        return "".join(luck.choices(_WORDS, k=5))

    def body(n: int) -> str:
        return f"{phrase()}。" + "，".join(phrase() for _ in range(9)) + f"，给予最高{n * 10}万元补助。"

    found = []
    for first in range(sections):
        found.append((0, f"{chinese[first]}、", phrase()))
        for second in range(7):
            found.append((1, f"（{chinese[second]}）", phrase()))
            found += [(2, f"{third}.", body(third)) for third in range(1, 6)]
    return found


def word(paragraphs: list[tuple[int, str, str]], *, changed: bool = True) -> bytes:
    """Return a .docx with automatic numbers, tracked changes, a page header and page numbers."""
    parts = {
        "document": _document(paragraphs, changed),
        "numbering": _numbering(),
        "header1": _header(),
        "footer1": _footer(),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _types())
        package.writestr("_rels/.rels", _relations({"officeDocument": "word/document.xml"}))
        related = {"numbering": "numbering.xml", "header": "header1.xml", "footer": "footer1.xml"}
        package.writestr("word/_rels/document.xml.rels", _relations(related))
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return held.getvalue()


def _types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND.format(kind)}"/>' for name, kind in _PARTS.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: dict[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{kind}" Type="{_TYPE.format(kind)}" Target="{target}"/>' for kind, target in targets.items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def _document(paragraphs: list[tuple[int, str, str]], changed: bool) -> str:
    body = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{_run(TITLE, 44)}</w:p>'
    for level, _, words in paragraphs:
        number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        look = f'<w:pPr>{number}<w:ind w:firstLine="640"/><w:jc w:val="both"/></w:pPr>'
        body += f"<w:p>{look}{''.join(_changed(words)) if changed else _run(words)}</w:p>"
    page = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" r:id="footer"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"/></w:sectPr>'
    )
    return f"<w:document {_W} {_R}><w:body>{body}{page}</w:body></w:document>"


def _changed(words: str) -> Iterator[str]:
    """Yield runs in which the sum was changed: the old one is a tracked deletion, the new one an insertion."""
    before, mark, after = words.partition("最高")
    yield _run(before + mark)
    if mark:
        figure, unit, rest = after.partition("万元")
        by = 'w:author="乙" w:date="2024-01-01T00:00:00Z"'
        yield f'<w:del w:id="1" {by}><w:r><w:delText>5</w:delText></w:r></w:del>'
        yield f'<w:ins w:id="2" {by}>{_run(figure)}</w:ins>{_run(unit + rest)}'


def _run(text: str, size: int = 32) -> str:
    look = f'<w:rPr><w:rFonts w:eastAsia="Noto Serif CJK SC"/><w:sz w:val="{size}"/></w:rPr>'
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (style, text) in enumerate(_LEVELS)
    )
    return (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _header() -> str:
    return f"<w:hdr {_W}><w:p>{_run(HEADER, 20)}</w:p></w:hdr>"


def _footer() -> str:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    number = field.format("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + field.format("end")
    return (
        f'<w:ftr {_W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{_run("— ", 28)}{number}{_run(" —", 28)}</w:p></w:ftr>'
    )


def pdf(document: bytes) -> bytes | None:
    """Return a Word file as LibreOffice prints it, None where LibreOffice is not installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "plan.docx")
        given.write_bytes(document)
        command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", folder, str(given)], check=False, capture_output=True, timeout=120)
        made = Path(folder, "plan.pdf")
        return made.read_bytes() if made.is_file() else None


def page(paragraphs: list[tuple[int, str, str]]) -> bytes:
    """Return a page of a government site: navigation, the article, a footer; it says gb2312 and is GB18030."""
    links = "".join(f'<li><a href="/{n}">栏目{n}</a></li>' for n in range(12))
    article = "".join(f"<p>　　{number}{words}</p>\n" for _, number, words in paragraphs)
    text = (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>示例市人民政府</title>'
        f'</head><body><div class="nav"><ul>{links}</ul></div><h1>{TITLE}</h1><div>字体：[大 中 小] 打印本页</div>'
        f'<div class="article">{article}</div><div class="footer">主办：示例市人民政府办公室 备案号：示ICP备000号</div></body></html>'
    )
    return text.encode("gb18030")
