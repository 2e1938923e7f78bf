"""The targets and tasks of a policy file, checked: clauses that can be read, figures that can be, nothing undecided in what was reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from luodi.engine.core.period import DateSpan
from luodi.engine.core.provisions import SHARES, Target, Task
from luodi.engine.core.strict_yaml import Key, Source
from luodi.engine.library import schema
from luodi.engine.rules.model import Question

#: Years that a plan may name: the earliest policy there can be, and further than any looks ahead.
_YEARS = (1949, 2100)


class Lowering(Protocol):
    """A policy file being lowered, as far as a plan needs it."""

    source: Source

    def problem(self, what: str, key: Key, why: str = "", fix: str = "") -> None:
        """Keep a problem with its line."""

    def clause(self, printed: list[str], key: Key) -> tuple[str, ...]:
        """Check the printed paths of clauses."""

    def cite(
        self, clause: tuple[str, ...], of: str, figures: tuple[tuple[str, Decimal | date], ...] = (), words: tuple[str, ...] = ()
    ) -> None:  # fmt: skip
        """Say what stands in a clause."""

    def questions(
        self, given: list[schema.OpenQuestion], undecided: list[schema.ToDecide], key: Key, *, draft: bool
    ) -> tuple[Question, ...]:
        """What is left to a person; refused in what was reviewed."""


class Plan:
    """Reads the targets and tasks of one policy file; what is wrong goes to the file's problems."""

    def __init__(self, file: Lowering, policy_id: str, *, draft: bool) -> None:
        self.file, self.id, self.draft = file, policy_id, draft

    def targets(self, given: Sequence[schema.TargetShape]) -> tuple[Target, ...]:
        """Return the targets."""
        return tuple(self._target(one, ("targets", place)) for place, one in enumerate(given))

    def _target(self, given: schema.TargetShape, key: Key) -> Target:
        clause = self.file.clause(given.clause, (*key, "clause"))
        self._figures(given, key)
        year = self._year(given.year, (*key, "year"))
        held = [("value", given.value), ("upper", given.upper)]
        self.file.cite(
            clause, f"目标 {given.id}", tuple((name, one) for name, one in held if one is not None),
            words=(f"{year}年" if year else "", *given.notes),
        )  # fmt: skip
        return Target(
            given.id, self.id, clause, given.indicator, given.value, given.upper, given.unit, given.bound, year, given.kind,
            tuple(given.bodies), tuple(given.notes), self._undecided(given.to_decide, key), self.file.source.place(key).line,
        )  # fmt: skip

    def _figures(self, given: schema.TargetShape, key: Key) -> None:
        ranged = given.upper is not None
        if ranged != (given.bound == "range"):
            self.file.problem(
                "范围要有两个数" if not ranged else "有 upper 的目标是范围",
                key,
                fix="bound: range 与 upper 一起写，或都不写",
            )
        if given.upper is not None and given.upper <= given.value:
            self.file.problem("upper 没有大过 value", (*key, "upper"), fix="value 写低端，upper 写高端")
        if given.unit in {"%", "％"}:
            self.file.problem(
                "百分数写成比率", (*key, "unit"), fix=f"unit: {next(iter(SHARES))}，value 写 0.2，不写 20"
            )
        if given.unit[:1] in {"万", "亿", "千"} and given.unit not in {"千瓦时", "千瓦", "千米", "千克"}:
            self.file.problem(
                f"单位里有“{given.unit[:1]}”", (*key, "unit"), fix="数写全：500亿元写 value: 50_000_000_000、unit: 元"
            )

    def tasks(self, given: Sequence[schema.TaskShape]) -> tuple[Task, ...]:
        """Return the tasks."""
        return tuple(self._task(one, ("tasks", place)) for place, one in enumerate(given))

    def _task(self, given: schema.TaskShape, key: Key) -> Task:
        clause = self.file.clause(given.clause, (*key, "clause"))
        by = tuple(self._day(one, (*key, "by")) for one in given.by)
        self.file.cite(clause, f"任务 {given.id}", words=(given.title, *map(str, given.by), *given.notes))
        return Task(
            given.id, self.id, clause, given.title, tuple(given.lead), tuple(given.assist), tuple(given.bodies), by, tuple(given.notes),
            self._undecided(given.to_decide, key), self.file.source.place(key).line,
        )  # fmt: skip

    def _day(self, given: str | date | Decimal, key: Key) -> DateSpan:
        try:
            day = DateSpan.parse(given.isoformat() if isinstance(given, date) else str(given))
        except ValueError as error:
            self.file.problem(str(error), key)
            return DateSpan()
        self._year(Decimal(day.latest.year), key)
        return day

    def _year(self, given: Decimal | None, key: Key) -> int | None:
        if given is not None and not _YEARS[0] <= given <= _YEARS[1]:
            self.file.problem(f"年份 {given} 不在 {_YEARS[0]}—{_YEARS[1]}", key, fix="写四位的年份")
        return None if given is None else int(given)

    def _undecided(self, given: list[schema.ToDecide], key: Key) -> tuple[str, ...]:
        return tuple(one.ask for one in self.file.questions([], given, key, draft=self.draft))
