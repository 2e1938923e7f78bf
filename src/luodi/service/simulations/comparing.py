"""Two runs beside each other: what they asked differently, what came out differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.service.accounts.rights import Acting
from luodi.service.simulations import places, queries, reforming, results
from luodi.service.simulations.models import Draft, Run
from luodi.service.simulations.shelf import library_of

#: What is told of both sides, by the path in the summary of a side.
SUMS = (
    ("definite", ("total", "definite")), ("ceiling", ("total", "ceiling")), ("unknown_hi", ("total", "unknown_hi")),
    ("expected_definite", ("expected", "definite")), ("expected_ceiling", ("expected", "ceiling")),
)  # fmt: skip
COUNTS = ("gainers", "perhaps")


def compared(acting: Acting, left: int, right: int, *, limit: int = results.PAGE, offset: int = 0) -> dict[str, Any]:
    """Compare two runs that have a result; DataError when one has none."""
    a, b = (_finished(acting, number) for number in (left, right))
    one, two = (results.final(places.run_folder(run.pk)) for run in (a, b))
    sides = [run.summary["reform"] or run.summary["base"] for run in (a, b)]
    years = [
        {row["year"]: row for row in results.cash(places.run_folder(run.pk), reform=bool(run.summary["reform"]))}
        for run in (a, b)
    ]
    return {
        "left": a, "right": b, "asked": list(_asked(a, b)), "warnings": list(_warnings(a, b)),
        "sums": [(key, *(side[path[0]][path[1]] for side in sides)) for key, path in SUMS],
        "counts": [(key, *(side[key] for side in sides)) for key in COUNTS], "page": results.compared(one, two, limit=limit, offset=offset),
        "years": [(year, years[0].get(year), years[1].get(year)) for year in sorted({*years[0], *years[1]})],
    }  # fmt: skip


def _finished(acting: Acting, number: int) -> Run:
    run = queries.found(acting, number)
    if run.summary is None or not queries.has_files(run):
        raise DataError(_("“%(title)s”还没有结果，不能比较") % {"title": run.title}, fix=_("先推演，做完再比较"))
    return run


def _warnings(a: Run, b: Run) -> Iterator[str]:
    """What makes a difference that is not the rules'."""
    if a.population_id != b.population_id:
        yield _("两次用的不是同一批企业：差别不只来自规则。")
    if a.library != b.library and (a.policies, a.drafts) == (b.policies, b.drafts):
        yield _("两次之间，已编的政策改过：差别不只来自改革。")


def _asked(a: Run, b: Run) -> Iterator[tuple[str, str, str]]:
    """What the two ask differently, in words."""
    pairs = (
        (_("企业数据"), a.population.title, b.population.title), (_("问题日"), a.on.isoformat(), b.on.isoformat()),
        (_("政策"), _titles(a), _titles(b)), (_("未发布的稿子"), _drafts(a), _drafts(b)), (_("改革"), _changes(a), _changes(b)),
        (_("申报率"), f"{a.assumed['take_up']}%", f"{b.assumed['take_up']}%"), (_("各年预算"), a.assumed["budgets"] or "—", b.assumed["budgets"] or "—"),
        (_("单项申报率与名额"), a.assumed["singles"] or "—", b.assumed["singles"] or "—"), (_("种子"), a.assumed["seed"], b.assumed["seed"]),
    )  # fmt: skip
    yield from (pair for pair in pairs if pair[1] != pair[2])


def _titles(run: Run) -> str:
    held = library_of(run.drafts)
    return "、".join(held.policy(own).title if own in held.ids() else own for own in run.policies)


def _drafts(run: Run) -> str:
    """Which drafts, with the time at which each was given: two of one policy differ by it."""
    rows = Draft.objects.filter(pk__in=run.drafts)
    return "、".join(f"{one.title}（{localtime(one.made_at):%m-%d %H:%M}）" for one in rows) or "—"


def _changes(run: Run) -> str:
    from luodi.engine.core.errors import LuodiError

    try:
        found = reforming.changes(library_of(run.drafts), run.reform, run.policies, run.on)
    except LuodiError:
        return run.reform or "—"
    return "；".join(f"{one.title} {one.what} {one.before} → {one.after}" for one in found) or "—"
