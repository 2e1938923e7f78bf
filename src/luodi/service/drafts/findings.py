"""The consistency review of a held document: what a drafter should look at, as a page, as text, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.engine.core.errors import DataError
from luodi.engine.documents import Document
from luodi.engine.documents.model import Span
from luodi.engine.extraction.review import SEVERITIES, review
from luodi.service.drafts.drafting import document_of
from luodi.service.files.spreadsheets import as_bytes, empty_book, letter, write_row
from luodi.service.policies.models import Version

LEVELS = {"high": gettext_lazy("高"), "medium": gettext_lazy("中"), "low": gettext_lazy("低")}
_KEPT = 3600  # seconds that a review is kept in memory; a version never changes
_MOST_PLACES = 8
_AROUND = 60  # characters of the sentence on each side


@dataclass(frozen=True)
class Finding:
    """One finding for people: `cid` and `path` are its clause, `words` what is printed there, `lines` where the same holds.

    `before` and `after` are the rest of the sentence, so that the words can be judged.
    """

    code: str
    name: str
    severity: str
    cid: str
    path: str
    line: int
    words: str
    message: str
    why: str
    question: str
    lines: tuple[int, ...]
    before: str
    after: str


def findings(version: Version, severity: str = "") -> list[Finding]:
    """The findings of a version, the grave ones first; DataError for a severity that is none."""
    if severity and severity not in SEVERITIES:
        raise DataError(
            _("没有“%(word)s”这一级") % {"word": severity[:20]}, fix=_("可用：%(all)s") % {"all": "、".join(SEVERITIES)}
        )
    key = f"drafts-review-{version.pk}-{version.document.region}"
    found: list[Finding] | None = cache.get(key)
    if found is None:
        found = list(_read(document_of(version)))
        cache.set(key, found, _KEPT)
    return [one for one in found if not severity or one.severity == severity]


def _read(document: Document) -> Iterable[Finding]:
    rank = {name: place for place, name in enumerate(SEVERITIES)}
    for one in sorted(review(document), key=lambda held: (rank[held.severity], held.span.start)):
        places = tuple(dict.fromkeys(_line(document, span) for span in one.places))[:_MOST_PLACES]
        whole = document.clause(one.clause).sentence(one.span) if one.clause else one.span
        runs = ((whole.start, one.span.start), (one.span.start, one.span.end), (one.span.end, whole.end))
        before, words, after = ("".join(document.text[start:end].split()) for start, end in runs)
        yield Finding(
            one.code, one.name, one.severity, one.clause, one.path, _line(document, one.span), words, one.message, one.why, one.question, places,
            before if len(before) <= _AROUND else f"…{before[-_AROUND:]}", after if len(after) <= _AROUND else f"{after[:_AROUND]}…",
        )  # fmt: skip


def _line(document: Document, span: Span) -> int:
    return document.line(document.cleaned.span(span.start, span.end).start)


def counts(found: Sequence[Finding]) -> dict[str, int]:
    """How many there are of each severity."""
    return {name: sum(one.severity == name for one in found) for name in SEVERITIES}


def as_text(title: str, found: Sequence[Finding]) -> str:
    """The findings as a letter to the drafter."""
    lines = [title, _("%(n)d 处要看") % {"n": len(found)}]
    for number, one in enumerate(found, start=1):
        lines += [
            "", f"{number}. 【{LEVELS[one.severity]}】{one.name}　{one.path or _('标题')}　" + _("第 %(n)d 行") % {"n": one.line}, f"   {one.message}",
            "   " + _("原文：") + one.words, "   " + _("代价：") + one.why, "   " + _("请问：") + one.question,
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def as_sheet(title: str, found: Sequence[Finding]) -> bytes:
    """The findings as an XLSX file with a column for the drafter's answer; no cell is ever a formula."""
    head = (_("级别"), _("条款"), _("行"), _("检查"), _("问题"), _("原文"), _("代价"), _("请问"), _("起草人的答复"))
    book = empty_book()
    sheet = book.create_sheet(_("起草体检"))
    write_row(sheet, [title])
    write_row(sheet, head)
    for one in found:
        cells = (str(LEVELS[one.severity]), one.path, one.line, one.name, one.message, one.words, one.why, one.question)
        write_row(sheet, cells, wrapped=True)
    for place, width in enumerate((6, 14, 6, 16, 40, 40, 44, 44, 30), 1):
        sheet.column_dimensions[letter(place)].width = width
    sheet.freeze_panes = "A3"
    return as_bytes(book)
