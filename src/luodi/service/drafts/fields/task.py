"""The fields of a task: who leads, who assists or answers for it, by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from luodi.service.drafts.fields import lines
from luodi.service.drafts.fields.lines import Fields, formula, named, said

_BODIES = ("lead", "assist", "bodies")


@dataclass(frozen=True)
class Task(Fields):
    """The fields of one task; bodies are divided by 、, days too."""

    lead: str = ""
    assist: str = ""
    bodies: str = ""
    by: str = ""

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Self:
        """Read the fields of a task's data."""
        return cls(
            **lines.shared(held, {"title", "by", *_BODIES}), lead=lines.joined(held.get("lead")),
            assist=lines.joined(held.get("assist")), bodies=lines.joined(held.get("bodies")), by="、".join(map(lines.year, lines.listed(held.get("by")))),
        )  # fmt: skip

    def lines(self) -> list[str]:
        """Write the keys of a task."""
        made = [f"title: {said(self.title)}", self.clause_line()]
        made += [f"{name}: {named(typed)}" for name in _BODIES if (typed := getattr(self, name))]
        days = [formula(one.strip()) for one in self.by.replace("，", "、").split("、") if one.strip()]
        return made + ([f"by: {days[0] if len(days) == 1 else '[' + ', '.join(days) + ']'}"] if days else [])
