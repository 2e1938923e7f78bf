"""A draft from a document: what the words decide alone is written, the rest is asked; a second run keeps what a person wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.core.errors import DataError, Problems
from luodi.engine.documents import read_text
from luodi.engine.extraction.extract import extract
from luodi.engine.library import Library
from luodi.engine.library.draft import Drafted, draft
from luodi.engine.library.verify import verify
from luodi.engine.rules.answer import Claim
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.model import Kind, Policy
from luodi.engine.rules.situation import Situation

AT = "demo/city/ai-policy"
TEXT = """示例市促进人工智能产业发展若干政策

一、支持研发。对经认定的重点企业，按上年度研发费用的20%给予补助，最高不超过100万元。（责任单位：市科技局、市财政局）

二、支持平台。对新认定的国家级、省级、市级实验室，分别给予200万元、100万元、50万元支持。（责任单位：市科技局）

三、支持场景。每年评选不超过10个示范项目，每个项目给予最高50万元奖励；特别重大的实行“一事一议”。（责任单位：市工信局）

四、支持投入。按核心投入的30%给予最高80万元补助。

五、支持成长。对营业收入达到1亿元、5亿元的企业，分别给予50万元、100万元奖励。

六、支持活动。对活动给予30万元—50万元补助。对贷款给予每年最高20万元贴息，连续3年。

