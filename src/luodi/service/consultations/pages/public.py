"""What everybody reads: the list, a text clause by clause, the form of a comment, the published answers and their files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.core.errors import DataError, LuodiError, NotFound
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.regions import name as region_name
from luodi.service.accounts.rights import Acting, Over, may, require
from luodi.service.consultations import actions, exporting, knocking, queries, showing, summary
from luodi.service.consultations.actions.commenting import MOST_FILES, PROPOSED, REASON
from luodi.service.consultations.models import DECISIONS, KINDS, PHASES, Comment, Consultation
from luodi.service.files.answer import download as saved

PAGE = 50  # groups on a page


def context(request: HttpRequest, of: Consultation, now: datetime, **more: Any) -> dict[str, Any]:
    """What every page of one consultation knows."""
    today, acting = timezone.localdate(now), request.acting  # type: ignore[attr-defined]
    phase = of.phase(today)
    left = (of.closes - today).days
    return {
        "here": "consultations", "of": of, "phase": phase, "phase_label": PHASES[phase], "region": region_name(of.region) if of.region else "",
        "left": left, "manages": queries.manages(acting, of), "may_comment": phase == "open" and (acting.person is not None or of.visitors),
        "kinds": KINDS, "decisions": DECISIONS, **more,
    }  # fmt: skip


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The consultations, those open now first."""
    now, acting = timezone.now(), request.acting  # type: ignore[attr-defined]
    today = timezone.localdate(now)
    rows = [
        {"of": one, "phase": one.phase(today), "label": PHASES[one.phase(today)], "left": (one.closes - today).days,
         "region": region_name(one.region) if one.region else "", "manages": queries.manages(acting, one)}
        for one in queries.listed(acting, now)
    ]  # fmt: skip
    told = {
        "here": "consultations", "rows": rows, "may_open": acting.regions("consultation.open") != (), "mine": queries.own(acting).count(),
        "unread": queries.unread(acting),
    }  # fmt: skip
    return render(request, "consultations/list.html", told)


