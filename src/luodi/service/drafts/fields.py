"""One support as the fields of a form, and back: what a person corrects most has a field, the rest is one field of YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError
from luodi.engine.library.draft.writing import flow, unmarked

#: How a sum is promised: the word of the policy file, and what people read.
PROMISES = ("amount", "at_most", "discretion")
_OWN = {"id", "title", "clause", "instrument", "for", "year", "values", "when", *PROMISES, "at_least", "to_decide"}
_ENTRY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\s*[:：]")


@dataclass(frozen=True)
class Fields:
    """The fields of one support, each as text; lists have one entry a line. `asks` are the questions left to a person."""

    id: str = ""
    title: str = ""
    clause: str = ""
    instrument: str = "grant"
    entity: str = "enterprise"
    year: str = "this"
    values: str = ""
    when: str = ""
    promise: str = "amount"
    formula: str = ""
    at_least: str = ""
    rest: str = ""
    asks: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def posted(self, given: Mapping[str, str], settled: Sequence[str]) -> Fields:
        """These fields with what a form says instead; `settled` are the places of the questions that are answered."""
        told = {
            one.name: given[one.name].replace("\r\n", "\n").replace("\0", "").strip()
            for one in fields(self)
            if one.name not in {"id", "asks"} and one.name in given
        }
        left = tuple(ask for place, ask in enumerate(self.asks) if str(place) not in settled)
        return replace(self, **told, asks=left)


def of_text(text: str) -> Fields:
    """Read the fields of a support's text; DataError when it is no single support."""
    data = strict_yaml.parse(text.encode(), _("这一项")).data
    if not isinstance(data, list) or len(data) != 1 or not isinstance(data[0], dict):
        raise DataError(_("这里要是一项支持"), fix=_("以 - id: 开头，下面各行缩进两格"))
    held: dict[str, Any] = data[0]
    promise = next((word for word in PROMISES if word in held), "amount")
    rest = {name: value for name, value in held.items() if name not in _OWN}
    asks = tuple(
        (str(one.get("ask", "")), tuple(map(str, one.get("about", []))))
        for one in held.get("to_decide") or []
        if isinstance(one, dict)
    )
    return Fields(
        str(held.get("id", "")), _bare(held.get("title")), "、".join(map(str, _listed(held.get("clause")))), _bare(held.get("instrument")),
        _bare(held.get("for")) or "enterprise", _bare(held.get("year")) or "this",
        "\n".join(f"{name}: {flow(value)}" for name, value in (held.get("values") or {}).items()),
        "\n".join(_bare(one) if isinstance(one, str) else flow(one) for one in _listed(held.get("when"))),
        promise, _bare(held.get(promise)), _bare(held.get("at_least")), "\n".join(f"{name}: {flow(value)}" for name, value in rest.items()), asks,
    )  # fmt: skip


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _bare(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else flow(value)


def text_of(given: Fields) -> str:
    """Write a support from its fields; DataError when a line cannot stand where it is."""
    lines = [f"id: {_quoted(given.id)}", f"title: {_said(given.title)}"]
    clauses = [part.strip() for part in given.clause.replace("，", "、").split("、") if part.strip()]
    lines.append(f"clause: {_said(clauses[0]) if len(clauses) == 1 else '[' + ', '.join(map(_quoted, clauses)) + ']'}")
    lines.append(f"instrument: {_said(given.instrument)}")
    lines += [f"for: {_said(given.entity)}"] if given.entity not in {"", "enterprise"} else []
    lines += [f"year: {_said(given.year)}"] if given.year == "last" else []
    values = _entries(given.values)
    lines += ["values:", *(f"  {line}" for line in values)] if values else []
    conditions = [line.strip().removeprefix("- ") for line in given.when.split("\n") if line.strip()]
    lines += ["when:", *(f"- {one if one.startswith('{') else _said(one)}" for one in conditions)] if conditions else []
    if given.formula:
        written = _said(given.formula) if given.promise == "discretion" else _formula(given.formula)
        lines.append(f"{given.promise if given.promise in PROMISES else 'amount'}: {written}")
    lines += [f"at_least: {_formula(given.at_least)}"] if given.at_least else []
    lines += [line for line in given.rest.split("\n") if line.strip()]
    if given.asks:
        lines.append("to_decide:")
        lines += [f"- {flow({'ask': ask, **({'about': list(about)} if about else {})})}" for ask, about in given.asks]
    return unmarked("\n".join([f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]))


def _entries(text: str) -> list[str]:
    """The figures, one a line, `cap: 3_000_000`; a full-width colon and 万 are what people type."""
    found = []
    for line in (one.rstrip() for one in text.split("\n") if one.strip()):
        if line[0].isspace() or not _ENTRY.match(line):
            found.append(line)
            continue
        name, _mark, value = line.replace("：", ":", 1).partition(":")
        found.append(f"{name.strip()}: {_figure(value.strip())}")
    return found


def _figure(text: str) -> str:
    found = re.fullmatch(r"([0-9][0-9_,]*(?:\.[0-9]+)?)\s*(%|％|万元|万|亿元|亿|元)?", text)
    if found is None:
        return text
    times = {"%": Decimal("0.01"), "％": Decimal("0.01"), "万": Decimal(10**4), "亿": Decimal(10**8)}
    value = Decimal(found[1].replace("_", "").replace(",", "")) * times.get(
        (found[2] or "").removesuffix("元"), Decimal(1)
    )
    return flow(value)


def _said(text: str) -> str:
    """Write a text bare where YAML reads exactly these words again, else quoted."""
    return text if _read(text) == text else _quoted(text)


def _formula(text: str) -> str:
    """Write a formula; one that is a bare figure stays a figure."""
    return text if isinstance(_read(text), Decimal) else _said(text)


def _read(text: str) -> Any:
    try:
        again = strict_yaml.parse(f"k: {text}\n".encode(), "").data
    except LuodiError:
        return None
    return again.get("k") if isinstance(again, dict) and len(again) == 1 else None


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
