"""The reading room: a document, its parts for htmx, its original and the pictures of its pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi.engine.core.errors import DataError, NotFound
from luodi.engine.documents.search import folded
from luodi.service.accounts.rights import Over, may, require
from luodi.service.files.answer import attachment
from luodi.service.policies import actions, pictures
from luodi.service.policies.catalogue import catalogue, held_now, stamp
from luodi.service.policies.library import library
from luodi.service.policies.marks import KINDS as MARKS
from luodi.service.policies.marks import ROLES
from luodi.service.policies.models import RELATIONS, Document, Version
from luodi.service.policies.naming import KINDS
from luodi.service.policies.pages.keeping import kept_part
from luodi.service.policies.pages.search import day_of
from luodi.service.policies.room import Room, document_of, room, text_of
from luodi.service.policies.standing import month_of, standing

_MOST_WORDS = 8
#: A clause in which the words stand: its id, what it is called, how often.
Found = tuple[str, str, int]


@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    """The document as structured text, with its margin; `on` chooses the day, `version` the text, `find` the words, `page` the original."""
    held = _document(request, key)
    on, wrong = _day(request, held)
    token = stamp()
    shown = room(held, on, _number(request, "version"), today=timezone.localdate(), token=token)
    page = _number(request, "page")
    paged = pictures.has_pages(shown.version)
    find = " ".join(request.GET.get("find", "")[:100].split())
    text, found = _text(token, shown, find, paged, paged and page is not None)
    context = {
        "here": "search", "room": shown, "document": held, "version": shown.version, "standing": shown.standing, "on": on, "wrong": wrong,
        "find": find, "found": found, "found_count": sum(count for *_, count in found), "text": text, "paged": paged,
        "page": min(page or 1, shown.version.pages or 1), "beside": paged and page is not None, "kinds": KINDS,
        "relations": RELATIONS, "told_on": bool(request.GET.get("on") or request.GET.get("month")), **_rights(request, held),
        "region": library().vocabulary.regions.name(held.region) if held.region else "",
    }  # fmt: skip
    return render(request, "policies/document.html", context)


def _text(token: str, shown: Room, find: str, paged: bool, beside: bool) -> tuple[SafeString, list[Found]]:
    """The text as HTML with the clauses in which the words stand; it is the same for everybody, so it is kept while nothing changes."""
    return kept_part(
        (token, shown.version.pk, find, paged, beside, get_language()), lambda: _made(shown, find, paged, beside)
    )


def _made(shown: Room, find: str, paged: bool, beside: bool) -> tuple[SafeString, list[Found]]:
    text = text_of(shown, list(dict.fromkeys(folded(find).split()))[:_MOST_WORDS])
    context = {
        "text": text, "document": shown.document, "version": shown.version, "find": find, "paged": paged, "beside": beside, "marks": MARKS,
        "roles_of": ROLES,
    }  # fmt: skip
    found = [(one.cid, one.path or one.heading, one.found) for one in text.clauses if one.found]
    return render_to_string("policies/_text.html", context), found


@require_safe
def day(request: HttpRequest, key: str) -> HttpResponse:
    """What is in force on a day: the part of the page that the slider changes."""
    held = _document(request, key)
    on, wrong = _day(request, held)
    versions = tuple(held.versions.order_by("number"))
    now = standing(held, catalogue().by_key.get(held.key) or held_now(held), versions, on, timezone.localdate())
    number = _number(request, "version")
    version = next((one for one in versions if one.number == number), versions[-1])
    context = {
        "document": held,
        "standing": now,
        "on": on,
        "wrong": wrong,
        "version": version,
        "told_on": True,
        **_rights(request, held),
    }
    return render(request, "policies/_standing.html", context)


@require_safe
def original(request: HttpRequest, key: str) -> HttpResponse:
    """The original as it was imported."""
    version = _version(request, _document(request, key))
    return attachment(version.sha256, version.file_name, inline=request.GET.get("show") == "1")


@require_safe
def beside(request: HttpRequest, key: str, page: str) -> HttpResponse:
    """The panel with a page of the original, for htmx."""
    number = int(page)
    held = _document(request, key)
    version = _version(request, held)
    if not 1 <= number <= version.pages:
        raise NotFound(f"原件没有第 {number} 页", fix=f"它有 {version.pages} 页")
    return render(request, "policies/_original.html", {"document": held, "version": version, "page": number})


@require_safe
def picture(request: HttpRequest, key: str, page: str) -> HttpResponse:
    """A page of the original as a picture; it never changes, so a browser may keep it."""
    version = _version(request, _document(request, key))
    if not pictures.has_pages(version):
        raise NotFound("原件没有分页", fix="下载原件")
    answer = HttpResponse(pictures.page_picture(version, int(page)), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@require_safe
def changes(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """What a version changed against the one before."""
    held = _document(request, key)
    version = held.versions.filter(number=int(number)).first()
    if version is None:
        raise NotFound(f"没有第 {number} 版", fix="从文件页选一版")
    context = {"here": "search", "document": held, "version": version, "before": version.number - 1}
    return render(request, "policies/changes.html", context)


@require_POST
def relate(request: HttpRequest, key: str) -> HttpResponse:
    """Say how the document stands to another."""
    given = request.POST
    effective = _told_day(given.get("effective", ""))
    actions.relate(
        request.acting,
        key,
        given.get("kind", ""),
        given.get("other", ""),
        timezone.now(),
        effective=effective,
        note=given.get("note", ""),
    )  # type: ignore[attr-defined]
    messages.success(request, _("已写明关系。"))
    return redirect("document", key=key)


@require_POST
def unrelate(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """Drop a relation."""
    actions.unrelate(request.acting, int(number), request.POST.get("why", ""), timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("已去掉这条关系，再导入也不会回来。"))
    return redirect("document", key=key)


@require_POST
def describe(request: HttpRequest, key: str) -> HttpResponse:
    """Say what the text does not."""
    given = request.POST
    actions.describe(request.acting, key, timezone.now(), number=given.get("number", ""), kind=given.get("kind", ""), region=given.get("region", "").strip(),
                     issued=_told_day(given.get("issued", "")))  # type: ignore[attr-defined]  # fmt: skip
    messages.success(request, _("已改，效力按新的日期重算了。"))
    return redirect("document", key=key)


@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take the document out of lists and search, or put it back."""
    why = request.POST.get("why", "")
    if request.POST.get("back"):
        actions.restore(request.acting, key, why, timezone.now())  # type: ignore[attr-defined]
        messages.success(request, _("已恢复。"))
    else:
        actions.withdraw(request.acting, key, why, timezone.now())  # type: ignore[attr-defined]
        messages.success(request, _("已撤下：检索和列表里不再出现，原件和历史都还在。"))
    return redirect("document", key=key)


