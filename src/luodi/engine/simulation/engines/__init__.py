"""Engines that answer for every enterprise of a population: one module each, with the same function.

`evaluate(population, question, file, told)` writes the table of claims (`layout`) to a Parquet file and returns what it had to
leave out. `tables` answers in SQL, for millions; `reference` is the one that gives the meaning, some milliseconds an enterprise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luodi.engine.core.errors import NotFound
from luodi.engine.rules.model import Policy
from luodi.engine.rules.vocabulary import Vocabulary
from luodi.engine.simulation.model import LeftOut

if TYPE_CHECKING:
    from luodi.engine.simulation.sources.opened import Population

#: Told how far it is, from 0 to 1.
Told = Callable[[float], None]
ENGINES = {"tables": "查询引擎（SQL）", "reference": "参照引擎"}


@dataclass(frozen=True)
class Question:
    """What is asked: the policies on a day, those beside that say what else a grant is called, what is known of their validity."""

    policies: Sequence[Policy]
    vocabulary: Vocabulary
    on: date
    in_force: Mapping[str, bool] = field(default_factory=dict)
    beside: Sequence[Policy] = ()


def evaluate(
    engine: str, population: Population, question: Question, file: Path, told: Told
) -> tuple[LeftOut, ...]:  # fmt: skip
    """Write the claims of a population with the engine of this name; NotFound when there is none."""
    if engine not in ENGINES:
        raise NotFound(f"没有引擎“{engine}”", fix="可用：" + "、".join(ENGINES))
    made: Any = import_module(f"{__name__}.{engine}").evaluate(population, question, file, told)
    return tuple(made)
