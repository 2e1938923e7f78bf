"""Every check of the review: one text that it remarks on, and one like it that is in order."""

from __future__ import annotations

import pytest

from luodi.engine.documents import read_text
from luodi.engine.extraction.review import CHECKS, Finding, review

#: Three grants that are in order, for the checks that look at a policy that pays.
PAID = (
    "一、支持平台。对建成的平台给予100万元补助，对扩建的平台给予50万元补助。（责任单位：市科技局）\n\n"
    "二、支持标准。对主导制定国家标准的企业，每项给予20万元奖励。（责任单位：市市场监管局）\n\n"
    "三、支持赛事。对获得全国一等奖的团队给予10万元奖励。（责任单位：市教育局）\n\n"
)
ENDING = (
    "九、附则。申报时间为每年3月，申报材料见申报通知。同一项目按就高原则不重复享受。"
    "本政策自2024年1月1日起施行，有效期至2026年12月31日。\n"
)


def policy(text: str, title: str = "示例市若干政策") -> str:
    return f"{title}\n\n{text}\n"


def paying(text: str = "", ending: str = ENDING, title: str = "示例市若干政策") -> str:
    return f"{title}\n\n{PAID}{text}\n\n{ending}"


def plan(goals: str, tasks: str = "", title: str = "示例市行动计划（2024—2026年）") -> str:
    return f"{title}\n\n一、总体要求\n\n（一）发展目标。{goals}\n\n二、重点任务\n\n（一）{tasks or '建设平台。建设平台。'}\n"


CASES: tuple[tuple[str, str, str], ...] = (
    (
        "tiers-overlap",
        policy("一、支持改造。总投资1000万元及以下的项目，给予100万元补助；总投资1000万元以上的项目，给予300万元补助。"),
        policy("一、支持改造。总投资1000万元及以下的项目，给予100万元补助；总投资超过1000万元的项目，给予300万元补助。"),
    ),
    (
        "tiers-gap",
        policy("一、支持营收。年营业收入不超过2000万元的企业，给予10万元奖励；年营业收入5000万元以上的企业，给予30万元奖励。"),
        policy("一、支持营收。年营业收入不超过2000万元的企业，给予10万元奖励；年营业收入超过2000万元的企业，给予30万元奖励。"),
    ),
    (
        "cap-below-tier",
        policy("一、支持落地。固定资产投资达到5000万元、1亿元的企业，分别给予300万元、800万元奖励，单个企业最高不超过500万元。"),
        policy("一、支持落地。固定资产投资达到5000万元、1亿元的企业，分别给予300万元、800万元奖励，单个企业最高不超过800万元。"),
    ),
    (
        "list-unequal",
        policy("一、支持获奖。对获得一等奖、二等奖的项目，分别给予50万元、30万元、10万元奖励。"),
        policy("一、支持获奖。对获得一等奖、二等奖、三等奖的项目，分别给予50万元、30万元、10万元奖励。"),
    ),
    (
        "list-without-classes",
        policy("一、支持人才。对入选的人才，根据人才类别分别给予60万元、40万元、20万元补贴。"),
        policy("一、支持人才。对入选的国家级、省级、市级人才，分别给予60万元、40万元、20万元补贴。"),
    ),
    (
        "floor-against-rate",
        policy("一、支持租房。对新办企业租用办公用房的，按照实际租金不超过50%的标准，最低2万元，最高20万元给予补助。"),
        policy("一、支持租房。对新办企业租用办公用房的，按照实际租金50%的标准，最高20万元给予补助。"),
    ),
    (
        "rate-and-fixed",
        policy("一、支持参展。对参加展会的企业，按实际展位费的50%给予补助，每家企业每年补助20万元。"),
        policy("一、支持参展。对参加展会的企业，按实际展位费的50%给予补助，每家企业每年最高补助20万元。"),
    ),
    (
        "grant-two-sums",
        policy(
            "一、支持研发。对通过验收的智能芯片研发平台，给予最高200万元补助。\n\n"
            "二、支持平台。对通过验收的智能芯片研发平台，给予最高300万元补助。"
        ),
        policy(
            "一、支持研发。对通过验收的国家级智能芯片研发平台，给予最高300万元补助。\n\n"
            "二、支持平台。对通过验收的市级智能芯片研发平台，给予最高200万元补助。"
        ),
    ),
    (
        "rate-never-applies",
        policy("一、支持投资。对总投资1亿元以上的项目，按总投资的10%给予最高500万元补助。"),
        policy("一、支持投资。对总投资1亿元以上的项目，按总投资的10%给予最高5000万元补助。"),
    ),
    (
        "percent-over-100",
        policy("一、支持贷款。对企业的贷款利息，按120%的比例给予补贴，最高50万元。"),
        policy("一、支持贷款。对企业的贷款利息，按12%的比例给予补贴，最高50万元。"),
    ),
    (
        "rate-without-base",
        policy("一、支持升级。对国家级创新中心，给予1:1地方配套，最高500万元。"),
        policy("一、支持升级。对国家级创新中心，按国家拨付资金给予1:1配套，最高500万元。"),
    ),
    (
        "cap-without-rate",
        policy("一、支持上云。对上云企业，给予最高50万元补助。"),
        policy("一、支持上云。对上云企业，按实际支付云服务费的30%给予最高50万元补助。"),
    ),
    (
        "rate-after-rate",
        policy("一、支持研发。对入选项目，按研发设备发票金额的20%给予补助，最高500万元，其中，对芯片项目给予最高1000万元的补助。"),
        policy("一、支持研发。对入选项目，按研发设备发票金额的20%给予补助，最高500万元。"),
    ),
    (
        "rate-is-ceiling",
        policy("一、支持上云。对上云企业，给予不超过云服务合同金额30%、最高50万元的补助。"),
        policy("一、支持上云。对上云企业，按云服务合同金额的30%给予补助，最高50万元。"),
    ),
    (
        "range-without-measure",
        policy("一、支持园区。每年给予园区200—500万元资金补助。"),
        policy("一、支持园区。每年给予园区200万元资金补助。"),
    ),
    (
        "rate-without-cap",
        policy("一、支持采购。对采购本地产品的单位，按采购金额的10%给予补贴。"),
        policy("一、支持采购。对采购本地产品的单位，按采购金额的10%给予补贴，单个单位每年不超过100万元。"),
    ),
    (
        "years-or-total",
        policy("一、支持平台。对重大平台，给予最高1000万元资金支持，连续支持三年。"),
        policy("一、支持平台。对重大平台，每年给予最高1000万元资金支持，连续支持三年。"),
    ),
    (
        "instalments-open",
        policy("一、支持总部。对新设总部给予3000万元奖励，奖励资金分3年拨付。"),
        policy("一、支持总部。对新设总部给予3000万元奖励，奖励资金分3年按40%、30%、30%拨付。"),
    ),
    (
        "shares-not-100",
        policy("一、资金来源。以上奖补资金由市级财政承担60%，区级财政承担30%。"),
        policy("一、资金来源。以上奖补资金由市级财政承担60%，区级财政承担40%。"),
    ),
    (
        "currency-without-rate",
        policy("一、支持总部。对估值10亿美元以上的企业总部，给予500万元奖励。"),
        policy("一、支持总部。对估值10亿美元以上的企业总部，给予500万元奖励。估值按认定日汇率中间价折算。"),
    ),
    (
        "sum-without-unit",
        policy("一、支持平台。对实际建设投资不低于500万的平台，给予100万元奖励。"),
        policy("一、支持平台。对实际建设投资不低于500万元的平台，给予100万元奖励。"),
    ),
    (
        "title-count",
        policy("第一条 支持研发。\n\n第二条 支持应用。\n\n第三条 支持人才。", "示例市支持智能产业的五条措施"),
        policy("第一条 支持研发。\n\n第二条 支持应用。\n\n第三条 支持人才。", "示例市支持智能产业的三条措施"),
    ),
    (
        "headline-sum",
        plan("推出“50+”创新场景，在制造领域形成10个以上领先场景，在医疗领域形成20个以上应用场景。"),
        plan("推出“50+”创新场景，在制造领域形成10个以上领先场景，在医疗领域形成40个以上应用场景。"),
    ),
    (
        "list-count",
        plan("实施算力筑基、场景牵引、人才汇聚四大工程。"),
        plan("实施算力筑基、场景牵引、人才汇聚三大工程。"),
    ),
    (
        "parts-above-whole",
        plan("引进项目总投资100亿元，其中芯片项目80亿元、机器人项目50亿元。"),
        plan("引进项目总投资100亿元，其中芯片项目50亿元、机器人项目30亿元。"),
    ),
    (
        "heading-differs",
        policy("一、支持研发\n\n（一）最高补助500万元\n\n对入选项目，按设备发票金额的20%给予最高300万元补助。"),
        policy("一、支持研发\n\n（一）最高补助500万元\n\n对入选项目，按设备发票金额的20%给予最高500万元补助。"),
    ),
    (
        "fund-smaller",
        policy("一、设立基金。设立智能产业基金，首期规模达50亿元，总规模达30亿元。"),
        policy("一、设立基金。设立智能产业基金，首期规模达50亿元，总规模达100亿元。"),
    ),
    (
        "goal-two-numbers",
        plan("到2026年，培育智能制造龙头企业10家。", "培育企业。到2026年，培育智能制造龙头企业12家。"),
        plan("到2026年，培育智能制造龙头企业10家。", "培育企业。到2026年，培育智能制造龙头企业10家左右。"),
    ),
    (
        "goal-falls",
        plan("到2024年，智能产业核心规模达到300亿元；到2026年，智能产业核心规模达到200亿元。"),
        plan("到2024年，智能产业核心规模达到300亿元；到2026年，智能产业核心规模达到500亿元。"),
    ),
    (
        "goal-without-year",
        plan("力争经过3—5年努力，智能产业核心规模超过500亿元。", title="示例市行动方案"),
        plan("力争到2026年，智能产业核心规模超过500亿元。", title="示例市行动方案"),
    ),
    (
        "goal-outside-plan",
        plan("到2030年，智能产业核心规模达到500亿元。"),
        plan("到2026年，智能产业核心规模达到500亿元。"),
    ),
    (
        "base-undefined",
        policy("一、支持场景。对入围项目，按照其实际投入的30%给予最高200万元补助。"),
        policy(
            "一、支持场景。对入围项目，按照其实际投入的30%给予最高200万元补助。\n\n"
            "二、附则。实际投入是指项目建设期内购置软硬件的不含税支出。"
        ),
    ),
    (
        "kind-undefined",
        policy("一、支持企业。对智能制造龙头企业，给予200万元奖励。"),
        policy("一、支持企业。对列入目录的智能制造龙头企业，给予200万元奖励。"),
    ),
    (
        "company-undefined",
        paying("四、支持上市。对首发上市的人工智能企业，给予200万元奖励。（责任单位：市金融局）"),
        paying(
            "四、支持上市。对首发上市的人工智能企业，给予200万元奖励。人工智能企业是指智能产品收入占一半以上的企业。"
            "（责任单位：市金融局）"
        ),
    ),
    (
        "rule-unnamed",
        policy("一、支持平台。对获批的国家重点实验室，按规定给予配套支持。"),
        policy("一、支持平台。对获批的国家重点实验室，按照《示例市平台建设办法》（示政发〔2023〕5号）给予配套支持。"),
    ),
    (
        "document-without-number",
        policy("一、支持人才。符合条件的企业，可享受《示例市人才若干措施》给予的奖励支持。"),
        policy("一、支持人才。符合条件的企业，可享受《示例市人才若干措施》（示政发〔2023〕6号）给予的奖励支持。"),
    ),
    (
        "promise-without-sum",
        policy("一、支持应用。对采购本地产品的企业，给予一定比例的补贴。"),
        policy("一、支持应用。对采购本地产品的企业，按采购金额的10%给予补贴，最高20万元。"),
    ),
    (
        "clause-not-there",
        policy("第一条 支持研发。\n\n第二条 支持应用。\n\n第三条 违反本办法第八条规定的，追回资金。"),
        policy("第一条 支持研发。\n\n第二条 支持应用。\n\n第三条 违反本办法第二条规定的，追回资金。"),
    ),
    (
        "annex-missing",
        policy("一、支持研发。支持的技术方向详见附件2。"),
        policy("一、支持研发。支持的技术方向由申报通知公布。"),
    ),
    (
        "case-with-fixed-sum",
        policy("一、支持团队。采取“一事一议”方式，对领军团队给予1000万元项目资助。"),
        policy("一、支持团队。采取“一事一议”方式，对领军团队给予最高1000万元项目资助。"),
    ),
    (
        "dates-reversed",
        policy("一、支持研发。2024年6月至2023年5月发生的费用可以申报。"),
        policy("一、支持研发。2023年6月至2024年5月发生的费用可以申报。"),
    ),
    (
        "day-not-there",
        policy("一、申报。申报截止到2024年2月30日。"),
        policy("一、申报。申报截止到2024年2月29日。"),
    ),
    (
        "years-counted",
        policy("一、建设平台。", "示例市三年行动计划（2024—2028年）"),
        policy("一、建设平台。", "示例市三年行动计划（2024—2026年）"),
    ),
    (
        "validity-missing",
        paying(ending="九、附则。申报时间为每年3月。同一项目按就高原则不重复享受。\n"),
        paying(),
    ),
    (
        "end-missing",
        paying(ending="九、附则。申报时间为每年3月。同一项目不重复享受。本政策自印发之日起施行。\n"),
        paying(ending="九、附则。申报时间为每年3月。同一项目不重复享受。本政策自印发之日起施行，有效期三年。\n"),
    ),
    (
        "deadline-out-of-term",
        plan("建成示范区。", "建设算力中心。2028年底前建成算力中心。"),
        plan("建成示范区。", "建设算力中心。2025年底前建成算力中心。"),
    ),
    (
        "grant-without-body",
        paying("四、支持上市。对首发上市的企业，给予200万元奖励。"),
        paying("四、支持上市。对首发上市的企业，给予200万元奖励。（责任单位：市金融局）"),
    ),
    (
        "task-without-body",
        "示例市行动方案\n\n一、重点任务\n\n"
        + "\n\n".join(f"（{n}）建设{n}号平台。建设平台。（责任单位：市科技局）" for n in "一二三四五六")
        + "\n\n（七）建设七号平台。建设平台。\n",
        "示例市行动方案\n\n一、重点任务\n\n"
        + "\n\n".join(f"（{n}）建设{n}号平台。建设平台。（责任单位：市科技局）" for n in "一二三四五六七"),
    ),
    (
        "application-missing",
        paying(ending="九、附则。同一项目不重复享受。本政策自2024年1月1日起施行，有效期至2026年12月31日。\n"),
        paying(ending="九、附则。具体实施细则由市科技局另行制定。同一项目不重复享受。本政策自2024年1月1日起施行，有效期三年。\n"),
    ),
    (
        "window-missing",
        paying(
            ending="八、申报材料\n\n（1）资金申请书；\n\n（2）营业执照复印件。\n\n"
            "九、附则。同一项目不重复享受。本政策自印发之日起施行，有效期三年。\n"
        ),
        paying(
            ending="八、申报材料\n\n（1）资金申请书；\n\n（2）营业执照复印件。\n\n"
            "九、附则。申报时间为每年4月。同一项目不重复享受。本政策自印发之日起施行，有效期三年。\n"
        ),
    ),
    (
        "combining-missing",
        paying(ending="九、附则。申报时间为每年3月。本政策自2024年1月1日起施行，有效期至2026年12月31日。\n"),
        paying(),
    ),
)  # fmt: skip


