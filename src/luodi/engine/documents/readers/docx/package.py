"""The zip file of a Word document, opened with limits: a few kilobytes must not unpack into gigabytes."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from lxml import etree

from luodi.engine.core.errors import Place, SourceError, UnsupportedFormat

#: The main text of a 1,000-page document is about 30 MB of XML.
MAX_PART = 48 * 1024 * 1024
MAX_ENTRIES = 20_000
#: Real parts shrink 5 to 40 times; a bomb shrinks a thousand times.
MAX_RATIO = 400
SMALL = 1024 * 1024
#: A tag of a real part has 25 bytes and more.
MAX_TAGS = 3_000_000

_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_OTHER_KINDS = {
    "xl/workbook.xml": "Excel 表格",
    "ppt/presentation.xml": "PowerPoint 演示文稿",
    "OFD.xml": "OFD 版式文件",
    "content.xml": "OpenDocument 文件",
}
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_PROLOG = 65_536
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


class Package:
    """The parts of a Word document by name; each is unpacked within limits and parsed without entities."""

    def __init__(self, data: bytes, name: str) -> None:
        self.place = Place(name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        except _BROKEN as error:
            raise SourceError(
                "Word 文件损坏，压缩包打不开",
                place=self.place,
                why=str(error),
                fix="请重新下载，或用 Word/WPS 另存一份",
            ) from error
        if len(self._entries) > MAX_ENTRIES:
            raise self._bomb(f"内含 {len(self._entries)} 个部件")
        self.main = self._main_part()

    def folder_part(self, file: str) -> str:
        """Return the name of a part that stands beside the main text."""
        return str(PurePosixPath(self.main).parent / file)

    def xml(self, part: str) -> etree._Element | None:
        """Parse a part; None when the document has no such part."""
        if part not in self._entries:
            return None
        return self._parse(part, self._bytes(part))

    def _main_part(self) -> str:
        if "word/document.xml" in self._entries:
            return "word/document.xml"
        relations = self.xml("_rels/.rels")
        for relation in relations if relations is not None else ():
            target = (relation.get("Target") or "").lstrip("/")
            is_main = (relation.get("Type") or "").endswith("/officeDocument")
            if is_main and target in self._entries and not target.startswith(("xl/", "ppt/")):
                return target
        kind = next((word for part, word in _OTHER_KINDS.items() if part in self._entries), "")
        raise UnsupportedFormat(
            f"这不是 Word 文档，而是{kind}" if kind else "这不是 Word 文档",
            place=self.place,
            why="压缩包里没有 Word 正文（word/document.xml）",
            fix="请在原软件中另存为 .docx 或 .pdf 再读",
        )

    def _bytes(self, part: str) -> bytes:
        entry = self._entries[part]
        if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise self._bomb(f"{part} 声称解压后为压缩时的 {entry.file_size // max(entry.compress_size, 1)} 倍")
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(MAX_PART + 1)
        except _BROKEN as error:
            encrypted = "password" in str(error)
            raise SourceError(
                "Word 文件已加密" if encrypted else f"Word 文件损坏：{part} 读不出来",
                place=self.place,
                why=str(error),
                fix="请去掉密码后另存一份" if encrypted else "请重新下载，或用 Word/WPS 另存一份",
            ) from error
        if len(data) > MAX_PART:
            raise self._bomb(f"{part} 解压后超过 {MAX_PART // 1024 // 1024} MB")
        return data

    def _parse(self, part: str, data: bytes) -> etree._Element:
        if data.count(b"<") > MAX_TAGS:
            raise self.too_much(f"{part} 有超过 {MAX_TAGS:,} 个标签")
        if _DTD.search(data[:_PROLOG]):
            raise self._forbidden(part)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise SourceError(
                f"Word 文件损坏：{part} 不是正确的 XML", place=self.place, why=str(error), fix="请用 Word/WPS 另存一份"
            ) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self._forbidden(part)
        return root

    def _forbidden(self, part: str) -> SourceError:
        return SourceError(
            f"{part} 含有文档类型声明（DTD），拒绝读取",
            place=self.place,
            why="Word 从不写入 DTD；它可能借实体展开耗尽内存或读取本机文件",
            fix="请用 Word/WPS 打开后另存一份",
        )

    def too_much(self, why: str) -> SourceError:
        """Return the refusal of a document that is no zip bomb and yet too much to read."""
        return SourceError("Word 文件太大", place=self.place, why=why, fix="拆成几份，或只留正文")

    def _bomb(self, why: str) -> SourceError:
        return SourceError(
            "疑似压缩炸弹，拒绝读取", place=self.place, why=why, fix="请确认文件来源，用 Word/WPS 另存一份再试"
        )
