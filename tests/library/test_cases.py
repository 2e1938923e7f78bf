"""Cases beside a policy: a right one passes, each kind of wrong one is found with its line, and bad files are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from luodi.engine.core.errors import DataError, LuodiError, Problems
from luodi.engine.library.cases import load_cases, run_case, uncovered

if TYPE_CHECKING:
    from tests.conftest import Desk

GROUP = "groups: {g: {rule: highest_only, per: project, clause: 九}}"
HIGH = """
    for: project
    values: {rate: 0.1, cap: 100}
    when: shortlisted
    amount: min(invest * rate, cap)
    group: g
    pays: [0.5, 0.5]
    funded_by: {city: 0.5, district: 0.5}
    limits: [{per: enterprise, period: year, cap: 150}]
"""
LOW = "for: project\nvalues: {low: 3, high: 9}\nat_most: high\nat_least: low\ngroup: g"
WORDS = "discretion: 一事一议\nwhen: accredited"


def run(desk: Desk, facts: str, expect: str, head: str = "") -> list[str]:
    """Return what is found wrong with one case."""
    text = f"{head}cases:\n- name: 算例\n  date: 2024-06-30\n  facts: {facts}\n  expect: {expect}\n"
    made = desk.several(HIGH, LOW, WORDS, head=GROUP, cases=text)
    (case,) = load_cases(made.library, made.policy)
    findings = run_case(made.library, made.policy, case).findings
    assert all(f.place.line is not None for f in findings)
    return [f.what for f in findings]


ONE = "{received: [], project: {id: a, shortlisted: true, invest: 800}}"
TWO = "{received: [], project: [{id: a, shortlisted: true, invest: 1000}, {id: b, shortlisted: true, invest: 1000}]}"


@pytest.mark.parametrize(
    ("facts", "expect"),
    [
        (ONE, '{"1": {eligible: true, amount: 80}}'),
        (
            ONE,
            '{"1[a]": {eligible: true, amount: 80, pays: [40, 40], funded_by: {city: 40, district: 40}, limited: false}}',
        ),
        (ONE, '{"2": {eligible: true, at_most: 9, at_least: 3, yields_to: "1"}}'),
        (ONE, '{"3": {eligible: unknown, discretion: true, missing: [accredited]}}'),
        (
            TWO,
            '{"1": {eligible: true, amount: 150, limited: true, pays: [75, 75]}, "1[b]": {eligible: true, amount: 50}}',
        ),
        ("{received: [], project: {shortlisted: false}}", '{"1": {eligible: false}}'),
        (
            "{received: [], project: {shortlisted: true}}",
            '{"1": {eligible: true, amount: unknown, between: [0, 100], missing: [invest]}}',
        ),
        (
            "{project: {shortlisted: true, invest: 800}}",
            '{"1": {eligible: true, amount: unknown, between: [0, 80], missing: [received]}}',
        ),
        (
            '{received: [{support: "1", date: 2024-01-01, amount: 100}], project: {shortlisted: true, invest: 800}}',
            '{"1": {eligible: true, amount: 50}}',
        ),
        ("{enterprise: {accredited: true}}", '{"3": {eligible: true, discretion: true}}'),
    ],
)
def test_what_is_so_passes(desk: Desk, facts: str, expect: str) -> None:
    assert run(desk, facts, expect) == []


@pytest.mark.parametrize(
    ("facts", "expect"),
    [
        (ONE, '{"1": {eligible: false}}'),
        (ONE, '{"1": {eligible: unknown}}'),
        (ONE, '{"1": {eligible: true, amount: 81}}'),
        (ONE, '{"1": {eligible: true, at_most: 80}}'),
        (ONE, '{"1": {eligible: true, amount: unknown}}'),
        (ONE, '{"1": {eligible: true, pays: [80]}}'),
        (ONE, '{"1": {eligible: true, funded_by: {city: 80}}}'),
        (ONE, '{"1": {eligible: true, limited: true}}'),
        (ONE, '{"1": {eligible: true, missing: [invest]}}'),
        (ONE, '{"1": {eligible: true, yields_to: "2"}}'),
        (ONE, '{"1": {eligible: true, discretion: true}}'),
        (ONE, '{"2": {eligible: true, at_least: 4}}'),
        (ONE, '{"2": {eligible: true, counted: 8}}'),
        (ONE, '{"1[b]": {eligible: true}}'),
        (TWO, '{"1": {eligible: true, amount: 150, limited: false}}'),
        (TWO, '{"1[b]": {eligible: true, amount: 100}}'),
        ("{received: [], project: {shortlisted: true}}", '{"1": {eligible: true, amount: 100}}'),
        ("{received: [], project: {shortlisted: true}}", '{"1": {eligible: true, amount: unknown, between: [0, 99]}}'),
        ("{received: [], project: {shortlisted: true}}", '{"1": {eligible: true, missing: []}}'),
        ("{enterprise: {accredited: true}}", '{"3": {eligible: true, discretion: false}}'),
    ],
)
def test_what_is_not_so_is_found(desk: Desk, facts: str, expect: str) -> None:
    assert len(run(desk, facts, expect)) == 1


def test_facts_given_once_hold_for_every_case_and_a_case_may_overrule_them(desk: Desk) -> None:
    head = "given: {received: [], enterprise: {accredited: true, patents: 5}}\n"
    assert run(desk, "{}", '{"3": {eligible: true}}', head) == []
    assert run(desk, "{enterprise: {accredited: false}}", '{"3": {eligible: false}}', head) == []
    assert (
        run(
            desk,
            "{received: , project: {shortlisted: true, invest: 1}}",
            '{"1": {eligible: true, amount: unknown}}',
            head,
        )
        == []
    )


def test_a_case_may_say_that_the_policy_is_in_force(desk: Desk) -> None:
    text = """
        given: {in_force: true}
        cases:
        - {name: 甲, date: 2024-01-01, expect: {"1": {eligible: true}}}
        - {name: 乙, date: 2024-01-01, facts: {in_force: false}, expect: {"1": {eligible: false}}}
    """
    made = desk.one("values: {x: 5}\namount: x", in_force="{}", cases=text)
    assert [run_case(made.library, made.policy, c).findings for c in load_cases(made.library, made.policy)] == [(), ()]


@pytest.mark.parametrize(
    "cases",
    [
        "cases: 5",
        "cases:\n- 5",
        "cases:\n- {name: x, date: 2024-01-01}",
        "cases:\n- {date: 2024-01-01, expect: {}}",
        "cases:\n- {name: x, date: 2024, expect: {\"1\": {eligible: true}}}",
        "cases:\n- {name: x, date: 2024-01-01, expect: {}}",
        "cases:\n- {name: x, date: 2024-01-01, expect: [a]}",
        "cases:\n- {name: x, date: 2024-01-01, expect: {\"7\": {eligible: true}}}",
        "cases:\n- {name: x, date: 2024-01-01, expect: {\"1\": true}}",
        "cases:\n- {name: x, date: 2024-01-01, expect: {\"1\": {amount: 5}}}",
        "cases:\n- {name: x, date: 2024-01-01, expect: {\"1\": {eligible: yes}}}",
        "cases:\n- {name: x, date: 2024-01-01, expect: {\"1\": {eligible: [true]}}}",
        "cases:\n- {name: x, date: 2024-01-01, expect: {\"1\": {eligible: true, amont: 5}}}",
        "cases:\n- {name: x, date: 2024-01-01, expect: {\"1\": {eligible: true, amount: unknown, between: 5}}}",
        "cases:\n- {name: x, date: 2024-01-01, expect: {\"1\": {eligible: true, missing: x}}}",
        "cases:\n- {name: x, date: 2024-01-01, facts: [a], expect: {\"1\": {eligible: true}}}",
        "cases:\n- {name: x, date: 2024-01-01, facts: {enterprise: {capitl: 5}}, expect: {\"1\": {eligible: true}}}",
        "cases:\n- {name: x, date: 2024-01-01, facts: {received: [{support: \"7\", date: 2020-01-01, amount: 5}]}, expect: {\"1\": {eligible: true}}}",
        "cases:\n- {name: x, date: 2024-01-01, fact: {}, expect: {\"1\": {eligible: true}}}",
        "given: [a]\ncases:\n- {name: x, date: 2024-01-01, expect: {\"1\": {eligible: true}}}",
        "givn: {}\ncases: []",
        "5",
    ],
)  # fmt: skip
def test_a_case_file_of_the_wrong_shape_is_refused_with_its_line(desk: Desk, cases: str) -> None:
    made = desk.one("values: {x: 5}\namount: x", cases=cases)
    with pytest.raises(DataError) as caught:
        load_cases(made.library, made.policy)
    problems: tuple[LuodiError, ...] = caught.value.problems if isinstance(caught.value, Problems) else (caught.value,)
    assert all(p.place.file.endswith("cases.yaml") for p in problems)


def test_supports_without_a_case_are_named(desk: Desk) -> None:
    made = desk.several("values: {x: 5}\namount: x", "discretion: 视情况")
    assert uncovered(made.policy, load_cases(made.library, made.policy)) == ["2"]
