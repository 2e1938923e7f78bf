"""What officers do: open, change, moderate, sort, answer, publish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.core.errors import Conflict, DataError, LuodiError
from luodi.service.accounts.rights import Over, may, require
from luodi.service.consultations import actions, alike, queries
from luodi.service.consultations.models import KINDS, Comment, Consultation
from luodi.service.consultations.pages.public import PAGE, context, with_runs
from luodi.service.policies.models import Document
from luodi.service.policies.room import document_of

ALIKE = 12  # of the other groups of a clause the nearest are offered for merging
_MONTH = timedelta(days=30)
_FIELDS = ("title", "explanation", "unit", "contact", "phone", "email")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a document, say until when and who answers, open it."""
    acting, now = request.acting, timezone.now()  # type: ignore[attr-defined]
    acting.everywhere_or("consultation.open")
    key = (request.POST if request.method == "POST" else request.GET).get("document", "").strip()
    words = request.GET.get("words", "").strip()
    if not key:
        return render(
            request,
            "consultations/choose.html",
            {"here": "consultations", "words": words, "documents": _documents(request, words)},
        )
    document = document_of(key)
    require(acting, "consultation.open", Over(region=document.region))
    today = timezone.localdate(now)
    given: Mapping[str, Any] = {
        "title": document.title,
        "opens": today.isoformat(),
        "closes": (today + _MONTH).isoformat(),
        "unit": _unit(request),
    }
    problem: LuodiError | None = None
    if request.method == "POST":
        try:
            made = actions.open_consultation(acting, key, told_of(request.POST), now)
        except DataError as error:
            problem, given = error, request.POST
        else:
            messages.success(request, _("发起好了。公开页从 %(day)s 起能看到。") % {"day": made.opens.isoformat()})
            return redirect("consultation-desk", made.pk)
    told = {"here": "consultations", "document": document, "given": given, "problem": problem}
    return render(request, "consultations/form.html", told, status=422 if problem else 200)


def _unit(request: HttpRequest) -> str:
    return next((post.unit for post in request.acting.posts if post.role in {"officer", "reviewer"}), "")  # type: ignore[attr-defined]


def _documents(request: HttpRequest, words: str) -> list[Document]:
    """Documents of one's regions that hold the words in their title, the newest first."""
    rows = Document.objects.filter(withdrawn_at=None, current__isnull=False).order_by("-added_at", "-pk")
    for word in words.split():
        rows = rows.filter(title__contains=word)
    acting = request.acting  # type: ignore[attr-defined]
    return [one for one in rows[:300] if may(acting, "consultation.open", Over(region=one.region))][:30]


def told_of(post: Mapping[str, Any]) -> actions.Told:
    """What a form says of a consultation; DataError for a day that is none."""
    texts = {name: post.get(name, "") for name in _FIELDS}
    return actions.Told(
        _day(post, "opens", _("开始日期")), _day(post, "closes", _("截止日期")), visitors="visitors" in post, **texts
    )


