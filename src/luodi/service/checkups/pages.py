"""Pages of the questionnaire: what was told is in the session, the answer is made anew each time. Works without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.core.errors import DataError, LuodiError, each
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import require
from luodi.service.checkups import answering, asking, entering, files, replying, sitting, wording
from luodi.service.checkups.sitting import Sitting
from luodi.service.checkups.told import Told, of_situation
from luodi.service.policies import queries
from luodi.service.registry import queries as registry


@require_http_methods(["GET", "HEAD", "POST"])
def check_up(request: HttpRequest) -> HttpResponse:
    """The check-up: begins with where and when, then asks one question after the other."""
    if request.method == "POST":
        return _begin(request)
    held = sitting.read(request.session)
    if held is None or "begin" in request.GET:
        return begin_page(request, held)
    if policy := request.GET.get("policy", ""):  # “用它体检”: a browser keeps the name of the claim behind #
        return redirect(f"{reverse('checkup-result')}?{urlencode({'verdict': 'all', 'policy': policy})}")
    return render(request, "checkups/checkup.html", context(held, request.GET.get("ask", "")))


@require_POST
def tell(request: HttpRequest) -> HttpResponse:
    """Take the answer to one question."""
    held = sitting.read(request.session)
    if held is None:
        return redirect("checkup")
    key, text, unit = request.POST.get("key", ""), request.POST.get("value", ""), request.POST.get("unit", "")
    if request.POST.get("skip"):
        held.skipped, held.trail, held.news = [*held.skipped, key], [*held.trail, key], []
        return _answer(request, held)
    try:
        sitting.change(held, replying.told_with(held.told, key, text, unit), key)
    except LuodiError as error:
        return _answer(request, held, key, entering.said(error), text, unit)
    return _answer(request, held)


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Forget one fact that was told, what was put aside, or everything."""
    held = sitting.read(request.session)
    if held is None or not {"key", "skipped"} & set(request.POST):
        sitting.forget(request.session)
        return redirect("checkup")
    if "skipped" in request.POST:
        held.skipped, held.news = [], []
        return _answer(request, held)
    key = request.POST.get("key", "")
    try:
        sitting.change(held, replying.taken_back(held.told, key, held.based))
    except LuodiError as error:
        return _answer(request, held, key, entering.said(error))
    held.trail = [own for own in held.trail if own != key]
    return _answer(request, held)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Begin with a fact file."""
    given = request.FILES.get("file")
    if given is None:
        return begin_page(
            request, None, [DataError(_("还没有选文件"), fix=_("选一个 .yaml 或 .json 的事实文件"))], status=422
        )
    name = (given.name or "")[-60:]
    try:
        on = entering.day(request.POST["on"]) if request.POST.get("on") else None
        told = files.told_of(files.upload(given.read(files.MAX_BYTES + 1), name, on))
        answering.answer_to(told)
    except LuodiError as error:
        problems = each(error)
        return begin_page(request, None, problems, status=422)
    sitting.keep(request.session, Sitting(told))
    return redirect("checkup")


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """What was told, as a fact file."""
    told = begun(request).told
    text = files.yaml(told) if kind == "yaml" else files.as_json(told)
    mime = "application/yaml" if kind == "yaml" else "application/json"
    name = {"Content-Disposition": f'attachment; filename="luodi-{told.on}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type=f"{mime}; charset=utf-8", headers=name)


def begun(request: HttpRequest) -> Sitting:
    """The check-up of the session; a page that is not there when none was begun."""
    held = sitting.read(request.session)
    if held is None:
        raise Http404(_("还没有开始体检，或者已经放了太久。从“政策体检”重新开始。"))
    return held


def context(held: Sitting, ask: str = "", *, wrong: str = "", text: str = "", unit: str = "") -> dict[str, Any]:
    """What the page of the questionnaire shows."""
    answer = held.answer()
    waiting = asking.queue(answer, held.skipped)
    key = ask or next((own for own, _ask in waiting), "")
    question = _question(key, held.told, answer, text, unit, wrong) if key else None
    if question is None and ask and waiting:
        question = _question(waiting[0][0], held.told, answer, "", "", "")
    items = [one for section in wording.sections(answer) for one in section.items]
    return {
        "here": "checkup", "held": held, "told": held.told, "totals": answer.totals, "question": question, "left": len(waiting),
        "changing": bool(ask) and replying.known(held.told, key),
        "yes": wording.ranked(one for one in items if one.state == "yes"), "open": wording.ranked(one for one in items if one.state == "open"),
        "counts": {state: sum(one.state == state for one in items) for state in ("yes", "open", "no", "aside")},
        "groups": groups(held.told, held.based), "region": region_name(held.told), "policies": len(answer.policies), "places": entering.places(),
        "validity": [(p, queries.library().policy(p).title, yes) for p, yes in held.told.in_force.items()],
        "back": next((own for own in reversed(held.trail) if own != ask), ""), "units": entering.MONEY_UNITS,
        "kinds": [queries.library().vocabulary.entities[name] for name in answering.entities_of(held.told.region)], "encoded": queries.regions(),
    }  # fmt: skip


def _question(key: str, told: Told, answer: Any, text: str, unit: str, wrong: str) -> asking.Question | None:
    try:
        return asking.question(key, told, answer, text=text, unit=unit, wrong=wrong)
    except DataError:
        return None


def region_name(told: Told) -> str:
    """The region whose policies are asked about."""
    return queries.library().vocabulary.regions.name(told.region) if told.region else _("全部已编政策的地区")


def begin_page(
    request: HttpRequest, held: Sitting | None, problems: Sequence[LuodiError] = (), *, status: int = 200
) -> HttpResponse:
    """Where a check-up begins: a place and a day, a fact file, or what the registry holds."""
    acting = request.acting  # type: ignore[attr-defined]
    own = Organisation.objects.filter(pk__in=acting.organisations).order_by("name") if acting.organisations else []
    made = {
        "here": "checkup", "held": held, "places": entering.places(), "encoded": {code for code, _name in queries.regions()}, "own": own,
        "on": request.POST.get("on") or timezone.localdate(timezone.now()).isoformat(), "region": request.POST.get("region", request.GET.get("region", "")),
        "problems": problems,
        "organisation": request.POST.get("organisation", ""),
    }  # fmt: skip
    return render(request, "checkups/begin.html", made, status=status)


def _begin(request: HttpRequest) -> HttpResponse:
    try:
        on = entering.day(request.POST.get("on", ""))
        made = (
            _of_registry(request, on)
            if request.POST.get("organisation")
            else Sitting(_of_place(request.POST.get("region", ""), on))
        )
    except DataError as error:
        return begin_page(request, None, [error], status=422)
    sitting.keep(request.session, made)
    return redirect("checkup")


def _of_place(region: str, on: date) -> Told:
    known = queries.library().vocabulary.regions.names
    return Told(on, region, {"registered_region": region}) if region in known else Told(on)


def _of_registry(request: HttpRequest, on: date) -> Sitting:
    """Begin with what the registry holds of an enterprise the person acts for; trying something changes nothing there."""
    text = request.POST["organisation"]
    organisation = Organisation.objects.filter(pk=text).first() if text.isdecimal() else None
    if organisation is None:
        raise Http404(_("没有这个企业，或者你不能代表它"))
    require(request.acting, "fact.view", registry.over(organisation))  # type: ignore[attr-defined]
    situation = registry.situation(organisation, on, sees=registry.sees_persons(request.acting, organisation))  # type: ignore[attr-defined]
    region = situation.enterprise.get("registered_region") or organisation.region
    told = of_situation(situation, region if isinstance(region, str) else "")
    return Sitting(told, organisation=organisation.pk, organisation_name=organisation.name, base=told.as_data())


def groups(told: Told, based: Told | None = None) -> list[dict[str, Any]]:
    """What was told, grouped: of the enterprise, of each thing; in a trial, what differs from the registry is marked."""
    entities = queries.library().vocabulary.entities
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    for at, value in told.facts():
        text_label, text = entering.shown(at, value)
        was = based.value(at) if based else value
        old = (
            ""
            if was == value
            else _("登记里没有")
            if was is None
            else _("登记为 %(was)s") % {"was": entering.shown(at, was)[1]}
        )
        rows.setdefault((at.entity, at.thing), []).append(
            {"key": str(at), "label": text_label, "text": text, "old": old}
        )
    own = [
        ("enterprise", ""),
        *((entity, row["id"]) for entity, things in told.things.items() for row in things or ({"id": ""},)),
    ]
    return [
        {"title": _("企业") if entity == "enterprise" else entities[entity].label, "entity": entity, "thing": thing, "rows": rows.get((entity, thing), []),
         "none": entity != "enterprise" and not thing}
        for entity, thing in own if thing or entity != "enterprise" or (entity, thing) in rows
    ]  # fmt: skip


def _answer(
    request: HttpRequest, held: Sitting, key: str = "", wrong: str = "", text: str = "", unit: str = ""
) -> HttpResponse:
    """Answer with the part that changed, or with the whole page where no script runs."""
    sitting.keep(request.session, held)
    if not request.htmx and not wrong:  # type: ignore[attr-defined]
        return redirect(reverse("checkup") + "#question")
    made = context(held, key, wrong=wrong, text=text, unit=unit)
    made["wrong"] = wrong
    page = "checkups/_state.html" if request.htmx else "checkups/checkup.html"  # type: ignore[attr-defined]
    return render(request, page, made, status=422 if wrong and not request.htmx else 200)  # type: ignore[attr-defined]
