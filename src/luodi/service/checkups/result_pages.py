"""Pages of the answer: every support with its reasons, the best combination, what is lacking, print view and report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from luodi.engine.core.errors import LuodiError
from luodi.engine.rules.answer import CheckUp
from luodi.engine.rules.model import Kind
from luodi.service.accounts.rights import Over, may
from luodi.service.checkups import advice, answering, entering, report, wording
from luodi.service.checkups.pages import begun, groups, region_name
from luodi.service.checkups.told import Told
from luodi.service.checkups.wording import Item, Section

VERDICTS = {
    "": later("能得的和待核实的"),
    "yes": later("符合"),
    "open": later("待核实"),
    "no": later("不符合"),
    "aside": later("让位、不重复计"),
    "all": later("全部"),
}
SORTS = {"sum": later("金额从大到小"), "policy": later("按政策和条款")}


@dataclass(frozen=True)
class Chosen:
    """What the result page shows: the sections with the items that were asked for."""

    sections: list[tuple[Section, list[Item]]]
    apart: list[Section]
    shown: int
    whole: int
    given: Mapping[str, str]

    @property
    def ranked(self) -> list[Item]:
        """The items of all policies, the largest sum first."""
        return wording.ranked(one for _section, items in self.sections for one in items)


def choose(answer: CheckUp, given: Mapping[str, str], *, bare: bool = False) -> Chosen:
    """Filter and sort the items of an answer; `given` is what was asked for by verdict, kind, policy, words and sort.

    `bare` items hold nothing of what was told but their sums: not even words to filter by.
    """
    asked = {name: given.get(name, "").strip() for name in ("verdict", "kind", "policy", "words", "sort")}
    found = wording.sections(answer)
    apart = [one for one in found if one.apart] if asked["verdict"] in {"", "all", "no"} else []
    made, whole = [], 0
    for section in found:
        whole += len(section.items)
        if section.apart and asked["verdict"] != "all":
            continue
        if items := [
            one for one in (map(wording.bare, section.items) if bare else section.items) if _asked(one, asked)
        ]:
            made.append((section, items))
    return Chosen(made, apart, sum(len(items) for _section, items in made), whole, asked)


def _asked(item: Item, asked: Mapping[str, str]) -> bool:
    verdict, words = asked["verdict"], item.title + item.thing + item.policy_title + item.clauses
    fits = item.state in {"yes", "open"} if not verdict else verdict in {"all", item.state}
    return (
        fits and (not asked["kind"] or item.kind == asked["kind"]) and (not asked["policy"] or item.policy == asked["policy"])
        and all(word in words for word in asked["words"].split())
    )  # fmt: skip


@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """Every support with its verdict, reasons, steps of the sum, gap, office."""
    held = begun(request)
    return render(
        request,
        "checkups/result.html",
        {**result_context(held.told, held.answer(), request.GET), "held": held, "tab": "result"},
    )


def result_context(told: Told, answer: CheckUp, given: Mapping[str, str], *, bare: bool = False) -> dict[str, Any]:
    """What a page with a result needs, whoever shows it; `answer` is the check-up of `told`."""
    return {
        "here": "checkup", "told": told, "region": region_name(told), "totals": answer.totals, "chosen": choose(answer, given, bare=bare), "kinds": list(Kind),
        "verdicts": VERDICTS, "sorts": SORTS, "policies": answering.policies_of(told.region),
    }  # fmt: skip


@require_safe
def best(request: HttpRequest) -> HttpResponse:
    """The best combination: what is taken, what is given up and why, what is just as good."""
    held = begun(request)
    by = request.GET.get("by", "amount")
    by = by if by in advice.KINDS and by != "discretion" else "amount"
    made = {
        "here": "checkup",
        "held": held,
        "told": held.told,
        "region": region_name(held.told),
        "tab": "best",
        "by": by,
        "orders": _orders(),
    }
    try:
        made["best"] = advice.combination(answering.best_of(held.told, by))
    except LuodiError as error:
        made["wrong"] = entering.said(error)
    return render(request, "checkups/best.html", made)


def _orders() -> list[tuple[str, Any]]:
    return [(name, label) for name, label in advice.KINDS.items() if name != "discretion"]


@require_safe
def nearer(request: HttpRequest) -> HttpResponse:
    """How much is lacking, and what it would bring."""
    held = begun(request)
    made: dict[str, Any] = {
        "here": "checkup",
        "held": held,
        "told": held.told,
        "region": region_name(held.told),
        "tab": "next",
    }
    try:
        made["steps"] = advice.steps(answering.next_of(held.told), held.told.on.year)
    except LuodiError as error:
        made["wrong"] = entering.said(error)
    return render(request, "checkups/next.html", made)


@require_safe
def keep(request: HttpRequest) -> HttpResponse:
    """Print, download, save."""
    held = begun(request)
    acting = request.acting  # type: ignore[attr-defined]
    may_save = may(acting, "checkup.save", Over(person=acting.person)) if acting.person is not None else False
    name = held.told.enterprise.get("name") or held.organisation_name
    suggested = _("%(name)s %(on)s 体检") % {"name": name or region_name(held.told), "on": held.told.on.isoformat()}
    made = {
        "here": "checkup", "held": held, "told": held.told, "region": region_name(held.told), "tab": "keep", "may_save": may_save, "suggested": suggested,
    }  # fmt: skip
    return render(request, "checkups/keep.html", made)


@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The whole result on one page, everything open, for the printer."""
    held = begun(request)
    made = {
        **result_context(held.told, held.answer(), {"sort": "policy"}),
        "held": held,
        "printed": timezone.localdate(timezone.now()),
    }
    made["groups"] = groups(held.told)
    return render(request, "checkups/print.html", made)


@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The report as PDF."""
    held = begun(request)
    return pdf_answer(
        report.sheet(held.told, timezone.localdate(timezone.now()), name=held.organisation_name),
        f"luodi-{held.told.on}.pdf",
        request,
    )


def pdf_answer(sheet: Mapping[str, Any], name: str, request: HttpRequest) -> HttpResponse:
    """A report, or a page that says why there is none."""
    try:
        made = report.pdf(sheet)
    except LuodiError as error:
        return render(request, "checkups/no_report.html", {"here": "checkup", "error": error}, status=503)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )
