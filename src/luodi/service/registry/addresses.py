"""The address of a fact, as pages, the API and the log write it: `main_revenue@2021`, `ai_business@2021-06-01`, `project.level[p1]`.

>>> read("lease.annual_rent@2021[二楼]")
Address(entity='lease', name='annual_rent', thing='二楼', period='2021')
>>> str(Address("project", "level", "p1"))
'project.level[p1]'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact
from luodi.service.registry.words import fact_of

_ADDRESS = re.compile(r"(?:([a-z_0-9]+)\.)?([a-z_0-9]+)(?:@([0-9-]{4,10}))?(?:\[([^\[\]]{1,60})\])?")


@dataclass(frozen=True)
class Address:
    """Where one value belongs: kind, fact, thing (empty: the organisation), period (a year, a day, or empty)."""

    entity: str
    name: str
    thing: str = ""
    period: str = ""

    def __str__(self) -> str:
        return f"{self.key}{f'@{self.period}' if self.period else ''}{f'[{self.thing}]' if self.thing else ''}"

    @property
    def key(self) -> str:
        """The fact in the vocabulary."""
        return self.name if self.entity == ENTERPRISE else f"{self.entity}.{self.name}"

    @property
    def fact(self) -> Fact:
        """The fact; NotFound when there is none of this name."""
        return fact_of(self.key)


def read(text: str) -> Address:
    """Read an address; DataError when it is none. Whether there is such a fact is asked with `Address.fact`."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        raise DataError(
            _("“%(a)s”不是一个事实") % {"a": text[:80]}, fix=_("写 main_revenue@2021、ai_business 或 project.level[p1]")
        )
    entity, name, period, thing = found.groups()
    return Address(entity or ENTERPRISE, name, thing or "", period or "")
