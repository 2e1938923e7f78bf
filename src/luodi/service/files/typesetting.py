"""PDF from a typst template of ours with data beside it.

The data never becomes markup: typst reads it as JSON and sets its texts as texts. The PDF is an archival one (PDF/A-2b), for
which typst refuses every character without a glyph; the refusal is told with the character and where it stands. Where anybody
may have written the texts it is a plain PDF, in which such a character is left blank: nobody can stop the report with one.
A template reads `json(bytes(sys.inputs.data))`, in which `fonts.text` and `fonts.title` name the families that were found.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from luodi.engine.core.errors import NoReport

#: Families that hold the Chinese characters, the first that is installed is taken: for text, and for headings.
TEXT_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
)
TITLE_FONTS = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Noto Serif SC",
    "SimSun",
    "Songti SC",
)
_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_one_at_a_time = threading.Lock()  # setting a report takes memory; a second one waits


def pdf(template: Path, data: Mapping[str, Any], *, archival: bool = True) -> bytes:
    """Set the data by a template; NoReport when typst or fonts are missing, or a character has no glyph. The same data gives the same file."""
    try:
        import typst
    except ImportError:
        raise NoReport(_("没有装排版 PDF 用的 typst"), fix="pip install 'luodi[site]'") from None
    held, text, title = fonts()
    inputs = {"data": json.dumps({**data, "fonts": {"text": text, "title": title}}, ensure_ascii=False, default=str)}
    day = datetime(2000, 1, 1, tzinfo=UTC)  # the day it was made stands in the text
    with _one_at_a_time:
        try:
            made = typst.Compiler(template, root=template.parent, font_paths=held, sys_inputs=inputs).compile(
                format="pdf", pdf_standards="a-2b" if archival else [], timestamp=day
            )
        except typst.TypstError as error:
            raise _refusal(error, data) from None
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def fonts() -> tuple[Any, str, str]:
    """The fonts of the system with the families for text and headings; NoReport says what to install."""
    import typst

    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
    families = set(found.families())
    text = next((name for name in TEXT_FONTS if name in families), "")
    title = next((name for name in TITLE_FONTS if name in families), text)
    if not text:
        raise NoReport(
            _("系统里没有中文字体，排不了 PDF"), why=_("找过：%(names)s") % {"names": "、".join(TEXT_FONTS)},
            fix=_("Debian、Ubuntu：apt install fonts-noto-cjk；其他系统装“思源黑体”；装好后重新启动网站"),
        )  # fmt: skip
    return found, text, title


def _refusal(error: Any, data: Mapping[str, Any]) -> NoReport:
    found = _GLYPH.search(str(error.message))
    if found is None:
        return NoReport(
            _("报告排不出来"),
            why=str(error.message)[:300],
            fix=_("这是程序的错误，请带上事实文件报告；网页上的结果不受影响"),
        )
    text = _ESCAPED.sub(lambda one: chr(int(one[1], 16)), found[1])
    names = "、".join(f"“{char if char.isprintable() else '?'}”（U+{ord(char):04X}）" for char in dict.fromkeys(text))
    where = next((held for held in _texts(data) if text[:1] in held), "")
    return NoReport(
        _("字体里没有%(names)s这个字，报告排不出来") % {"names": names}, why=_("它在“%(where)s”里") % {"where": where[:60]} if where else "",
        fix=_("把它换成别的写法再试；网页上的结果不受影响"),
    )  # fmt: skip


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for held in data.values():
            yield from _texts(held)
    elif isinstance(data, list | tuple):
        for held in data:
            yield from _texts(held)
