"""Pages to tell of things (projects, loans, platforms …), one or several with their facts, and of payments that were received."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.engine.core.errors import DataError, LuodiError
from luodi.engine.rules.vocabulary import Entity
from luodi.service.checkups import answering, asking, entering, sitting
from luodi.service.checkups.entering import Field
from luodi.service.checkups.pages import begun, region_name
from luodi.service.checkups.saying import money
from luodi.service.checkups.sitting import Sitting
from luodi.service.checkups.told import Address, Texts, Told
from luodi.service.policies.queries import library

_FEW = 8  # fields shown at once; the others open
_MANY = 60  # things of a kind that one check-up may hold
_YEARS = 6


@require_http_methods(["GET", "HEAD", "POST"])
def things(request: HttpRequest, entity: str) -> HttpResponse:
    """The things of one kind: add one, change one, take one away, or say that there are none."""
    held = begun(request)
    kind = library().vocabulary.entities.get(entity)
    if kind is None or entity == "enterprise":
        raise Http404(_("没有这一类"))
    if request.method != "POST":
        own = request.GET.get("id", "")
        if own and held.told.thing(entity, own) is None:
            raise Http404(_("没有“%(thing)s”，可能已经移去") % {"thing": own[:60]})
        return _things_page(request, held, kind, own, fields(held.told, entity, own))
    if request.POST.get("remove"):
        return _removed(request, held, entity, request.POST["remove"])
    return _added(request, held, kind)


def fields(told: Told, entity: str, own: str) -> list[Field]:
    """The fields for a thing: what the policies read of it, the facts that decide the most money first."""
    vocabulary = library().vocabulary
    used = answering.used(told.region, entity)
    known = vocabulary.facts.get(entity, {})
    row = told.thing(entity, own) if own else None
    names = [name for name in known if name in used] + [
        name for name in row or {} if name in known and name not in used
    ]
    made = []
    for name in names:
        fact = known[name]
        years = _years(told, row, name, used.get(name, 0)) if fact.by_year else [""]
        for year in years:
            at = Address(name, entity, year, "")
            value = row.get(name) if row else None
            made.append(entering.field(at, value.get(year) if isinstance(value, dict) else value))
    ranks = _ranks(told, entity, own)
    found = [one for one in made if one is not None]
    return sorted(found, key=lambda one: ranks.get(one.address.name, len(ranks)))


def _years(told: Told, row: Texts | None, name: str, back: int) -> list[str]:
    years = {str(told.on.year - n) for n in range(min(back, _YEARS) + 1)}
    held = (row or {}).get(name)
    return sorted(years | (set(held) if isinstance(held, dict) else set()), reverse=True)


def _ranks(told: Told, entity: str, own: str) -> dict[str, int]:
    """In which order the facts of a kind are asked for: as the questionnaire would ask for one thing of which nothing is known."""
    empty = replace(told, things={**told.things, entity: ({"id": own or "?"},)})
    answer = answering.answer_to(empty)
    ranks: dict[str, int] = {}
    for key, _ask in asking.queue(answer):
        if key.startswith(f"{entity}."):
            ranks.setdefault(key.removeprefix(f"{entity}.").partition("[")[0].partition("@")[0], len(ranks))
    return ranks


def _things_page(
    request: HttpRequest, held: Sitting, kind: Entity, own: str, found: list[Field], *, wrong: str = "", status: int = 200, name: str | None = None
) -> HttpResponse:  # fmt: skip
    few = [one for one in found if one.text or one.wrong] + [one for one in found if not (one.text or one.wrong)]
    shown = max(_FEW, sum(bool(one.text or one.wrong) for one in found))
    rows = held.told.things.get(kind.name)
    made = {
        "here": "checkup", "held": held, "kind": kind, "own": own, "few": few[:shown], "more": few[shown:], "rows": [_row(kind.name, row) for row in rows or ()],
        "none": rows == (), "wrong": wrong, "name": own if name is None else name, "units": entering.MONEY_UNITS, "places": entering.places(),
        "suggested": f"{kind.label.partition('（')[0]}{len(rows or ()) + 1}", "region": region_name(held.told), "told": held.told,
    }  # fmt: skip
    return render(request, "checkups/things.html", made, status=status)


def _row(entity: str, row: Texts) -> dict[str, Any]:
    one = Told(date.min, things={entity: (row,)})  # only to walk its facts
    return {"id": row["id"], "facts": [entering.shown(at, value) for at, value in one.facts()]}


def _added(request: HttpRequest, held: Sitting, kind: Entity) -> HttpResponse:
    """Add a thing, or change the one that `own` names."""
    own, name = request.POST.get("own", ""), request.POST.get("id", "").strip()
    given = {key: str(value) for key, value in request.POST.items()}
    told, again = entering.filled(fields(held.told, kind.name, own), given, held.told.on)
    others = [row for row in held.told.things.get(kind.name, ()) if row["id"] != own]
    wrong = _wrong_name(name, others)
    if wrong or any(one.wrong for one in again):
        return _things_page(request, held, kind, own, again, wrong=wrong, status=422, name=name)
    made: dict[str, Any] = {"id": name}
    for at, text in told.items():
        if at.year:
            made.setdefault(at.name, {})[at.year] = text
        else:
            made[at.name] = text
    rows = (
        tuple(made if row["id"] == own else row for row in held.told.things.get(kind.name, ()))
        if own
        else (*others, made)
    )
    try:
        sitting.change(held, held.told.with_things(kind.name, rows), f"{asking.THINGS}{kind.name}")
    except LuodiError as error:
        return _things_page(request, held, kind, own, again, wrong=entering.said(error), status=422, name=name)
    sitting.keep(request.session, held)
    return redirect(
        reverse("things", args=[kind.name]) if request.POST.get("again") else reverse("checkup") + "#question"
    )


def _wrong_name(name: str, others: list[Texts]) -> str:
    if not name or len(name) > 60 or not name.isprintable():
        return _("给它起个名字，最多 60 字，好认就行")
    if any(row["id"] == name for row in others):
        return _("已经有一个叫“%(name)s”；换个名字") % {"name": name}
    return "" if len(others) < _MANY else _("一次体检每类最多 %(n)d 个；更多的请用事实文件") % {"n": _MANY}


def _removed(request: HttpRequest, held: Sitting, entity: str, own: str) -> HttpResponse:
    rows = tuple(row for row in held.told.things.get(entity, ()) if row["id"] != own)
    sitting.change(held, held.told.with_things(entity, rows or None))
    sitting.keep(request.session, held)
    return redirect("things", entity)


@require_http_methods(["GET", "HEAD", "POST"])
def received(request: HttpRequest) -> HttpResponse:
    """What was received before: add a payment, take one away."""
    held = begun(request)
    if request.method != "POST":
        return _received_page(request, held)
    rows = list(held.told.received or ())
    number = request.POST.get("remove", "")
    try:
        if number:
            rows = [row for i, row in enumerate(rows) if str(i) != number]
            sitting.change(held, replace(held.told, received=tuple(rows) or None))
        else:
            sitting.change(held, replace(held.told, received=(*rows, _payment(request, held.told))), asking.RECEIVED)
    except LuodiError as error:
        return _received_page(request, held, entering.said(error), status=422)
    sitting.keep(request.session, held)
    return redirect("received") if number or request.POST.get("again") else redirect(reverse("checkup") + "#question")


def _payment(request: HttpRequest, told: Told) -> dict[str, str]:
    """One payment of the form; DataError says what is wrong."""
    given = request.POST
    if given.get("support", "") not in answering.reading()["supports"]:
        raise DataError(_("还没有选是哪一项支持"), fix=_("从单子里选；单子里没有的不必写"))
    made = {"support": given["support"], "date": entering.day(given.get("date", "")).isoformat()}
    if made["date"] > told.on.isoformat():
        raise DataError(_("领取的日期晚于所问的那一天"), fix=_("核对日期"))
    made["amount"] = entering.sum_of(given.get("amount", ""), given.get("unit", ""))
    if given.get("entity"):
        made["entity"] = given["entity"]
    return made


def _received_page(request: HttpRequest, held: Sitting, wrong: str = "", status: int = 200) -> HttpResponse:
    policies = answering.policies_of(held.told.region)
    titles = {s.path: s.title for p in library().policies() for s in p.supports}
    rows = [
        {**row, "title": titles.get(row["support"], row["support"]), "sum": money(Decimal(row["amount"]))}
        for row in held.told.received or ()
    ]
    own = [(kind, row["id"]) for kind, found in held.told.things.items() for row in found]
    made = {
        "here": "checkup", "held": held, "policies": policies, "rows": rows, "wrong": wrong, "given": request.POST, "own": own, "units": entering.MONEY_UNITS,
        "none": held.told.received == (), "told": held.told, "region": region_name(held.told),
    }  # fmt: skip
    return render(request, "checkups/received.html", made, status=status)
