"""What a person should know before a run is sent: a day on which a policy does not hold, years of which the enterprises say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from luodi.engine.library import Library
from luodi.engine.rules.model import Policy
from luodi.service.policies.library import term
from luodi.service.simulations.models import Run


def cautions(run: Run, held: Library) -> Iterator[str]:
    """Say what would make the result empty or open, in words."""
    known = [held.policy(own) for own in run.policies if own in held.ids()]
    for policy in known:
        yield from _force(policy, run)
    years = _years(run)
    if years and not years[0] <= run.on.year <= years[1] + 1:
        yield _("这批企业只有 %(a)s—%(b)s 年的数，问题日在 %(on)s 年：按年的事实会是未知，落在待核实里。") % {
            "a": years[0], "b": years[1], "on": run.on.year,
        }  # fmt: skip


def _force(policy: Policy, run: Run) -> Iterator[str]:
    """What the term of a policy makes of a run on the day."""
    holds = policy.validity.on(run.on)
    told = {"title": policy.title, "term": term(policy), "on": run.on.isoformat()}
    if holds is False:
        yield (
            _("《%(title)s》在问题日 %(on)s 不在有效期（%(term)s）：每一项都不符合，合计是零。要改就改问题日。") % told
        )
    elif holds is None and not run.in_force:
        yield (
            _(
                "推不出《%(title)s》在问题日 %(on)s 是否有效（%(term)s）：每一项都落在待核实里。勾上“按有效推演”就算得出。"
            )
            % told
        )


def _years(run: Run) -> tuple[int, int] | None:
    """The first and the last year of which synthetic enterprises state facts by year; None for those of a person's own tables."""
    spec = run.population.spec
    return (spec["from"], spec["to"]) if run.population.synthetic and "from" in spec else None