def _document(request: HttpRequest, key: str) -> Document:
    acting = request.acting  # type: ignore[attr-defined]
    require(acting, "document.view")
    return document_of(key, acting)


def _version(request: HttpRequest, held: Document) -> Version:
    number = _number(request, "version")
    found = held.versions.filter(number=number).first() if number is not None else held.current
    if found is None:
        raise NotFound(f"没有第 {number} 版", fix="从文件页选一版")
    return found


def _day(request: HttpRequest, held: Document) -> Any:
    """The day that is asked; a month of the slider is its first day."""
    month = _number(request, "month")
    on, wrong = day_of(request.GET.get("on", ""))
    if month is None:
        return on, wrong
    one, today = catalogue().by_key.get(held.key) or held_now(held), timezone.localdate()
    return month_of(standing(held, one, tuple(held.versions.all()), on, today), month, today), wrong


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def _told_day(text: str) -> Any:
    if not text.strip():
        return None
    day, wrong = day_of(text)
    if wrong:
        raise DataError(f"没有“{text[:20]}”这一天", fix="写成 2021-06-01")
    return day


def _rights(request: HttpRequest, held: Document) -> dict[str, bool]:
    acting = request.acting  # type: ignore[attr-defined]
    over = Over(region=held.region)
    return {
        "may_relate": may(acting, "document.relate", over), "may_describe": may(acting, "document.import", over),
        "may_withdraw": may(acting, "document.withdraw", over),
    }  # fmt: skip
