"""What the review lets pass, what it joins, and that it holds on any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.documents import read, read_text
from luodi.engine.extraction.review import SEVERITIES, Finding, review

from .test_review import CASES, PAID, found, paying, plan, policy

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def codes(text: str) -> set[str]:
    return {finding.code for finding in review(read_text(text))}


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [
        ("营业收入1000万元以下", "营业收入1000万元以上", "tiers-overlap"),
        ("营业收入不超过1000万元", "营业收入1000万元（含）以上", "tiers-overlap"),
        ("营业收入500万元至1000万元", "营业收入800万元至2000万元", "tiers-overlap"),
        ("营业收入低于1000万元", "营业收入1000万元以上", None),
        ("营业收入低于1000万元", "营业收入超过1000万元", "tiers-gap"),
        ("营业收入500万元（含）—1000万元（不含）", "营业收入1000万元（含）—2000万元（不含）", None),
        ("营业收入500万元以上、1000万元以下", "营业收入2000万元以上", "tiers-gap"),
        ("营业收入达到1000万元", "营业收入达到5000万元", None),  # a stair: the highest step counts
    ],
)
def test_tiers_meet_without_overlap_or_gap(low: str, high: str, code: str | None) -> None:
    text = policy(f"一、支持企业。{low}的企业，给予10万元奖励；{high}的企业，给予30万元奖励。")
    assert {name for name in codes(text) if name.startswith("tiers")} == ({code} if code else set())


def test_tiers_in_clauses_beside_each_other_are_one_ladder() -> None:
    text = policy(
        "一、支持投资\n\n1. 对总投资在1000万元及以下的项目，给予50万元补助。\n\n2. 对总投资在1000万元以上的项目，给予90万元补助。"
    )
    (finding,) = found(text, "tiers-overlap")
    assert finding.message == "恰好1000万元时，“1000万元及以下”和“1000万元以上”都适用"
    assert finding.path == "一/2"


def test_below_alone_is_worth_a_look_unless_the_text_says_what_it_means() -> None:
    text = "一、支持企业。营业收入1000万元以下的企业，给予10万元奖励；营业收入1000万元以上的企业，给予30万元奖励。"
    (finding,) = found(policy(text), "tiers-overlap")
    assert finding.severity == "low"
    assert not found(policy(text + "\n\n二、附则。本政策所称“以上”包含本数，“以下”不含本数。"), "tiers-overlap")


def test_several_words_for_what_is_spent_are_one_finding() -> None:
    text = policy(
        "一、支持研发。对入选项目，按总投入的30%给予最高200万元补助。\n\n二、支持场景。对入围项目，按实际投入的30%给予最高100万元补助。"
    )
    (finding,) = found(text, "base-undefined")
    assert finding.message == "算钱用了2个说法：“总投入”“实际投入”，全文都没有定义"
    assert len(finding.places) == 1


@pytest.mark.parametrize(
    "base",
    [
        "上年度可加计扣除的实际研发投入",
        "国家拨付资金",
        "新购置研发设备总价",
        "软硬件投资额（不包括财政投入部分）",
    ],
)
def test_a_base_that_the_words_fix_is_no_open_term(base: str) -> None:
    assert not found(policy(f"一、支持研发。对入选企业，按{base}的20%给予最高100万元补助。"), "base-undefined")


def test_a_list_of_costs_before_the_rate_is_a_definition() -> None:
    text = (
        "一、支持测试。对企业研发中的环境搭建、设备租赁、数据采购等费用，按不高于测试费用30%的比例给予最高90万元补贴。"
    )
    assert not found(policy(text), "base-undefined")


def test_local_contribution_is_open_even_where_no_rate_is_taken_of_it() -> None:
    text = "一、支持企业。对入库企业按设备发票金额的10%给予奖励，最高50万元，且不超过企业当年对本区经济发展贡献。"
    (finding,) = found(policy(text), "base-undefined")
    assert "本区经济发展贡献" in finding.message and "税" in finding.question


def test_what_rules_will_say_is_low_in_the_policy_that_leaves_it_to_them() -> None:
    text = "一、支持上云。对上云企业，给予最高50万元补助。\n\n二、附则。市有关部门根据本政策另行制定实施细则。"
    assert [finding.severity for finding in found(policy(text), "cap-without-rate")] == ["low"]


def test_a_ceiling_says_what_it_leaves_open() -> None:
    messages = [
        found(policy(f"一、支持企业。对入库企业，{words}给予最高50万元补助。"), "cap-without-rate")[0].message
        for words in ("", "按照销售增长幅度", "分级", "视情况")
    ]
    assert messages == [
        "只有最高50万元，没有比例、标准或分档",
        "写了按“销售增长幅度”，没有写按多少；只有最高50万元",
        "写了分级（分类）给予，却只有最高50万元，没有各级各给多少",
        "写了“视情况”，没有写看什么情况；只有最高50万元",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一、支持团队。对顶尖团队，以“一事一议”方式给予最高1亿元资金支持。",
        "一、支持落地。对固定资产投资达到1亿元的企业，给予500万元奖励。单个企业五年里累计不超过1000万元。",
        "一、支持活动。对举办活动的机构，按效果给予不超过50万元补贴。\n\n（一）省级活动给予20万元补贴。\n\n（二）全国活动给予50万元补贴。",
    ],
)
def test_a_ceiling_with_a_way_to_a_sum_is_let_pass(text: str) -> None:
    assert not found(policy(text), "cap-without-rate")


def test_a_cap_above_sums_below_it_and_a_total_below_the_years() -> None:
    below = policy(
        "一、支持活动。对活动给予不超过50万元补贴。\n\n（一）省级活动给予20万元补贴。\n\n（二）全国活动给予80万元补贴。"
    )
    (finding,) = found(below, "cap-below-tier")
    assert "80万元" in finding.message and "30万元" in finding.why and len(finding.places) == 1
    years = policy("一、支持平台。对认定的平台，每年给予200万元补助，连续支持3年，单个平台累计不超过500万元。")
    assert "共600万元" in found(years, "cap-below-tier")[0].message


def test_a_threshold_of_a_share_says_of_what() -> None:
    text = (
        "一、支持改造。对购置本地设备超过50%的企业，给予30万元补助；对本地设备金额占比超过70%的企业，给予50万元补助。"
    )
    (finding,) = found(policy(text), "rate-without-base")
    assert finding.message.startswith("门槛写了50%")


def test_tiers_are_not_one_thing_with_two_sums() -> None:
    text = "一、支持场景。对总投资1000万元及以下的示范场景，给予100万元补助；对总投资超过1000万元的示范场景，给予300万元补助。"
    assert not found(policy(text), "grant-two-sums")


def test_a_part_with_a_ceiling_of_its_own_may_or_may_not_have_the_rate() -> None:
    text = "一、支持研发。对入选项目，按研发设备发票金额的20%给予补助，单个项目最高500万元；其中，对芯片项目给予最高1000万元补助。"
    (finding,) = found(policy(text), "rate-after-rate")
    assert "5000万元" in finding.why
    firms = "一、支持上云。按企业购买服务金额的20%给予补助，单个平台最高200万元，其中单个企业最高5万元。"
    assert not found(policy(firms), "rate-after-rate")


def test_the_whole_of_something_has_no_end() -> None:
    text = "一、支持总部。按企业当年的地方贡献给予全额奖励。"
    assert [finding.message for finding in found(policy(text), "rate-without-cap")] == ["“全额奖励”没有封顶"]
    assert not found(policy(text), "promise-without-sum")


@pytest.mark.parametrize(
    "goals",
    [
        "到2026年，每年形成重大技术成果5项以上，其中语音领域每年形成重大技术成果2项以上。",
        "到2025年，智能产业核心规模达到300亿元；到2026年，智能产业核心规模达到500亿元。",
    ],
)
def test_goals_that_are_parts_or_stages_do_not_contradict(goals: str) -> None:
    assert not found(plan(goals), "goal-two-numbers")


def test_tasks_of_several_fields_may_repeat_an_indicator() -> None:
    text = (
        "示例市行动计划（2024—2026年）\n\n一、发展目标\n\n到2026年，建成示范应用场景10个。\n\n二、重点任务\n\n"
        "（一）智能制造。到2026年，建成示范应用场景4个。\n\n（二）智能医疗。到2026年，建成示范应用场景6个。\n"
    )
    assert not found(text, "goal-two-numbers")


def test_a_headline_that_one_part_reaches_alone_adds_up() -> None:
    text = "培育“1000+”创新企业，培育1000家以上创新企业，重点培育10家以上领军企业。"
    assert not found(plan(text), "headline-sum")


def test_a_title_that_names_clauses_of_another_document_counts_nothing() -> None:
    assert not found(policy("一、支持研发。", "《示例市若干政策》第三、七条政策实施细则"), "title-count")


def test_articles_of_a_law_are_not_looked_for_here() -> None:
    text = "第一条 支持研发。\n\n第二条 按照《招标投标法》第五十条执行。\n\n第三条 追回资金。"
    assert not found(policy(text), "clause-not-there")


def test_an_item_of_an_article_is_looked_for_too() -> None:
    text = "第一条 申报条件如下：\n\n（一）有平台；\n\n（二）有团队。\n\n第二条 违反第一条第（五）项的，追回资金。"
    assert [finding.message for finding in found(policy(text), "clause-not-there")] == [
        "引了“第一条第（五）项”，本文没有这一条"
    ]


def test_validity_that_ends_before_it_begins() -> None:
    text = paying(
        ending="九、附则。同一项目不重复享受。申报时间为每年3月。本政策自2024年5月1日起施行，有效期至2023年12月31日。\n"
    )
    assert [finding.message for finding in found(text, "dates-reversed")] == ["2024-05-01起施行，2023-12-31就失效"]


def test_a_deadline_that_was_past_when_the_text_was_issued() -> None:
    text = (
        "示例市行动方案\n\n一、重点任务\n\n（一）建设中心。2020年底前建成算力中心。\n\n示例市人民政府\n\n2023年5月6日\n"
    )
    assert [finding.message for finding in found(text, "deadline-out-of-term")] == [
        "文件2023年印发，这项任务的期限是2020年，已经过去"
    ]


def test_a_plan_with_a_few_grants_is_not_asked_how_to_apply() -> None:
    text = f"示例市行动方案\n\n{PAID}"
    assert not codes(text) & {"application-missing", "combining-missing", "validity-missing", "end-missing"}


def test_a_policy_without_any_body_is_told_once() -> None:
    text = "示例市若干政策\n\n" + "\n\n".join(
        f"{n}、支持{n}号平台。对建成的平台给予{place}0万元补助。" for place, n in enumerate("一二三四", 1)
    )
    (finding,) = found(text, "grant-without-body")
    assert len(finding.places) == 3 and "4项" in finding.message


def test_a_closing_part_without_bodies_is_let_pass() -> None:
    tasks = "\n\n".join(f"（{n}）建设{n}号平台。建设平台。（责任单位：市科技局）" for n in "一二三四五六")
    text = f"示例市行动方案\n\n一、重点任务\n\n{tasks}\n\n二、保障措施\n\n（一）加强领导。成立专班。\n\n（二）加强宣传。办好活动。\n"
    assert not found(text, "task-without-body")


def test_the_gravest_comes_first_and_kinds_stay_together() -> None:
    text = "\n".join(case[1].partition("\n")[2] for case in CASES[:12])
    findings = review(read_text("示例市若干政策\n" + text))
    ranks = [SEVERITIES.index(finding.severity) for finding in findings]
    assert ranks == sorted(ranks)
    kinds = [(finding.severity, finding.code) for finding in findings]
    assert len(dict.fromkeys(kinds)) == sum(one != other for one, other in zip(kinds, [None, *kinds], strict=False))


def test_blanks_inside_figures_and_half_width_marks_change_nothing() -> None:
    tidy = policy(
        "一、支持改造。总投资1000万元及以下的项目，给予100万元补助；总投资1000万元以上的项目，给予300万元补助。"
    )
    loose = policy(
        "一、支持改造。总投资 1000 万元及以下的项目,给予 100 万元补助;总投资 1000 万元以上的项目,给予 300 万元补助。"
    )
    assert [f.message for f in review(read_text(tidy))] == [f.message for f in review(read_text(loose))]


@given(st.sampled_from([text for case in CASES for text in case[1:]]), st.data())
def test_no_cut_or_swap_of_a_text_breaks_a_check(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    document = read_text(
        text[:start] + data.draw(st.sampled_from(["", "\n\n", "、", "（", "500万元", "其中，"])) + text[end:]
    )
    for finding in review(document):
        assert 0 <= finding.span.start < finding.span.end <= len(document.text)


def _real(name: str) -> tuple[Finding, ...]:
    file = CORPUS / f"{name}.txt"
    if not file.exists():
        pytest.skip("没有 ../shared/corpus，跳过真实文件的测试")
    return review(read(file))


@pytest.mark.parametrize(
    ("name", "path", "code"),
    [
        ("zhejiang/hangzhou/ai-zone-policy", "四", "tiers-overlap"),
        ("zhejiang/hangzhou/ai-zone-policy", "一", "rate-after-rate"),
        ("guangdong/guangzhou/huangpu/ai-rules", "第六章/第三十一条", "rate-and-fixed"),
        ("guangdong/guangzhou/huangpu/ai-rules", "第三章/第十一条", "sum-without-unit"),
        ("beijing/haidian/ai-fifteen-measures", "第二条", "years-or-total"),
        ("sichuan/chengdu/ai-policy-rules", "三/（十一）/3", "floor-against-rate"),
        ("hunan/changsha/ai-policy", "二/（一）", "list-without-classes"),
        ("tianjin/smart-manufacturing-policy", "五/17", "rate-without-base"),
        ("hubei/wuhan/ai-zone-policy-rules", "", "validity-missing"),
    ],
)
def test_what_a_drafter_would_want_to_know_of_real_texts(name: str, path: str, code: str) -> None:
    assert (path, code) in {(finding.path, finding.code) for finding in _real(name)}


@pytest.mark.parametrize(
    "name",
    [
        "chongqing/ai-zone-plan",
        "sichuan/chengdu/ai-zone-plan",
        "tianjin/ai-zone-plan",
        "anhui/hefei/ai-zone-plan-2020-2023",
    ],
)
def test_plans_whose_numbers_hold_have_no_grave_finding(name: str) -> None:
    assert not [finding.message for finding in _real(name) if finding.severity == "high"]
