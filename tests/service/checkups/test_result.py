"""The answer in pages and in the report: reasons, steps, gaps, offices; nothing that comes from data becomes markup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from luodi.engine.core.errors import LuodiError

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 3, 1)


def test_a_result_says_fact_value_threshold_clause_steps_and_office(begun: Callable[..., Any]) -> None:
    page = begun("growing-firm").get("/check-up/result/").content.decode()
    for words in (
        "项目落地（固定资产投资）奖励（新厂）",
        "实际固定资产投资总额",
        "此前已获",
        "第四十二条",
        "金额的算法",
        "怎么申报",
        "材料",
        "4,000万元",
        "须承诺",
    ):
        assert words in page
    assert "概率" not in page
    assert page.count("<details") >= 9


@pytest.mark.parametrize(
    ("asked", "there", "missing"),
    [
        ({"verdict": "no"}, "国家级人工智能示范项目奖励（国家级示范）", "并购贷款贴息（并购贷款一）"), ({"kind": "amount"}, "新厂", "并购贷款贴息"),
        ({"words": "并购"}, "并购贷款一", "国家标准一"), ({"sort": "policy"}, "合并享受", "没有这样的支持"), ({"words": "没有这个词"}, "没有这样的支持", "并购贷款一"),
    ],
)  # fmt: skip
def test_results_are_filtered_and_sorted(
    begun: Callable[..., Any], asked: dict[str, str], there: str, missing: str
) -> None:
    page = begun("growing-firm").get("/check-up/result/", asked).content.decode()
    assert there in page
    assert missing not in page


def test_what_is_not_met_says_how_much_is_lacking(begun: Callable[..., Any]) -> None:
    client = begun("growing-firm")
    assert "总投资还差4万元" in client.get("/check-up/result/", {"verdict": "no"}).content.decode()
    page = client.get("/check-up/next/").content.decode()
    assert "196万元" in page
    assert "确定多 100万元" in page
    assert "由主管部门认定" in page


def test_the_best_combination_says_what_is_given_up_and_why(begun: Callable[..., Any]) -> None:
    client = begun("growing-firm")
    for by in ("amount", "at_most", "unknown", "nonsense"):
        page = client.get("/check-up/best/", {"by": by}).content.decode()
        assert "申报这" in page
    assert "不申报的" in client.get("/check-up/best/").content.decode()
    assert "已够用满" in client.get("/check-up/best/").content.decode()


def test_the_page_to_print_has_everything_open(begun: Callable[..., Any]) -> None:
    page = begun("growing-firm").get("/check-up/print/").content.decode()
    assert page.count("<details open>") == page.count("<details") > 8
    assert "依据的事实" in page
    assert "1.3245亿元" in page


def test_downloads_are_read_again(begun: Callable[..., Any], example: Callable[[str], Any]) -> None:
    from luodi.service.checkups import files

    client = begun("incubator")
    for kind in ("yaml", "json"):
        answer = client.get(f"/check-up/facts.{kind}")
        assert "attachment" in answer.headers["Content-Disposition"]
        assert files.told_of(files.upload(answer.content, f"f.{kind}")) == example("incubator")


def text_of(made: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(made)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.fixture
def report(application: Any) -> Any:
    pytest.importorskip("typst", reason="缺少 typst（网站的依赖 site）")
    from luodi.service.checkups import report
    from luodi.service.files import typesetting

    try:
        typesetting.fonts()
    except LuodiError:
        pytest.skip("系统里没有中文字体（Debian 软件包 fonts-noto-cjk）")
    return report


def test_the_report_says_what_the_page_says(report: Any, example: Callable[[str], Any]) -> None:
    made = report.pdf(report.sheet(example("growing-firm"), DAY))
    assert made.startswith(b"%PDF-")
    assert made == report.pdf(report.sheet(example("growing-firm"), DAY))  # the same data gives the same file
    text = text_of(made).replace("\r\n", "").replace(" ", "")
    for words in (
        "岭南智造（虚构）",
        "4,000万元",
        "354.5284万元",
        "符合的9项",
        "最优组合",
        "再差多少",
        "第二十八条",
        "总投资还差4万元",
        "第1页，共",
        "最终给付以各项支持所列主管部门审核为准",
    ):
        assert words in text


def test_what_is_told_never_becomes_markup(report: Any, example: Callable[[str], Any]) -> None:
    told = example("start-up")
    nasty = '#panic("x") *粗* $x$ \\ [ ] {"a": 1} #read("/etc/passwd") <a> //评'
    told = replace(told, enterprise={**told.enterprise, "name": nasty})
    assert nasty.replace(" ", "") in text_of(report.pdf(report.sheet(told, DAY))).replace("\r\n", "").replace(" ", "")


@pytest.mark.parametrize(("char", "named"), [("😀", "U+1F600"), ("\ue000", "U+E000"), ("𪚥", "U+2A6A5")])
def test_a_character_without_a_glyph_is_named(
    report: Any, example: Callable[[str], Any], char: str, named: str
) -> None:
    told = example("start-up")
    told = replace(told, enterprise={**told.enterprise, "name": f"某{char}公司"})
    with pytest.raises(LuodiError, match="字体里没有") as refused:
        report.pdf(report.sheet(told, DAY))
    assert named in str(refused.value)
    assert "公司" in refused.value.why


def test_without_fonts_the_report_says_what_to_install(
    report: Any, example: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, begun: Callable[..., Any]
) -> None:
    from luodi.service.files import typesetting

    typesetting.fonts.cache_clear()
    monkeypatch.setattr(typesetting, "TEXT_FONTS", ("没有这种字体",))
    try:
        with pytest.raises(LuodiError, match="没有中文字体") as refused:
            report.pdf(report.sheet(example("start-up"), DAY))
        assert "fonts-noto-cjk" in refused.value.fix
        answer = begun("start-up").get("/check-up/report.pdf")
        assert answer.status_code == 503
        assert "fonts-noto-cjk" in answer.content.decode()
    finally:
        typesetting.fonts.cache_clear()


def test_every_example_makes_a_report_with_and_without_facts(report: Any, example: Callable[[str], Any]) -> None:
    for name in ("start-up", "growing-firm", "incubator"):
        told = example(name)
        assert report.pdf(report.sheet(told, DAY)).startswith(b"%PDF-")
        bare = text_of(report.pdf(report.sheet(told, DAY, facts=False)))
        assert "虚构" not in bare


def test_too_many_things_are_not_compared_while_somebody_waits(
    client: Any, example: Callable[[str], Any], report: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from luodi.service.checkups import answering, files

    told = example("growing-firm")
    many = told.with_things(
        "project", tuple({**told.things["project"][0], "id": f"p{i}"} for i in range(answering.MOST_ADVISED))
    )
    sent = SimpleUploadedFile("many.yaml", files.yaml(many).encode())
    assert client.post("/check-up/upload/", {"file": sent}).status_code == 302
    for path in ("best", "next"):
        assert "在本机用 luodi best" in client.get(f"/check-up/{path}/").content.decode()
    assert report.sheet(many, DAY)["next"] == []
    monkeypatch.setattr(files, "MOST_THINGS", 10)
    with pytest.raises(LuodiError, match="太多了"):
        files.upload(files.yaml(many).encode(), "many.yaml")


def test_the_report_is_in_chinese_whatever_the_page(example: Callable[[str], Any]) -> None:
    from django.utils import translation

    from luodi.service.checkups import report

    with translation.override("en"):
        assert report.sheet(example("growing-firm"), DAY)["totals"]["amount"] == "4,000万元"
