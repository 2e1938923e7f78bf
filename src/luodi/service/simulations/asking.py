"""The question of a run, as the engine is asked it, and what is kept of the answer beside the files. No database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luodi.engine.library import Library
from luodi.engine.library.reform import Reform, reformed
from luodi.engine.rules.model import Policy
from luodi.service.simulations.assuming import Assumed, assumptions_of
from luodi.service.simulations.reforming import read

if TYPE_CHECKING:
    from luodi.engine.simulation.model import Result
    from luodi.engine.simulation.report import Report
    from luodi.service.simulations.carrying import Told


@dataclass(frozen=True)
class Asked:
    """A question, read and checked: everything `engine.simulation` needs but the folders to work in."""

    order: Mapping[str, Any]
    library: Library
    policies: Sequence[Policy]
    reform: Reform | None
    changed: Mapping[str, Policy] | None

    @property
    def on(self) -> date:
        """The day of the question."""
        return date.fromisoformat(self.order["on"])

    @property
    def digest(self) -> str:
        """Names the encoded policies that were asked."""
        return hashlib.sha256("".join(policy.digest for policy in self.policies).encode()).hexdigest()

    def run(self, place: Path, work: Path, told: Told) -> Report:
        """Run; the tables of claims go to `place`. LuodiError when something in it cannot be used."""
        from luodi.engine.simulation.report.asked import report_of
        from luodi.engine.simulation.simulate import Request, simulate

        order, asked = self.order, {policy.id for policy in self.policies}
        every = [*self.library.policies(), *(self.changed or {}).values()]
        assumed = assumptions_of(Assumed(**order["assumed"]), {s.path for policy in every for s in policy.supports})
        request = Request(
            order["population"], self.policies, self.library.vocabulary, self.on, [p for p in self.library.policies() if p.id not in asked], self.changed,
            dict.fromkeys(asked, True) if order["in_force"] else {}, assumed, order["by"], memory=order["memory"], threads=order["threads"],
        )  # fmt: skip
        outcome = simulate(request, place, work, _in_one(told, self.reform is not None))
        reform, since = (self.reform.title, self.reform.since) if self.reform else ("", None)
        return report_of(request, outcome, f"政策推演：{order['title']}", reform=reform, since=since)


def asked(order: Mapping[str, Any], library: Library) -> Asked:
    """Read the question of a run; LuodiError says what in it cannot be used."""
    policies = [library.policy(own) for own in order["policies"]]
    if not order["reform"].strip():
        return Asked(order, library, policies, None, None)
    reform = read(order["reform"], [policy.id for policy in policies])
    return Asked(order, library, policies, reform, reformed(library, reform))


def summary_of(report: Report) -> dict[str, Any]:
    """What stands on the first page of a result, and is compared between runs; sums in fen."""
    from luodi.engine.simulation.report.asked import some

    outcome, cautions = report.outcome, list(report.cautions)
    if drafts := [policy.title for policy in report.policies if policy.draft]:  # the page says it by itself
        cautions.append(f"{len(drafts)} 项政策的编码是草稿，尚未有人核对：{some(drafts)}")
    return {
        "enterprises": outcome.baseline.enterprises, "synthetic": outcome.synthetic, "base": _side(outcome.baseline),
        "reform": _side(outcome.reform) if outcome.reform else None, "changed": asdict(outcome.changed) if outcome.changed else None,
        "reform_title": report.reform, "ways": dict(outcome.ways), "cautions": cautions, "notes": [*report.remarks, *outcome.notes],
        "missing": list(outcome.missing), "strangers": list(outcome.strangers),
        "left_out": [asdict(one) for one in outcome.baseline.left_out],
    }  # fmt: skip


def _side(result: Result) -> dict[str, Any]:
    return {
        "total": asdict(result.total), "expected": asdict(result.expected), "gainers": result.gainers, "perhaps": result.perhaps,
        "definite": asdict(result.definite), "ceiling": asdict(result.ceiling),
    }  # fmt: skip


def _in_one(told: Told, reform: bool) -> Told:
    """Make one progress of the parts: the baseline, its sums, and the same for the reform."""
    parts = {"现行": (0.02, 0.5), "改革": (0.55, 0.85)} if reform else {"现行": (0.02, 0.8)}
    most = [0.0]

    def one(what: str, part: float) -> None:
        low, high = parts.get(what, (most[0], most[0]))
        most[0] = max(most[0], low + (high - low) * part)
        told(what, most[0])

    return one


__all__ = ["Asked", "asked", "summary_of"]
