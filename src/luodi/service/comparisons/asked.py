"""What an address asks: the day, the theme, the instrument, the place …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError

_NAMES = ("theme", "instrument", "place", "kind", "words", "body", "year", "by", "who", "left", "right", "state")
_LONGEST = 200


@dataclass(frozen=True)
class Asked:
    """What was asked, each empty when it was not; `on` is today without a day."""

    on: date
    theme: str = ""
    instrument: str = ""
    place: str = ""
    kind: str = ""
    words: str = ""
    body: str = ""
    year: str = ""
    by: str = ""
    who: str = ""
    left: str = ""
    right: str = ""
    state: str = ""
    in_force: bool = False
    assume: bool = False  # a policy whose validity cannot be told counts as in force
    told_day: bool = False

    def query(self, **other: str) -> str:
        """The same as the query of an address, with something else."""
        held = {name: getattr(self, name) for name in _NAMES}
        held |= {
            "on": self.on.isoformat() if self.told_day else "",
            "in_force": "1" if self.in_force else "",
            "assume": "1" if self.assume else "",
        } | other
        return urlencode({name: value for name, value in held.items() if value})


def asked(given: Mapping[str, str], today: date) -> Asked:
    """Read the query of an address; DataError when the day is none."""
    texts = {name: given.get(name, "").replace("\0", "").strip()[:_LONGEST] for name in _NAMES}
    text = given.get("on", "").strip()
    return Asked(
        _day(text, today),
        **texts,
        in_force=given.get("in_force") == "1",
        assume=given.get("assume") == "1",
        told_day=bool(text),
    )


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        raise DataError(_("没有“%(a)s”这一天") % {"a": text[:20]}, fix=_("写 2021-06-01")) from None
