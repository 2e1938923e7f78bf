"""Try a policy that is still being written: the strict loader reads it, its cases are run. Nothing is kept and no table is read."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from luodi.engine.core.errors import LuodiError, by_file_name
from luodi.engine.core.period import DateSpan
from luodi.engine.library.cases import CaseResult, load_cases, run_case, uncovered
from luodi.engine.library.load import CASES_FILE, POLICY_FILE
from luodi.engine.rules import tree
from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.drafts import folder
from luodi.service.policies.library import library

#: The name of a case that is still to be filled in; while it has it, it is no case.
SAMPLE = "写明这个算例验的是什么"
_SAMPLES = {Type.BOOLEAN: "true", Type.TEXT: "文字", Type.DATE: "2025-01-01", Type.REGION: '"330100"'}


@dataclass(frozen=True)
class Tried:
    """What trying showed: the policy when it loads, what is wrong here and elsewhere, the cases that were run, supports without one."""

    policy: Policy | None
    problems: tuple[LuodiError, ...] = ()
    elsewhere: tuple[LuodiError, ...] = ()
    results: tuple[CaseResult, ...] = ()
    case_problems: tuple[LuodiError, ...] = ()
    uncovered: tuple[str, ...] = field(default=())

    @property
    def loads(self) -> bool:
        """Whether the strict loader took it."""
        return self.policy is not None and not self.problems

    @property
    def failed(self) -> int:
        """How many cases do not come out as expected."""
        return sum(bool(one.findings) for one in self.results)

    @property
    def faults(self) -> list[LuodiError]:
        """All that stands against it: what the loader and the cases' reader say, and every case that comes out otherwise."""
        return [*self.problems, *self.case_problems, *(fault for one in self.results for fault in one.findings)]

    @property
    def good(self) -> bool:
        """Whether it loads and every case comes out as expected."""
        return self.loads and not self.failed and not self.case_problems


Lists = Mapping[str, Sequence[str]]


def whole(key: str, head: str, lists: Lists, given: str, cases: Sequence[str]) -> Tried:
    """Try a whole policy with all its cases."""
    return text(key, folder.policy_text(head, lists), folder.cases_text(given, cases))


def one(key: str, head: str, others: Lists, name: str, block: str, given: str, cases: str) -> Tried:
    """Try one item of the list `name` among the others that are decided.

    Where those are broken it is tried alone, and they are told as `elsewhere`.
    """
    together = folder.policy_text(head, {**others, name: [block, *others.get(name, ())]})
    first = together[: together.index(f"\n{name}:\n")].count("\n") + 3  # the line after that of the list's name
    lines = range(first, first + block.rstrip().count("\n") + 1)
    found = text(key, together, folder.cases_text(given, [cases]))
    if found.policy is not None:
        return found
    own = tuple(p for p in found.problems if p.place.line in lines)
    rest = tuple(p for p in found.problems if p.place.line not in lines)
    if own or not any(others.values()):
        return Tried(None, own, rest)
    alone = text(key, folder.policy_text(head, {name: [block]}), folder.cases_text(given, [cases]))
    return Tried(alone.policy, alone.problems, rest, alone.results, alone.case_problems)


def write(place: Path, key: str, policy_text: str, cases_text: str) -> None:
    """Write a policy folder below a place."""
    written = place / key
    written.mkdir(parents=True)
    (written / POLICY_FILE).write_text(policy_text, "utf-8")
    (written / CASES_FILE).write_text(cases_text, "utf-8")


def text(key: str, policy_text: str, cases_text: str) -> Tried:
    """Try the two files of a policy folder."""
    with tempfile.TemporaryDirectory(prefix="luodi-desk-") as place:
        write(Path(place), key, policy_text, cases_text)
        trial = library().overlaid(Path(place))
        try:
            policy = trial.policy(key)
        except LuodiError as error:
            return Tried(None, by_file_name(error))
        try:
            cases = load_cases(trial, policy)
        except LuodiError as error:
            return Tried(policy, case_problems=by_file_name(error))
        ran = [run_case(trial, policy, case) for case in cases]
        results = tuple(
            replace(one, findings=tuple(held for fault in one.findings for held in by_file_name(fault))) for one in ran
        )
        return Tried(policy, results=results, uncovered=tuple(uncovered(policy, cases)))


def typed(cases: str) -> str:
    """The cases without the one that was only put there to be filled in."""
    return "" if cases.count("name:") == 1 and SAMPLE in cases else cases


def skeleton(policy: Policy, support: Support, fallback: date) -> str:
    """A case to fill in: the facts that the support asks for, on a day on which it holds; what it must answer is left to a person."""
    day = _day(policy.validity.start, fallback)
    nodes = [c.test for c in (*policy.scope, *support.conditions)] + [
        n for n in (support.sum, support.least) if n is not None
    ]
    facts: dict[str, dict[str, str]] = {}
    for node in (found for root in nodes for found in tree.walk(root) if isinstance(found, tree.FactOf)):
        facts.setdefault(node.entity, {})[node.name] = _sample(
            node, day.year - node.back - (1 if support.last_year else 0)
        )
    lines = [f"- name: {SAMPLE}", f"  date: {day.isoformat()}", "  facts:" if facts else "  facts: {}"]
    for entity, told in sorted(facts.items(), key=lambda held: held[0] != ENTERPRISE):
        body = ", ".join(f"{name}: {value}" for name, value in told.items())
        lines.append(f"    {entity}: {{{body}}}" if entity == ENTERPRISE else f"    {entity}: [{{id: x1, {body}}}]")
    expected = "" if support.kind == "discretion" else f", {support.kind}: "
    lines += ["  expect:", f'    "{support.id}": {{eligible: true{expected}}}']
    return "\n".join(lines) + "\n"


def _day(start: DateSpan | None, fallback: date) -> date:
    if start is None or start.latest in {date.max, date.min}:
        return fallback
    return start.latest


def _sample(node: tree.FactOf, year: int) -> str:
    fact = library().vocabulary.facts[node.entity][node.name]
    value = next((f'"{word}"' for word, _label in fact.words), None) or _SAMPLES.get(fact.type, "0")
    return f"{{{year}: {value}}}" if fact.by_year else value
