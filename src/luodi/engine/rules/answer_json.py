"""A check-up as JSON: the same content as the table, every number a text so that no reader rounds it."""

from __future__ import annotations

from typing import Any

from luodi.engine.core.money import Number, plain
from luodi.engine.rules.answer import CheckUp, Claim, PolicyAnswer, Reason, Sum, Totals
from luodi.engine.rules.engines.python import INFINITE, Missing, Step
from luodi.engine.rules.explain import condition_text, gap, leaves, trace
from luodi.engine.rules.model import Application
from luodi.engine.rules.vocabulary import Vocabulary

_VERDICT = {True: "yes", False: "no", None: "unknown"}


def as_data(answer: CheckUp, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the whole answer as plain data."""
    return {
        "on": answer.situation.on.isoformat(),
        "totals": totals_data(answer.totals),
        "policies": [_policy(p, vocabulary) for p in answer.policies],
    }


def _policy(answer: PolicyAnswer, vocabulary: Vocabulary) -> dict[str, Any]:
    policy, seen = answer.policy, dict[int, dict[str, Any]]()
    return {
        "id": policy.id,
        "title": policy.title,
        "region": policy.region,
        "in_force": _VERDICT[answer.in_force],
        "in_force_told": answer.told,
        "valid": {"from": str(policy.validity.start), "until": str(policy.validity.end)},
        "totals": totals_data(answer.totals),
        "claims": [claim_data(c, vocabulary, seen) for c in answer.claims],
    }


def claim_data(claim: Claim, vocabulary: Vocabulary, seen: dict[int, dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return one claim as plain data; `seen` holds the reasons that claims of one policy share, by identity."""
    support, seen = claim.support, {} if seen is None else seen
    return {
        "support": support.path,
        "title": support.title,
        "clause": list(support.clause),
        "entity": {"kind": claim.thing.entity, "id": claim.thing.id} if claim.thing else None,
        "for": support.entity,
        "instrument": support.instrument,
        "kind": support.promise.value,
        "discretion": support.discretion or None,
        "eligible": _VERDICT[claim.verdict],
        "sum": sum_data(claim.sum),
        "at_least": sum_data(claim.at_least),
        "counted": sum_data(claim.counted if claim.counts else None),
        "yields_to": claim.yields_to.key if claim.yields_to else None,
        "replaced_by": claim.replaced_by or None,
        "limits": [
            {"per": a.limit.per, "window": a.limit.window.label, "left": sum_data(a.left), "before": sum_data(a.before)}
            for a in claim.limits
        ],
        "instalments": [plain(part) for part in claim.instalments()],
        "funded_by": {name: plain(part) for name, part in claim.funding()},
        "reasons": [seen.get(id(r)) or seen.setdefault(id(r), _reason(r)) for r in claim.reasons],
        "trace": list(trace(claim.formula)) if claim.formula is not None else [],
        "missing": [missing_data(m, vocabulary) for m in sorted(claim.missing, key=lambda m: m.key)],
        "quota": {"count": support.quota.count, "per": support.quota.per} if support.quota else None,
        "application": _application(support.application),
        "bodies": list(support.bodies),
        "unmodelled": list(support.unmodelled),
        "open_questions": [{"ask": q.ask, "assumed": dict(q.assume)} for q in support.open_questions],
        "checked": support.checked.isoformat() if support.checked else None,
        "warnings": list(claim.warnings),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "verdict": _VERDICT[reason.verdict],
        "clause": list(reason.clause),
        "note": reason.note or None,
        "conditions": [_condition(depth, step) for depth, step in leaves(reason.step)],
    }


def _condition(depth: int, step: Step) -> dict[str, Any]:
    short = gap(step)
    return {
        "depth": depth,
        "text": condition_text(step),
        "verdict": _VERDICT[step.verdict],
        "gap": None if short is None else {"text": str(short), "short": plain(short.short), "unit": short.type.value},
        "missing": sorted(m.key for m in step.missing),
    }


def missing_data(missing: Missing, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a missing fact with its label and who knows it."""
    fact = vocabulary.facts.get(missing.entity, {}).get(missing.name)
    return {
        "fact": missing.key,
        "label": label_of(missing, vocabulary),
        "entity": missing.thing or None,
        "known_by": fact.known_by if fact else None,
    }


def label_of(missing: Missing, vocabulary: Vocabulary) -> str:
    """Name a missing fact as people read it."""
    if missing.name == "received":
        return "此前领取的记录"
    if missing.entity == "policy":
        return "政策的有效期"
    fact = vocabulary.facts.get(missing.entity, {}).get(missing.name)
    label = fact.label if fact else missing.name
    prefix = f"{vocabulary.entities[missing.entity].label}的" if missing.entity not in {"", "enterprise"} else ""
    return f"{prefix}{label}" + (f"（{missing.year}年）" if missing.year is not None else "")


def _application(application: Application) -> dict[str, Any]:
    return {
        "window": application.window or None,
        "where": application.where or None,
        "steps": list(application.steps),
        "materials": list(application.materials),
        "contacts": [{"office": c.office, "phones": list(c.phones)} for c in application.contacts],
        "clause": list(application.clause),
    }


def totals_data(totals: Totals) -> dict[str, Any]:
    """Return totals as plain data, each kind for itself."""
    return {
        "amount": plain(totals.amount),
        "at_most": plain(totals.at_most),
        "unknown": sum_data(totals.unknown),
        "discretion": totals.discretion,
    }


def sum_data(money: Sum | None) -> dict[str, str | None] | None:
    """Return both ends of a sum; an endless one has no `to`."""
    return None if money is None else {"from": plain(money.lo), "to": _end(money.hi)}


def _end(value: Number) -> str | None:
    return None if value == INFINITE else plain(value)
