"""An encoded policy is compared with its document: clauses, figures, and nothing left unexplained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from luodi.engine.core.errors import NotFound
from luodi.engine.library.verify import Verification, find_document, verify

if TYPE_CHECKING:
    from tests.conftest import Desk

DOCUMENT = """\
小镇促进工坊发展的若干措施

一、支持添置设备
对添置设备的工坊，按设备费的20%给予补助，最高30万元。

二、支持租用场地
对租用场地的工坊，连续3年给予每年5000元的补助。

三、附则
本措施自2020年1月1日起施行。
"""
ONE = "values: {rate: 0.2, cap: 300_000}\nat_most: min(capital * rate, cap)\n"
TWO = "values: {yearly: 5_000}\namount: yearly\nyears_paid: 3\n"
IN_FORCE = "{from: 2020-01-01, clause: 三}"


def verified(
    desk: Desk, tmp_path: Path, one: str = ONE, two: str = TWO, clause: str = "一", own: str = "1", document: str = DOCUMENT, head: str = ""
) -> Verification:  # fmt: skip
    supports = desk.support(one, own, clause) + (desk.support(two, "2", "二") if two else "")
    file = tmp_path / "plan.txt"
    file.write_text(document, "utf-8")
    return verify(desk.plan(supports, head, in_force=IN_FORCE).policy, file)


def found(result: Verification) -> list[str]:
    return [str(f) for f in result.findings]


def test_a_policy_that_agrees_has_no_findings(desk: Desk, tmp_path: Path) -> None:
    result = verified(desk, tmp_path)
    assert found(result) == []
    assert (result.clauses, result.figures, result.explained) == (3, 4, 5)


@pytest.mark.parametrize("wrong", ["rate: 0.25", "cap: 3_000_000"])
def test_a_figure_that_is_not_in_the_clause_is_found_and_the_printed_one_is_left_over(
    desk: Desk, tmp_path: Path, wrong: str
) -> None:
    name, _, _ = wrong.partition(":")
    right = {"rate": "rate: 0.2", "cap": "cap: 300_000"}[name]
    faults = found(verified(desk, tmp_path, ONE.replace(right, wrong)))
    assert len(faults) == 2
    assert f"1 的 {name}" in faults[0]
    assert "没有着落" in faults[1]


def test_a_figure_of_another_clause_does_not_count(desk: Desk, tmp_path: Path) -> None:
    faults = found(verified(desk, tmp_path, ONE.replace("cap: 300_000", "cap: 5_000")))
    assert any("1 的 cap" in fault for fault in faults)


def test_a_clause_that_is_not_there_is_found(desk: Desk, tmp_path: Path) -> None:
    faults = found(verified(desk, tmp_path, clause="七", own="7"))
    assert any("条款 7 不在文件里" in fault for fault in faults)


def test_a_clause_that_nobody_encoded_is_found_by_its_figures(desk: Desk, tmp_path: Path) -> None:
    faults = found(verified(desk, tmp_path, two=""))
    assert len(faults) == 2
    assert all("条款 2 " in fault and "没有任何一项引这一条" in fault for fault in faults)


def test_a_clause_without_support_is_explained_by_also_read(desk: Desk, tmp_path: Path) -> None:
    head = "also_read:\n- {clause: 二, holds: 连续3年，每年5000元}"
    assert found(verified(desk, tmp_path, two="", head=head)) == []


def test_what_no_formula_holds_is_explained_by_our_own_words(desk: Desk, tmp_path: Path) -> None:
    document = DOCUMENT.replace("最高30万元。", "最高30万元，须有10名工匠。")
    assert len(found(verified(desk, tmp_path, document=document))) == 1
    assert found(verified(desk, tmp_path, ONE + "unmodelled: [须有10名工匠]", document=document)) == []


def test_an_assumed_figure_need_not_stand_in_the_text(desk: Desk, tmp_path: Path) -> None:
    body = ONE.replace("cap)", "cap) / basis") + "open_questions: [{ask: 按什么计, assume: {basis: 365}}]"
    assert found(verified(desk, tmp_path, body)) == []


def test_a_document_is_found_by_the_id_of_its_policy(tmp_path: Path) -> None:
    (tmp_path / "north").mkdir()
    (tmp_path / "north/plan.txt").write_text(DOCUMENT, "utf-8")
    assert find_document(tmp_path, "north/plan") == tmp_path / "north/plan.txt"
    with pytest.raises(NotFound) as caught:
        find_document(tmp_path, "north/other")
    assert "north/other.txt" in caught.value.fix
