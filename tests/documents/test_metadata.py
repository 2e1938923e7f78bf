"""What a document says about itself and others."""

from __future__ import annotations

from datetime import date

import pytest

from luodi.engine.documents import read_text
from luodi.engine.documents.metadata import day_in

NOTICE = (
    "示例市人民政府办公厅关于印发示例市若干政策的通知\n\n示政办发〔2024〕 6 号\n\n各区人民政府，市有关部门：\n\n"
    "《示例市若干政策》已经市人民政府同意，现印发给你们。\n\n附件：1.申请表\n2.承诺书\n\n示例市人民政府办公厅\n\n2024年3月5日\n\n（2024年3月8日印发）\n\n"
    "示例市若干政策\n\n根据《国家示例规划》（国示发〔2017〕35号，以下简称《规划》）和示府〔2020〕8号，制定本政策。\n\n一、甲\n\n"
    "按照《示例市关于印发〈示例办法〉的通知》（示科规〔2021〕3 号）执行。《示例合同》另行签订。\n"
)


def test_the_notice_tells_issuer_number_addressee_annexes_and_dates() -> None:
    document = read_text(NOTICE)
    assert document.title == "示例市若干政策"
    assert document.issuers == ("示例市人民政府办公厅",)
    assert document.number == "示政办发〔2024〕 6 号".replace(" ", "")
    assert document.addressees == ("各区人民政府，市有关部门：",)
    assert document.annexes == ("申请表", "承诺书")
    assert [(dated.what, dated.day) for dated in document.dates] == [
        ("成文", date(2024, 3, 5)),
        ("印发", date(2024, 3, 8)),
    ]


def test_every_field_has_its_span() -> None:
    document = read_text(NOTICE)
    for field in (*document.fields, *document.issuing, *document.annexed):
        printed = document.original[field.span.start : field.span.end]
        assert "".join(printed.split()) == "".join(field.value.split())
    for dated in document.dates:
        found = day_in(document.original[dated.span.start : dated.span.end])
        assert found is not None
        assert found[0] == dated.day


def test_cited_documents_with_number_short_name_and_clause() -> None:
    cited = read_text(NOTICE).cited
    assert [(one.title, one.number, one.short, one.clause) for one in cited if one.number] == [
        ("国家示例规划", "国示发〔2017〕35号", "规划", "head"),
        ("", "示府〔2020〕8号", "", "head"),
        ("示例市关于印发〈示例办法〉的通知", "示科规〔2021〕3号", "", "1"),
    ]
    assert cited[-1].title == "示例合同"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年3月5日", date(2024, 3, 5)),
        ("2024 年 3 月 5 日", date(2024, 3, 5)),
        ("二〇二四年三月五日", date(2024, 3, 5)),
        ("二○一九年十二月三十一日", date(2019, 12, 31)),
        ("2023年2月29日", None),
        ("2024年3月", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    found = day_in(f"印发于{text}。")
    assert (found[0] if found else None) == day


@pytest.mark.parametrize(
    ("head", "title", "issuers"),
    [
        ("示例省科学技术厅\n\n关于推进示例工作的指导意见\n\n（征求意见稿）", "示例省科学技术厅关于推进示例工作的指导意见（征求意见稿）", ("示例省科学技术厅",)),
        ("甲市人民政府办公室 乙区管委会关于推进示例工作的意见", "甲市人民政府办公室 乙区管委会关于推进示例工作的意见", ("甲市人民政府办公室", "乙区管委会")),
        ("示例市关于推进示例工作的意见", "示例市关于推进示例工作的意见", ()),
        ("示例市人工智能\n\n行动计划（2024—2026年）", "示例市人工智能行动计划（2024—2026年）", ()),
        ("示例市若干政策\n\n示例市若干政策", "示例市若干政策", ()),
    ],
)  # fmt: skip
def test_titles_over_lines(head: str, title: str, issuers: tuple[str, ...]) -> None:
    document = read_text(f"{head}\n\n为了试验，制定本意见。\n\n一、甲\n")
    assert (document.title, document.issuers) == (title, issuers)


def test_a_document_without_title_says_so() -> None:
    document = read_text("为了试验，特制定本方案。\n\n一、甲\n")
    assert document.title == ""
    assert [finding.kind for finding in document.findings] == ["title"]


def test_the_title_tells_the_region() -> None:
    assert read_text("成都市若干政策\n\n一、甲\n").region == "510100"
    assert read_text("广州市黄埔区若干政策\n\n一、甲\n").region == "440112"
    assert read_text("示例市若干政策\n\n一、甲\n").region == ""


OFFICIAL = """示例市人民政府办公室文件

示政办发〔2024〕12 号

示例市人民政府办公室
关于印发示例市促进试验产业发展若干措施
的通知

各区、县（市）人民政府，市政府各部门：

　　《示例市促进试验产业发展若干措施》已经同意，现印发给你们。

　　　　　　　　示例市人民政府办公室
　　　　　　　　　2024年5月6日

　　（此件公开发布）

示例市促进试验产业发展若干措施

　　为加快发展，制定如下措施。

　　一、加大供给
　　1.支持设施建设。给予补助。责任单位：市商务局、市财政局
　　二、附 则
　　本措施自 2024 年 6 月 6 日起施行，有效期至 2026 年 9 月 30 日。

附件：1.任务清单
　　　2.申报表

附件1
任务清单
序号	任务	责任单位	时限
1	建设	市商务局	年底
2	评估	市教育局、市财政局	每年

抄送：市委各部门。
示例市人民政府办公室　　　　2024年5月8日印发
"""


def test_a_document_in_the_official_layout() -> None:
    document = read_text(OFFICIAL)
    assert document.title == "示例市促进试验产业发展若干措施"
    assert (document.number, document.issuers) == ("示政办发〔2024〕12号", ("示例市人民政府办公室",))
    assert [(dated.what, dated.day.day) for dated in document.dates] == [("成文", 6), ("印发", 8)]
    assert document.annexes == ("任务清单", "申报表")
    assert document.values("remark") == ("（此件公开发布）", "抄送：市委各部门。")
    assert [clause.id for clause in document.clauses] == ["notice", "head", "1", "1.1", "2", "annex1"]
    assert document.findings == ()


def test_the_column_of_a_table_names_bodies() -> None:
    annex = read_text(OFFICIAL).clause("annex1")
    assert [(body.printed, body.role) for body in annex.bodies] == [
        ("市商务局", "responsible"), ("市教育局", "responsible"), ("市财政局", "responsible"),
    ]  # fmt: skip