def found(text: str, code: str) -> list[Finding]:
    return [finding for finding in review(read_text(text)) if finding.code == code]


@pytest.mark.parametrize(("code", "bad", "good"), CASES, ids=[case[0] for case in CASES])
def test_a_check_remarks_on_the_one_text_and_not_on_the_other(code: str, bad: str, good: str) -> None:
    assert found(bad, code), f"{code} 没有发现"
    assert not found(good, code), [finding.message for finding in found(good, code)]


def test_every_check_has_its_texts_and_its_own_name() -> None:
    assert [case[0] for case in CASES] == [check.code for check in CHECKS]
    assert len({check.name for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(("code", "bad"), [case[:2] for case in CASES], ids=[case[0] for case in CASES])
def test_a_finding_says_where_why_and_what_to_ask(code: str, bad: str) -> None:
    document = read_text(bad)
    for finding in review(document):
        assert 0 <= finding.span.start < finding.span.end <= len(document.text)
        assert finding.message and not finding.message.endswith("。")
        assert finding.why.endswith("。")
        assert finding.question.endswith(("？", "。"))
        assert not finding.clause or document.clause(finding.clause).path == tuple(finding.path.split("/"))
        for span in finding.places:
            assert span.start < span.end


def test_a_policy_that_is_in_order_has_nothing_to_look_at() -> None:
    assert review(read_text(paying())) == ()
