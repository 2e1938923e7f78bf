"""Which characters the bytes of a page stand for.

Pages say gb2312 and hold characters that only GB18030 has; read as gb2312, a dash —— becomes another character.
Pages also say gb2312 and are UTF-8. Bytes that are correct UTF-8 with Chinese in them are UTF-8, whatever is declared.
"""

from __future__ import annotations

import re

from luodi.engine.core.errors import Place, SourceError

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:-]+)""", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHINESE = {"gb2312", "gb_2312-80", "gbk", "x-gbk", "gb18030", "hz", "hz-gb-2312", "euc-cn", "cp936", "windows-936"}
#: Where a page declares its characters, as browsers look for it.
HEAD = 4096


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a page and sentences on what was unsure."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    declared = _declared(data)
    if declared == "utf-8" or not data.isascii():
        try:
            return data.decode("utf-8"), []
        except UnicodeDecodeError:
            pass
    return _strictly(data, declared if declared != "utf-8" else "gb18030", name)


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:HEAD])
    encoding = found[1].decode("ascii").lower() if found else "gb18030"
    if encoding in _CHINESE:
        return "gb18030"
    return encoding if encoding in {"big5", "utf-16", "utf-16le", "utf-16be", "big5-hkscs"} else "utf-8"


def _strictly(data: bytes, encoding: str, name: str) -> tuple[str, list[str]]:
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        lost = text.count("\ufffd")
        if lost > max(20, len(text) // 100):
            raise SourceError(
                "网页的文字编码认不出来",
                place=Place(name),
                why=f"按 {encoding} 解码，第 {error.start + 1} 个字节起有 {lost} 处不是文字",
                fix="请用浏览器打开后另存为 UTF-8 网页，或另存为 PDF",
            ) from error
        return text, [f"有 {lost} 个字符按 {encoding} 解不出来，已记作 �"]
