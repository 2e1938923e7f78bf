"""One check-up as it is being made: what was told, kept in the visitor's session and nowhere else.

Every change makes the answer anew; `news` says what the last one did to it, so that the result is seen to grow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from luodi.engine.core.errors import LuodiError
from luodi.engine.core.money import Number
from luodi.engine.rules.answer import CheckUp, add
from luodi.engine.rules.engines.python import INFINITE
from luodi.service.checkups.answering import answer_to
from luodi.service.checkups.saying import money
from luodi.service.checkups.told import Told, of_data

_KEY = "checkup"


@dataclass
class Sitting:
    """What the session holds. `base` is what the registry says of `organisation`, the enterprise the trial began from."""

    told: Told
    skipped: list[str] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    organisation: int | None = None
    organisation_name: str = ""
    base: Mapping[str, Any] = field(default_factory=dict)
    saved: int | None = None
    news: list[str] = field(default_factory=list)
    _answered: tuple[Told, CheckUp] | None = field(default=None, init=False, repr=False, compare=False)

    def answer(self) -> CheckUp:
        """The check-up of what was told, made once for each `told`; LuodiError when it cannot be."""
        if self._answered is None or self._answered[0] is not self.told:
            self._answered = self.told, answer_to(self.told)
        return self._answered[1]

    @property
    def based(self) -> Told | None:
        """What the registry says, for a trial that began there."""
        return of_data(self.base) if self.base else None


def read(session: Any) -> Sitting | None:
    """The check-up of a session; None when none was begun, or what is there cannot be read any more."""
    held = session.get(_KEY)
    if held is None:
        return None
    try:
        sitting = Sitting(of_data(held["told"]), **{name: value for name, value in held.items() if name != "told"})
        sitting.answer()
    except (KeyError, TypeError, ValueError, LuodiError):  # of another version, or of a library that has changed since
        del session[_KEY]
        return None
    return sitting


def keep(session: Any, sitting: Sitting) -> None:
    """Keep it in the session."""
    told = sitting.told.as_data()
    session[_KEY] = {
        "told": told, "skipped": sitting.skipped, "trail": sitting.trail[-200:], "organisation": sitting.organisation,
        "organisation_name": sitting.organisation_name, "base": dict(sitting.base), "saved": sitting.saved, "news": sitting.news,
    }  # fmt: skip


def forget(session: Any) -> None:
    """Forget it."""
    session.pop(_KEY, None)


def change(sitting: Sitting, told: Told, key: str = "") -> None:
    """Take what was told newly; LuodiError when it cannot be, and then nothing changes."""
    before, after = sitting.answer(), answer_to(told)
    sitting.told, sitting._answered, sitting.news = told, (told, after), list(_news(before, after))
    if key:
        sitting.trail = [*(own for own in sitting.trail if own != key), key]
        sitting.skipped = [own for own in sitting.skipped if own != key]


def _news(before: CheckUp, after: CheckUp) -> Iterator[str]:
    """What an answer did: each kind of money for itself, and how many supports were decided."""
    old, new = before.totals, after.totals
    for word, a, b in ((_("确定"), old.amount, new.amount), (_("上限"), old.at_most, new.at_most)):
        if a != b:
            yield _grown(word, a, b)
    if old.unknown.hi != new.unknown.hi:
        yield _grown(_("待核实"), old.unknown.hi, new.unknown.hi)
    if old.discretion != new.discretion:
        yield _("个案 %(n)+d 项") % {"n": new.discretion - old.discretion}
    states = {c.path: c.state for c in before.claims()}
    turned = [c.state for c in after.claims() if states.get(c.path) == "open"]
    for state, word in (("yes", _("%(n)d 项查明符合")), ("no", _("%(n)d 项查明不符合"))):
        if count := turned.count(state):
            yield word % {"n": count}


def _grown(word: str, a: Number, b: Number) -> str:
    if INFINITE in (a, b):
        return _("%(kind)s不封顶") % {"kind": word} if b == INFINITE else _("%(kind)s有了封顶") % {"kind": word}
    difference = add(b, -a)
    return (_("%(kind)s多 %(sum)s") if difference > 0 else _("%(kind)s少 %(sum)s")) % {
        "kind": word,
        "sum": money(abs(difference)),
    }
