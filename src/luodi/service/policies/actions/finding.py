"""Which document a reading is: one that is held, or a new one, and under which key.

What staff say comes first, then the encoded policy of that title, then a held document of that title and number, then the path.
"""

from __future__ import annotations

from dataclasses import dataclass

from luodi.engine.core.errors import DataError
from luodi.engine.core.ids import is_policy_id
from luodi.engine.documents.compare.copies import coverage
from luodi.engine.documents.compare.folding import fold
from luodi.service.policies.library import library
from luodi.service.policies.models import Document
from luodi.service.policies.naming import key_of, plain_title
from luodi.service.policies.reading import Reading, read_again

#: A text that shares less than this with the one held under its path is another document.
_SAME_DOCUMENT = 0.3


@dataclass(frozen=True)
class Place:
    """Where a reading belongs: its key, the document that is held (None: a new one), region and number as far as they are known."""

    key: str
    document: Document | None
    region: str
    number: str = ""
    remark: str = ""


def place_of(reading: Reading, path: str = "", key: str = "", region: str = "") -> Place:
    """Find the place of a reading; DataError when its key belongs to another document."""
    if key and not is_policy_id(key):
        raise DataError(
            f"“{key}”不能作文件的编号",
            why="编号是小写字母、数字、连字符的路径，至少两段",
            fix="例如 sichuan/chengdu/ai-policy",
        )
    by_path = "" if reading.part else key_of(path)
    wanted = key or _encoded(reading) or ""
    document = _held(wanted) or (None if key else _same(reading, region)) or (None if wanted else _held(by_path))
    chosen = document.key if document else wanted or by_path or f"d/{reading.text_digest[:12]}"
    if document is not None and document.key == by_path and not _is_version(document, reading):
        raise DataError(
            f"{chosen} 是另一份文件《{document.title}》",
            why="文件的路径相同，标题、文号和正文都不同",
            fix="换一个文件名，或在导入时写明编号",
        )
    known = library().policy(chosen) if chosen in library().ids() else None
    where = (
        region or (known.region if known else "") or (document.region if document else "") or reading.document.region
    )
    remark = "" if where else "没有认出地区，请在文件页补上"
    return Place(chosen, document, where, known.number if known else "", remark)


def _encoded(reading: Reading) -> str:
    """The id of the encoded policy that has this title (and, when both print one, this number)."""
    if not reading.document.title:
        return ""
    for policy in library().policies():
        if plain_title(policy.title) == reading.plain_title:
            return policy.id
    return ""


def _held(key: str) -> Document | None:
    return Document.objects.select_related("current").filter(key=key).first() if key else None


def _same(reading: Reading, region: str) -> Document | None:
    """The held document of the same title, and of the same number and region where both are known."""
    if not reading.document.title:
        return None
    where = region or reading.document.region
    for one in Document.objects.select_related("current").filter(plain_title=reading.plain_title).order_by("pk"):
        numbers = {one.plain_number, reading.plain_number} - {""}
        if len(numbers) < 2 and (not where or not one.region or where == one.region or one.key in library().ids()):
            return one
    return None


def _is_version(document: Document, reading: Reading) -> bool:
    same_title = document.plain_title == reading.plain_title
    same_number = bool(reading.plain_number) and document.plain_number == reading.plain_number
    if same_title or same_number or document.current is None:
        return True
    old = read_again(document.current)
    return max(coverage(fold(old.text), fold(reading.document.text))) >= _SAME_DOCUMENT