@require_safe
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """A text that is, or was, open for comment."""
    now = timezone.now()
    of = queries.visible(request.acting, number, now)  # type: ignore[attr-defined]
    counts, total = queries.by_clause(of), queries.counts(of)
    texts = queries.clauses(of)
    rows = [{"clause": one, "count": counts.get(one.cid, 0)} for one in texts]
    mine = list(queries.own(request.acting).filter(consultation=of))  # type: ignore[attr-defined]
    return render(request, "consultations/consultation.html", context(
        request, of, now, rows=rows, whole_count=counts.get("", 0), total=total.shown + total.waiting, mine=mine, outline=[one for one in texts if one.depth < 3],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: int) -> HttpResponse:
    """The form of a comment on one clause, and what was written in it."""
    now, acting = timezone.now(), request.acting  # type: ignore[attr-defined]
    of = queries.visible(acting, number, now)
    given = request.POST if request.method == "POST" else request.GET
    kind, cid = given.get("kind", "add"), given.get("clause", "")
    if kind not in KINDS:
        raise NotFound(_("没有“%(a)s”这种意见") % {"a": kind[:20]}, fix=_("从征求意见的页面上选"))
    clause = queries.clause_of(of, cid)
    if acting.person is None and not of.visitors:
        require(acting, "comment.write", Over())
    problem: LuodiError | None = None
    if request.method == "POST":
        try:
            return _written(request, of, now)
        except DataError as error:
            problem = error
    told = {
        "clause": clause, "kind": kind, "kind_label": KINDS[kind], "given": given, "problem": problem, "organisations": _organisations(acting),
        "proposed": given.get("proposed", clause.text if kind == "change" else ""), "limits": {"files": MOST_FILES, "proposed": PROPOSED, "reason": REASON},
        "earlier": of.version.number if problem else None,
    }  # fmt: skip
    return render(
        request, "consultations/write.html", context(request, of, now, **told), status=422 if problem else 200
    )


def _organisations(acting: Acting) -> list[Organisation]:
    found = Organisation.objects.filter(pk__in=list(acting.organisations)).order_by("name")
    return [one for one in found if may(acting, "comment.write", Over(organisation=one.pk))]


def _written(request: HttpRequest, of: Consultation, now: datetime) -> HttpResponse:
    """Keep the comment with its files; all or nothing."""
    from django.db import transaction

    acting, given = request.acting, request.POST  # type: ignore[attr-defined]
    seconds = knocking.wait(request, now)
    if seconds:
        most, minutes = {"n": knocking.MOST}, {"n": -(-seconds // 60)}
        raise DataError(
            _("请求太频繁"), why=_("没有登录的，一小时至多提 %(n)d 条") % most, fix=_("等 %(n)d 分钟再提，或登录后提") % minutes
        )  # fmt: skip
    whose, version = given.get("whose", ""), given.get("version", "")
    said = actions.Said(
        given.get("clause", ""), given.get("kind", ""), given.get("proposed", ""), given.get("reason", ""), version=int(version) if version.isdecimal() else None,
        organisation=int(whose) if whose.isdecimal() else None, shows_organisation="shows_organisation" in given, name=given.get("name", ""),
        contact=given.get("contact", ""),
    )  # fmt: skip
    with transaction.atomic():
        made, secret = actions.comment(acting, of.pk, said, now)
        for file in request.FILES.getlist("files"):
            actions.attach(acting, of.pk, made.number, file, str(file.name), now, secret=secret)
    if secret:
        messages.success(request, _("收到了，等工作人员审核。把这一页的地址存好：凭它看结果、撤回。"))
        return redirect("visitor-comment", secret)
    messages.success(request, _("收到了您的第 %(n)d 条意见。截止前可以在“我的意见”里撤回。") % {"n": made.number})
    return redirect(reverse("consultation", args=[of.pk]) + (f"#{made.cid}" if made.cid else ""))


@require_safe
def answers(request: HttpRequest, number: int) -> HttpResponse:
    """The published answers; those who look after the consultation see them before."""
    now, acting = timezone.now(), request.acting  # type: ignore[attr-defined]
    of, whole = readable(acting, number, now)
    page = Paginator(queries.clusters(of), PAGE).get_page(request.GET.get("page"))
    told = summary.data(of, whole=whole, shown=list(page))
    for one in told["clusters"]:
        one["more"] = one["comments"][summary.REASONS :]
        one["comments"] = one["comments"][: summary.REASONS]
    mine = set(queries.own(acting).filter(consultation=of).values_list("number", flat=True)) if acting.person else set()
    return render(
        request, "consultations/summary.html", context(request, of, now, told=told, page=page, mine=mine, whole=whole)
    )


def readable(acting: Acting, number: int, now: datetime) -> tuple[Consultation, bool]:
    """A consultation whose answers one may read, and whether with names: published ones for all, others for who answers them."""
    of = queries.visible(acting, number, now)
    if of.published_at is None and not may(acting, "consultation.answer", Over(region=of.region)):
        raise NotFound(_("答复还没有公布"), why=_("截止以后逐条答复，再一起公布"), fix=_("公布后再来看"))
    return of, showing.sees_whole(acting, of)


@require_safe
def download(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """The summary as a file."""
    of, whole = readable(request.acting, int(number), timezone.now())  # type: ignore[attr-defined]
    return file_of(of, form, whole)


def file_of(of: Consultation, form: str, whole: bool) -> HttpResponse:
    """The summary as an answer that is saved; with personal data no proxy keeps it."""
    content = exporting.exported(of, form, whole=whole)
    return saved(content, f"{of.title[:60]}：意见汇总.{form}", exporting.MEDIA[form])


def with_runs(found: list[Comment], *, whole: bool) -> list[dict[str, Any]]:
    """Comments as a page shows them: who, what as a difference, why."""
    return [
        {"comment": one, "who": showing.author(one, whole=whole), "runs": showing.runs(one, whole=whole), "reason": showing.words(one.reason, whole=whole),
         "kind": KINDS[one.kind], "path": one.path or _("全文")}
        for one in found
    ]  # fmt: skip