七、附则。同一项目按就高不重复原则享受。本政策自2024年1月1日起施行，有效期至2026年12月31日。
"""


def drafted(folder: Path, text: str = TEXT, region: str = "330100") -> tuple[Drafted, Policy, str]:
    document = read_text(text)
    made = draft(Library(folder), AT, document, extract(document), region)
    written = (folder / AT / "policy.yaml").read_text("utf-8")
    return made, Library(folder).policy(AT), written


def support(policy: Policy, own: str) -> tuple[str, list[str]]:
    found = policy.support(own)
    assert found is not None
    return found.kind.value, [question.ask for question in found.open_questions]


def test_what_the_words_decide_alone_is_written(tmp_path: Path) -> None:
    _, policy, written = drafted(tmp_path)
    assert policy.draft
    assert (policy.title, policy.region, policy.combining) == (
        "示例市促进人工智能产业发展若干政策",
        "330100",
        "highest_only",
    )
    assert (str(policy.validity.start), str(policy.validity.end)) == ("2024-01-01", "2026-12-31")
    assert "values: {rate: 0.2, cap: 1_000_000}" in written
    assert 'at_most: "min(rd_expense * rate, cap)"' in written
    assert "year: last" in written
    assert "classes: {national: 2_000_000, provincial: 1_000_000, municipal: 500_000}" in written
    assert "tiers: [[100_000_000, 500_000], [500_000_000, 1_000_000]]" in written
    assert 'amount: "step(main_revenue, tiers)"' in written
    assert "quota: {count: 10}" in written
    assert "values: {cap: 500_000, floor: 300_000}" in written
    assert "years_paid: 3" in written
    assert [s.bodies for s in policy.supports][:2] == [("市科技局", "市财政局"), ("市科技局",)]


def test_what_a_person_must_decide_is_asked(tmp_path: Path) -> None:
    _, policy, _ = drafted(tmp_path)
    kind, asked = support(policy, "4")
    assert kind == "at_most"
    assert any("比例的基数“核心投入”是哪个事实" in ask for ask in asked)
    assert all(any("when" in ask for ask in support(policy, s.id)[1]) for s in policy.supports)
    assert support(policy, "3-2")[0] == "discretion"
    assert all(question.undecided for s in policy.supports for question in s.open_questions)


def test_the_draft_holds_every_figure_of_the_text(tmp_path: Path) -> None:
    _, policy, _ = drafted(tmp_path)
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT, "utf-8")
    assert verify(policy, copy).findings == ()


def test_a_draft_is_never_answered_without_saying_so(tmp_path: Path) -> None:
    from datetime import date

    _, policy, _ = drafted(tmp_path)
    answer = check_up([policy], Situation(date(2025, 1, 1)), Library(tmp_path).vocabulary)
    claims: list[Claim] = list(answer.claims())
    assert claims
    assert all(claim.support.draft for claim in claims)


def test_no_region_no_guess(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="地区"):
        drafted(tmp_path, TEXT.replace("示例市", "某"), "")
    assert not (tmp_path / AT).exists()


@pytest.mark.parametrize("policy_id", ["Demo", "demo", "demo//x", "../x/y"])
def test_an_id_that_is_none_is_refused(tmp_path: Path, policy_id: str) -> None:
    document = read_text(TEXT)
    with pytest.raises(DataError, match="id"):
        draft(Library(tmp_path), policy_id, document, extract(document), "330100")


def test_a_second_run_over_the_same_text_changes_no_character(tmp_path: Path) -> None:
    _, _, before = drafted(tmp_path)
    made, _, after = drafted(tmp_path)
    assert before == after
    assert {change.what for change in made.changes} == {"kept"}
    assert not made.created


def test_only_what_changed_is_touched_and_a_persons_words_stay(tmp_path: Path) -> None:
    drafted(tmp_path)
    path = tmp_path / AT / "policy.yaml"
    mine = (
        path.read_text("utf-8")
        .replace("title: 支持平台补助", "title: 重点实验室奖补")
        .replace("status: draft\n", "status: draft\nlead: 市科技局\n")
    )
    path.write_text(mine, "utf-8")
    text = TEXT.replace("分别给予200万元", "分别给予300万元").replace("最高不超过100万元", "最高不超过150万元")
    made, policy, written = drafted(tmp_path, text)
    changes = {change.id: change.what for change in made.changes}
    assert (changes["1"], changes["2"], changes["3-1"]) == ("rewritten", "asked", "kept")
    assert "cap: 1_500_000" in written
    assert "title: 重点实验室奖补" in written
    assert "national: 2_000_000" in written.split("title: 重点实验室奖补")[1].split("to_decide")[0]
    assert any("原文改了" in ask and "3_000_000" in ask for ask in support(policy, "2")[1])
    assert policy.lead == "市科技局"
    again, _, same = drafted(tmp_path, text)
    assert {change.what for change in again.changes} == {"kept"}
    assert same == written


def test_a_grant_that_is_gone_is_asked_about_and_a_new_one_gets_an_id_of_its_own(tmp_path: Path) -> None:
    drafted(tmp_path)
    text = TEXT.replace("四、支持投入。按核心投入的30%给予最高80万元补助。\n\n", "").replace(
        "；特别重大", "；对落地企业给予5万元奖励；特别重大"
    )
    made, policy, _ = drafted(tmp_path, text)
    changes = {change.id: change.what for change in made.changes}
    assert changes["3-3"] == "added"
    assert changes["4"] == "gone"
    assert any("找不到" in ask for ask in support(policy, "4")[1])
    assert support(policy, "3-2")[0] == "discretion"


def test_a_support_that_a_person_added_by_hand_is_kept(tmp_path: Path) -> None:
    drafted(tmp_path)
    path = tmp_path / AT / "policy.yaml"
    own = '\n- id: "7"\n  title: 我自己写的\n  clause: 七\n  instrument: grant\n  discretion: 另定\n'
    path.write_text(path.read_text("utf-8") + own, "utf-8")
    made, policy, _ = drafted(tmp_path)
    assert {change.what for change in made.changes} == {"kept"}
    assert policy.support("7") is not None


def test_a_document_without_supports_makes_a_frame_that_loads(tmp_path: Path) -> None:
    _, policy, _ = drafted(tmp_path, "示例市办法\n\n一、总则。加强管理。\n")
    assert policy.supports == ()
    assert any("有效期" in question.ask for question in policy.open_questions)


def test_what_is_undecided_cannot_be_called_reviewed(tmp_path: Path) -> None:
    drafted(tmp_path)
    path = tmp_path / AT / "policy.yaml"
    path.write_text(path.read_text("utf-8").replace("status: draft", "status: reviewed"), "utf-8")
    with pytest.raises(Problems) as refused:
        Library(tmp_path).policy(AT)
    assert any("待定" in str(problem) for problem in refused.value.problems)


def test_about_names_a_value_of_the_support(tmp_path: Path) -> None:
    drafted(tmp_path)
    path = tmp_path / AT / "policy.yaml"
    path.write_text(path.read_text("utf-8").replace("about: [rate]", "about: [rat]"), "utf-8")
    with pytest.raises(Problems) as refused:
        Library(tmp_path).policy(AT)
    assert any("rat" in str(problem) for problem in refused.value.problems)


def test_kinds_are_those_of_the_format() -> None:
    assert {kind.value for kind in Kind} == {"amount", "at_most", "discretion"}
