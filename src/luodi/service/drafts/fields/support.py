"""The fields of a support: what a person corrects most has a field, the rest is one field of YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from luodi.engine.library.draft.writing import flow
from luodi.service.drafts.fields import lines
from luodi.service.drafts.fields.figures import figure
from luodi.service.drafts.fields.lines import Fields, bare, formula, listed, said

#: How a sum is promised: the word of the policy file, and what people read.
PROMISES = ("amount", "at_most", "discretion")
_OWN = {"title", "instrument", "for", "year", "values", "when", *PROMISES, "at_least"}
_ENTRY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\s*[:：]")


@dataclass(frozen=True)
class Support(Fields):
    """The fields of one support."""

    instrument: str = "grant"
    entity: str = "enterprise"
    year: str = "this"
    values: str = ""
    when: str = ""
    promise: str = "amount"
    formula: str = ""
    at_least: str = ""

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Self:
        """Read the fields of a support's data."""
        promise = next((word for word in PROMISES if word in held), "amount")
        return cls(
            **lines.shared(held, _OWN), instrument=bare(held.get("instrument")), entity=bare(held.get("for")) or "enterprise",
            year=bare(held.get("year")) or "this", values="\n".join(f"{name}: {flow(value)}" for name, value in (held.get("values") or {}).items()),
            when="\n".join(bare(one) if isinstance(one, str) else flow(one) for one in listed(held.get("when"))), promise=promise,
            formula=bare(held.get(promise)), at_least=bare(held.get("at_least")),
        )  # fmt: skip

    def lines(self) -> list[str]:
        """Write the keys of a support; DataError when a line cannot stand where it is."""
        made = [f"title: {said(self.title)}", self.clause_line(), f"instrument: {said(self.instrument)}"]
        made += [f"for: {said(self.entity)}"] if self.entity not in {"", "enterprise"} else []
        made += [f"year: {said(self.year)}"] if self.year == "last" else []
        values = _entries(self.values)
        made += ["values:", *(f"  {line}" for line in values)] if values else []
        conditions = [line.strip().removeprefix("- ") for line in self.when.split("\n") if line.strip()]
        made += (
            ["when:", *(f"- {one if one.startswith('{') else said(one)}" for one in conditions)] if conditions else []
        )
        if self.formula:
            written = said(self.formula) if self.promise == "discretion" else formula(self.formula)
            made.append(f"{self.promise if self.promise in PROMISES else 'amount'}: {written}")
        return made + ([f"at_least: {formula(self.at_least)}"] if self.at_least else [])


def _entries(text: str) -> list[str]:
    """The figures, one a line, `cap: 3_000_000`; a full-width colon and 万 are what people type."""
    found = []
    for line in (one.rstrip() for one in text.split("\n") if one.strip()):
        if line[0].isspace() or not _ENTRY.match(line):
            found.append(line)
            continue
        name, _mark, value = line.replace("：", ":", 1).partition(":")
        found.append(f"{name.strip()}: {figure(value.strip())}")
    return found