def _day(post: Mapping[str, Any], name: str, label: str) -> date:
    try:
        return date.fromisoformat(post.get(name, "").strip())
    except ValueError:
        raise DataError(_("%(name)s没有写对") % {"name": label}, fix=_("写 2026-12-20")) from None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change what is said of a consultation."""
    acting, now = request.acting, timezone.now()  # type: ignore[attr-defined]
    of = queries.held(acting, number, "consultation.open")
    given: Mapping[str, Any] = {
        **{name: getattr(of, name) for name in _FIELDS},
        "opens": of.opens.isoformat(),
        "closes": of.closes.isoformat(),
        "visitors": of.visitors,
    }
    problem: LuodiError | None = None
    if request.method == "POST":
        try:
            actions.change(acting, number, told_of(request.POST), now)
        except DataError as error:
            problem, given = error, request.POST
        else:
            messages.success(request, _("改好了。"))
            return redirect("consultation-desk", number)
    told = {"document": of.version.document, "given": given, "problem": problem, "changing": True}
    return render(request, "consultations/form.html", context(request, of, now, **told), status=422 if problem else 200)


@require_safe
def desk(request: HttpRequest, number: int) -> HttpResponse:
    """How far it is: what waits for a moderator, the clusters with their answers, what is left to do before publishing."""
    now, acting = timezone.now(), request.acting  # type: ignore[attr-defined]
    of = queries.held(acting, number, "consultation.answer")
    only = request.GET.get("only", "")
    found = [one for one in queries.clusters(of) if only != "open" or not one.answered]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    comments = queries.comments_of(list(page))
    rows = [
        {
            "cluster": one,
            "kind": KINDS[one.kind],
            "path": one.path or _("全文"),
            **with_runs(comments[one.pk][:1], whole=True)[0],
        }
        for one in page
    ]
    waiting = Comment.objects.filter(consultation=of, state="waiting").select_related("person", "organisation")
    hidden = Comment.objects.filter(consultation=of, state="hidden").select_related("person", "organisation")
    current = of.version.document.current
    counts = queries.counts(of)
    return render(request, "consultations/desk.html", context(
        request, of, now, rows=rows, page=page, waiting=with_runs(list(waiting), whole=True), hidden=with_runs(list(hidden), whole=True), counts=counts, only=only,
        newer=current if current is not None and current.pk != of.version_id else None, done=counts.clusters - counts.unanswered,
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def cluster(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """One cluster with all its comments; the answer. Who was overtaken sees what changed, with their own words kept."""
    acting, now = request.acting, timezone.now()  # type: ignore[attr-defined]
    of = queries.held(acting, number, "consultation.answer")
    problem: LuodiError | None = None
    if request.method == "POST":
        given = request.POST
        try:
            actions.answer(
                acting,
                number,
                group,
                given.get("decision", ""),
                given.get("explanation", ""),
                _number(given.get("revision", "")),
                now,
            )
        except DataError as error:
            problem = error
        else:
            messages.success(request, _("第 %(n)d 组答复好了。") % {"n": group})
            following = next((one for one in queries.clusters(of) if not one.answered), None)
            return (
                redirect("consultation-cluster", number, following.number)
                if following
                else redirect("consultation-desk", number)
            )
    return _cluster_page(request, of, group, problem)


def _cluster_page(request: HttpRequest, of: Consultation, group: int, problem: LuodiError | None) -> HttpResponse:
    found, posted = queries.cluster_of(of, group), request.POST if problem else {}
    if found.merged_into is not None and problem is None:
        return redirect("consultation-cluster", of.pk, found.merged_into.number)
    comments = queries.comments_of([found]).get(found.pk, [])
    every = list(queries.clusters(of))
    place = next((at for at, one in enumerate(every) if one.pk == found.pk), None)
    others = [
        one
        for one in every
        if (one.cid, one.kind, one.clause_text) == (found.cid, found.kind, found.clause_text) and one.pk != found.pk
    ]
    others = sorted(others, key=lambda one: (-alike.closeness(found.key, one.key), one.number))[:ALIKE]
    firsts = queries.comments_of(others)
    return render(request, "consultations/cluster.html", context(
        request, of, timezone.now(), group=found, problem=problem, kind=KINDS[found.kind], rows=with_runs(comments, whole=True), path=found.path or _("全文"),
        decision=posted.get("decision", found.decision), explanation=posted.get("explanation", found.explanation), threshold=alike.THRESHOLD,
        others=[{"cluster": one, **with_runs(firsts[one.pk][:1], whole=True)[0]} for one in others],
        before=every[place - 1] if place else None, after=every[place + 1] if place is not None and place + 1 < len(every) else None,
    ), status=409 if isinstance(problem, Conflict) else 422 if problem else 200)  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _numbers(texts: list[str]) -> list[int]:
    return [_number(text) for text in texts]


@require_POST
def split(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """Take the chosen comments out into a cluster of their own."""
    given = request.POST
    try:
        made = actions.split(
            request.acting,
            number,
            group,
            _numbers(given.getlist("comment")),
            _number(given.get("revision", "")),
            timezone.now(),
        )  # type: ignore[attr-defined]
    except DataError as error:
        return _cluster_page(request, queries.held(request.acting, number, "consultation.answer"), group, error)  # type: ignore[attr-defined]
    messages.success(request, _("拆出了第 %(n)d 组。") % {"n": made.number})
    return redirect("consultation-cluster", number, made.number)


@require_POST
def merge(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """Join the chosen clusters with this one."""
    try:
        made = actions.merge(
            request.acting, number, [group, *_numbers(request.POST.getlist("cluster"))], timezone.now()
        )  # type: ignore[attr-defined]
    except DataError as error:
        return _cluster_page(request, queries.held(request.acting, number, "consultation.answer"), group, error)  # type: ignore[attr-defined]
    messages.success(request, _("归并到了第 %(n)d 组。") % {"n": made.number})
    return redirect("consultation-cluster", number, made.number)


@require_POST
def moderate(request: HttpRequest, number: int, own: int) -> HttpResponse:
    """Take a comment in, or leave it out."""
    given = request.POST

    def done() -> str:
        found = actions.moderate(
            request.acting,
            number,
            own,
            timezone.now(),
            accept=given.get("do") == "accept",
            reason=given.get("reason", ""),
        )  # type: ignore[attr-defined]
        return (
            _("第 %(n)d 条收下了。") % {"n": own} if found.state == "shown" else _("第 %(n)d 条没有收下。") % {"n": own}
        )

    return _done(request, number, done)


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """End it before its day."""

    def done() -> str:
        actions.close(request.acting, number, timezone.now(), request.POST.get("reason", ""))  # type: ignore[attr-defined]
        return _("截止了，不再收新的意见。")

    return _done(request, number, done)


@require_POST
def use_text(request: HttpRequest, number: int) -> HttpResponse:
    """Show the document's newest version from now on."""

    def done() -> str:
        of = actions.use_current_text(request.acting, number, timezone.now())  # type: ignore[attr-defined]
        return _("换成了第 %(n)d 版；已有的意见仍带着当时的条款文字。") % {"n": of.version.number}

    return _done(request, number, done)


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Publish the answers."""

    def done() -> str:
        actions.publish(request.acting, number, request.POST.get("conclusion", ""), timezone.now())  # type: ignore[attr-defined]
        return _("答复公布了；提意见的人会在“我的意见”里看到。")

    return _done(request, number, done, reverse("consultation-summary", args=[number]))


def _done(request: HttpRequest, number: int, done: Any, after: str = "") -> HttpResponse:
    """Do it and go on; what was refused is told on the desk."""
    try:
        messages.success(request, done())
    except DataError as error:
        messages.error(request, "。".join(filter(None, (error.what, error.why, error.fix))) + "。")
        return redirect("consultation-desk", number)
    return redirect(after or reverse("consultation-desk", args=[number]))
