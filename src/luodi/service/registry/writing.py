"""What holds on a day as the text of a fact file: YAML that the engine's strict reader takes, to the same situation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.registry.holding import Held
from luodi.service.registry.words import RECEIVED, vocabulary


def fact_file(held: Held, *, sees: bool = True) -> str:
    """Write the fact file; what was left out stands in comments. Unless one `sees` persons, their ids are masked."""
    lines = [f"# {_one_line(text)}" for text in held.left_out]
    lines.append(f"on: {held.on.isoformat()}")
    lines += ["enterprise:", *_facts(ENTERPRISE, held.data[ENTERPRISE], "  ")]
    for entity, things in held.shown(sees).items():
        if entity in {"on", ENTERPRISE}:
            continue
        label = vocabulary().entities[entity].label
        lines.append(f"{entity}: []  # {label}：没有" if not things else f"{entity}:  # {label}")
        for thing in things:
            own = _facts(entity, thing, "  ")
            lines += ["- " + own[0].strip(), *own[1:]] if own else ["- {}"]
    return "\n".join(lines) + "\n"


def _facts(entity: str, facts: Mapping[str, Any], indent: str) -> list[str]:
    made = []
    for name, value in facts.items():
        fact = vocabulary().facts[entity].get(name) if name != "id" or entity == RECEIVED else None
        comment = f"  # {fact.label}" if fact else ""
        if isinstance(value, Mapping):
            inside = ", ".join(f"{year}: {_scalar(one)}" for year, one in value.items())
            made.append(f"{indent}{name}: {{{inside}}}{comment}")
        else:
            made.append(f"{indent}{name}: {_scalar(value)}{comment}")
    return made


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else json.dumps(str(value), ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
