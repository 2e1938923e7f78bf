"""The next question: always the one that decides the most money (`engine.rules.ask`), and why it is asked.

Facts of a kind of thing of which nothing was told are one question together: are there any? Their stakes are added up, since
that one answer opens or settles all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from luodi.engine.core.money import Number
from luodi.engine.rules.answer import CheckUp, Claim, add
from luodi.engine.rules.ask import Ask, questions
from luodi.engine.rules.engines.python import INFINITE, ZERO, Missing
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.checkups import entering
from luodi.service.checkups.saying import money
from luodi.service.checkups.told import Address, Told, address
from luodi.service.policies.queries import library

RECEIVED, VALID, THINGS = "received", "valid:", "things:"


@dataclass(frozen=True)
class Decides:
    """One support that waits for the answer: what it is, where it stands, how much is open."""

    policy: str
    support: str
    title: str
    clause: tuple[str, ...]
    open: str


@dataclass(frozen=True)
class Question:
    """What is asked. `form` says how: a fact, whether a policy is valid, payments, or things of a kind."""

    key: str
    form: str
    label: str
    meaning: str
    stake: Number
    supports: tuple[str, ...]
    decides: tuple[Decides, ...] = ()
    field: entering.Field | None = None
    owner: str = ""

    @property
    def thing_kind(self) -> str:
        """The kind of things that a question for things asks for."""
        return self.key.removeprefix(THINGS)

    @property
    def worth(self) -> str:
        """What hangs on it: the sums of all supports it decides, or that they name none."""
        return _("没有写明封顶") if self.stake == INFINITE else money(self.stake) if self.stake else ""


def queue(answer: CheckUp, skipped: Collection[str] = ()) -> list[tuple[str, Ask]]:
    """The open questions by key, the one that decides the most money first; what was put aside is left out."""
    merged: dict[str, Ask] = {}
    for ask in questions(answer.claims()):
        key = key_of(ask.missing)
        if key in skipped:
            continue
        held = merged.get(key)
        if held is not None:
            supports = tuple(dict.fromkeys((*held.supports, *ask.supports)))
            ask = Ask(held.missing, add(held.stake, ask.stake), max(held.whole, ask.whole), supports)  # noqa: PLW2901
        merged[key] = ask
    return sorted(merged.items(), key=lambda one: (-one[1].stake, -len(one[1].supports), one[0]))


def key_of(missing: Missing) -> str:
    """The question that a missing fact belongs to."""
    if missing.entity == "policy":
        return f"{VALID}{missing.thing}"
    if missing.name == RECEIVED and not missing.entity:
        return RECEIVED
    entity = missing.entity or ENTERPRISE
    if entity != ENTERPRISE and not missing.thing:
        return f"{THINGS}{entity}"
    return str(Address(missing.name, entity, str(missing.year or ""), missing.thing))


def question(
    key: str, told: Told, answer: CheckUp, *, text: str = "", unit: str = "", wrong: str = ""
) -> Question | None:
    """The question of a key with why it is asked, and with what was told or typed before; None when there is no such question."""
    waiting = [c for c in answer.claims() if c.counts and any(key_of(m) == key for m in c.missing)]
    decides = tuple(_decides(waiting))
    ask = next((ask for own, ask in queue(answer) if own == key), None)
    stake = _whole(waiting)
    supports = ask.supports if ask else ()
    if key == RECEIVED:
        return Question(
            key,
            "received",
            _("以前领过这些支持吗"),
            _("领过多少决定还能领多少：一次性的不能再领，有年限和总额的要扣掉"),
            stake,
            supports,
            decides,
        )
    if key.startswith(VALID):
        policy = next((p.policy for p in answer.policies if p.policy.id == key.removeprefix(VALID)), None)
        if policy is None:
            return None
        meaning = _("原文没有写明日期，推不出有效期；可以问主管部门")
        return Question(
            key, "valid", _("《%(title)s》那一天有效吗") % {"title": policy.title}, meaning, stake, supports, decides
        )
    if key.startswith(THINGS):
        kind = library().vocabulary.entities.get(key.removeprefix(THINGS))
        if kind is None or kind.name == ENTERPRISE:
            return None
        return Question(
            key, "things", _("有没有要算的%(kind)s") % {"kind": _(kind.label)}, kind.meaning, stake, supports, decides
        )
    return _of_fact(key, told, stake, supports, decides, text=text, unit=unit, wrong=wrong)


def _of_fact(
    key: str, told: Told, stake: Number, supports: tuple[str, ...], decides: tuple[Decides, ...], *, text: str, unit: str, wrong: str
) -> Question | None:  # fmt: skip
    at = address(key)
    if at.entity != ENTERPRISE and told.thing(at.entity, at.thing) is None:
        return None
    made = entering.field(at, told.value(at), text=text, unit=unit, wrong=wrong)
    if made is None:
        return None
    kind = library().vocabulary.entities[at.entity]
    owner = _("%(kind)s“%(thing)s”") % {"kind": _(kind.label), "thing": at.thing} if at.thing else ""
    return Question(key, "fact", made.label, made.meaning, stake, supports, decides, made, owner)


def _whole(claims: Iterable[Claim]) -> Number:
    """The sums of the claims that wait, each as far as it is open."""
    total: Number = ZERO
    for claim in claims:
        total = add(total, claim.sum.hi if claim.sum is not None else ZERO)
    return total


def _decides(claims: Iterable[Claim]) -> Iterable[Decides]:
    seen = set()
    for claim in sorted(claims, key=lambda c: -(c.sum.hi if c.sum is not None else ZERO)):
        if claim.support.path not in seen:
            seen.add(claim.support.path)
            held = claim.sum
            opened = (
                _("个案")
                if held is None
                else _("不封顶")
                if held.hi == INFINITE
                else _("至多 %(sum)s") % {"sum": money(held.hi)}
            )
            yield Decides(claim.support.policy, claim.support.id, claim.support.title, claim.support.clause, opened)
