"""What the fields of every kind share: an id, the clauses, the questions that wait, and how a word is written so that YAML reads it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext as _

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError
from luodi.engine.core.money import plain
from luodi.engine.library.draft.writing import flow, unmarked


@dataclass(frozen=True)
class Fields:
    """The fields of one item, each as text; lists have one entry a line. `asks` are the questions left to a person."""

    id: str = ""
    title: str = ""
    clause: str = ""
    rest: str = ""
    asks: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Self:
        """Read the fields of an item's data."""
        raise NotImplementedError

    def lines(self) -> list[str]:
        """Write the keys between `id` and the rest."""
        raise NotImplementedError

    def posted(self, given: Mapping[str, str], settled: Sequence[str]) -> Self:
        """These fields with what a form says instead; `settled` are the places of the questions that are answered."""
        told = {
            one.name: given[one.name].replace("\r\n", "\n").replace("\0", "").strip()
            for one in fields(self)
            if one.name not in {"id", "asks"} and one.name in given
        }
        left = tuple(ask for place, ask in enumerate(self.asks) if str(place) not in settled)
        return replace(self, **told, asks=left)  # type: ignore[arg-type]

    @property
    def text(self) -> str:
        """The item as it is written; DataError when a line cannot stand where it is."""
        lines = [f"id: {quoted(self.id)}", *self.lines(), *(line for line in self.rest.split("\n") if line.strip())]
        if self.asks:
            lines.append("to_decide:")
            lines += [
                f"- {flow({'ask': ask, **({'about': list(about)} if about else {})})}" for ask, about in self.asks
            ]
        return unmarked("\n".join([f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]))

    def clause_line(self) -> str:
        """Write where it stands: one printed path, or several."""
        return f"clause: {named(self.clause)}"


def item_of(text: str) -> dict[str, Any]:
    """Read the data of one item; DataError when the text is no single item."""
    data = strict_yaml.parse(text.encode(), _("这一项")).data
    if not isinstance(data, list) or len(data) != 1 or not isinstance(data[0], dict):
        raise DataError(_("这里要是一项"), fix=_("以 - id: 开头，下面各行缩进两格"))
    return data[0]


def asked(held: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The questions of an item, each with the figures it is about."""
    return tuple(
        (str(one.get("ask", "")), tuple(map(str, one.get("about", []))))
        for one in held.get("to_decide") or []
        if isinstance(one, dict)
    )


def others(held: Mapping[str, Any], known: set[str]) -> str:
    """The keys that have no field of their own, one a line."""
    return "\n".join(
        f"{name}: {flow(value)}" for name, value in held.items() if name not in {*known, "id", "clause", "to_decide"}
    )


def shared(held: Mapping[str, Any], own: set[str], title: str = "title") -> dict[str, Any]:
    """The fields that every kind has; `own` are the keys that its other fields hold, `title` the key of its short name."""
    return {
        "id": str(held.get("id", "")), "title": bare(held.get(title)), "clause": joined(held.get("clause")), "rest": others(held, own), "asks": asked(held),
    }  # fmt: skip


def listed(value: Any) -> list[Any]:
    """A value that may be one or several."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def joined(value: Any) -> str:
    """Names on one line, as a person reads them."""
    return "、".join(map(bare, listed(value)))


def bare(value: Any) -> str:
    """A value without quotes."""
    if value is None:
        return ""
    return value if isinstance(value, str) else flow(value)


def year(value: Any) -> str:
    """A year, a month or a day: no thousands are marked off in a year."""
    return plain(value) if isinstance(value, Decimal) else bare(value)


def named(text: str) -> str:
    """Write names that a person divides by 、: one bare, several as a list."""
    names = [part.strip() for part in text.replace("，", "、").split("、") if part.strip()]
    return said(names[0]) if len(names) == 1 else "[" + ", ".join(map(quoted, names)) + "]"


def said(text: str) -> str:
    """Write a text bare where YAML reads exactly these words again, else quoted."""
    return text if _read(text) == text else quoted(text)


def formula(text: str) -> str:
    """Write a formula; one that is a bare figure stays a figure."""
    return text if isinstance(_read(text), Decimal) else said(text)


def _read(text: str) -> Any:
    try:
        again = strict_yaml.parse(f"k: {text}\n".encode(), "").data
    except LuodiError:
        return None
    return again.get("k") if isinstance(again, dict) and len(again) == 1 else None


def quoted(text: str) -> str:
    """Write a text in quotes."""
    return json.dumps(text, ensure_ascii=False)
