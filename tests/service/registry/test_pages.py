"""The pages of the registry, without scripts: what is written is kept, what is wrong is said, what is empty teaches."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CODE = "SYNTHETIC000000001"
AT = f"/registry/{CODE}/"


@pytest.fixture
def people(one: Any, registered: Any, now: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Sign in as the enterprise's clerk, an officer of Hangzhou, or nobody in particular."""
    from django.test import Client, override_settings

    from luodi.service.accounts.models import Authorisation, Person, Post

    clerk, officer, nobody = (
        Person.objects.create(login=f"p-{name}", name=name, joined=now) for name in ("王晓", "周政", "路人")
    )
    Authorisation.objects.create(
        person=clerk, organisation=one, role="enterprise", starts=date(2020, 1, 1), granted_at=now
    )
    Post.objects.create(person=officer, role="officer", unit="某局", region="330100", starts=date(2020, 1, 1))

    def made(name: str = "clerk") -> Any:
        client = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-hans"})
        client.force_login({"clerk": clerk, "officer": officer, "nobody": nobody}[name])
        return client

    with override_settings(MEDIA_ROOT=tmp_path):
        yield made


def text(answer: Any) -> str:
    """What a person reads of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_one_enterprise_is_ones_own_page_and_it_teaches(people: Any) -> None:
    client = people()
    assert client.get("/registry/")["Location"] == AT
    page = text(client.get(f"{AT}?on=2021-06-01"))
    for words in ("西湖智能有限公司", "还没有登记事实", "从不当作没有或零", "最值得补的", "下载空白表格", "建档时登记"):
        assert words in page
    assert "您还不代表任何企业" in text(people("nobody").get("/registry/"))


def test_a_fact_is_stated_changed_and_withdrawn(people: Any, one: Any) -> None:
    client = people()
    at = f"{AT}record/fact/?fact=main_revenue@2021"
    assert 'name="main_revenue@2021"' in client.get(at).content.decode()
    wrong = client.post(at, {"main_revenue@2021": "大约一千", "source": "annual", "note": "初稿"})
    assert wrong.status_code == 422
    assert (
        'value="大约一千"' in wrong.content.decode()
        and 'value="初稿"' in wrong.content.decode()
        and "不是数" in text(wrong)
    )
    file = io.BytesIO(b"%PDF-1.7 ours")
    file.name = "年报.pdf"
    assert client.post(at, {"main_revenue@2021": "1,200万元", "source": "annual", "evidence": file})["Location"] == AT
    client.post(at, {"main_revenue@2021": "1300万元", "source": "tax"})
    page = text(client.get(f"{AT}?on=2021-12-31"))
    assert "1,300万元" in page
    history = client.get(f"{AT}history/?fact=main_revenue@2021")
    for words in ("1,300万元", "1,200万元", "已替换", "有效", "年报.pdf", "王晓"):
        assert words in text(history)
    row = one.statements.get(value="13000000")
    assert client.post(f"{AT}withdraw/{row.pk}/", {"reason": ""}).status_code == 422
    client.post(f"{AT}withdraw/{row.pk}/", {"reason": "多写了一百万"})
    assert "多写了一百万" in text(client.get(f"{AT}history/?fact=main_revenue"))


def test_a_thing_is_stated_in_one_form(people: Any, one: Any) -> None:
    client = people()
    at = f"{AT}record/project/"
    wrong = client.post(
        at, {"thing": "厂房", "total_investment": "5000万", "completed_on": "去年", "level": "市级", "source": "self"}
    )
    assert wrong.status_code == 422 and 'value="5000万"' in wrong.content.decode() and "不是日期" in text(wrong)
    assert not one.statements.exists()
    client.post(
        at, {"thing": "厂房", "total_investment": "5000万", "recognised": "是", "level": "市级", "source": "self"}
    )
    again = client.get(f"{at}?thing=厂房").content.decode()
    assert (
        'value="50000000"' in again
        and re.search(r'value="市级" selected', again)
        and re.search(r'name="recognised" value="是" checked', again)
    )
    client.post(
        f"{at}?thing=厂房", {"total_investment": "50000000", "recognised": "是", "level": "省级", "source": "self"}
    )
    assert [row.value for row in one.statements.filter(superseded_at=None, thing="厂房").order_by("name")] == [
        "provincial",
        "true",
        "50000000",
    ]
    page = text(client.get(AT))
    assert "厂房" in page and "5,000万元" in page
    client.post(f"{AT}gone/", {"entity": "project", "thing": "厂房"})
    assert "厂房" not in text(client.get(AT)) and "已注明没有" not in text(client.get(AT)).split("其他还没有")[1]


def test_none_of_a_kind(people: Any) -> None:
    client = people()
    assert "已注明没有贷款" in text(client.post(f"{AT}none/", {"entity": "loan"}, follow=True))
    client.post(f"{AT}record/loan/", {"thing": "l1", "principal": "50万", "source": "self"})
    assert "先撤回" in text(client.post(f"{AT}none/", {"entity": "loan"}, follow=True))


def test_what_the_department_stated_has_no_form_for_the_enterprise(people: Any) -> None:
    officer, clerk = people("officer"), people()
    officer.post(f"{AT}record/fact/?fact=ai_registered", {"ai_registered": "是", "source": "official"})
    page = clerk.get(AT).content.decode()
    assert (
        "部门登记" in page
        and "修改认定入库的人工智能企业" not in page
        and "修改认定入库的人工智能企业" in officer.get(AT).content.decode()
    )
    refused = clerk.post(f"{AT}record/fact/?fact=ai_registered", {"ai_registered": "否", "source": "self"})
    assert refused.status_code == 422 and "部门登记" in text(refused)


def test_renamed_and_found_by_the_old_name(people: Any) -> None:
    officer = people("officer")
    wrong = officer.post(f"{AT}names/", {"name": "西湖智能股份有限公司", "since": ""})
    assert wrong.status_code == 422 and 'value="西湖智能股份有限公司"' in wrong.content.decode()
    officer.post(f"{AT}names/", {"name": "西湖智能股份有限公司", "since": "2021-07-01", "reason": "股改"})
    page = text(officer.get("/registry/?words=智能有限公司"))
    assert "西湖智能股份有限公司" in page and "曾用名：西湖智能有限公司" in page
    assert "股改" in text(officer.get(f"{AT}names/"))


def test_the_list_is_searched(people: Any) -> None:
    officer = people("officer")
    assert "1 家" in text(officer.get("/registry/")) and "锦江" not in text(officer.get("/registry/"))
    assert "没有这样的企业" in text(officer.get("/registry/?words=没有的"))
    assert CODE in text(officer.get("/registry/?region=浙江省杭州市西湖区"))
    wrong = officer.get("/registry/?region=朝阳")
    assert wrong.status_code == 422 and 'value="朝阳"' in wrong.content.decode()


def test_suggestions_and_search_of_facts(people: Any) -> None:
    client = people()
    assert (
        '<option value="浙江省杭州市">330100</option>'
        in client.get("/registry/suggest/regions/?tax_region=杭州").content.decode()
    )
    assert "软件和信息技术服务业" in client.get("/registry/suggest/industries/?industry=软件").content.decode()
    assert "main_revenue@" in client.get(f"{AT}record/?words=营业收入").content.decode()
    part = client.get(f"{AT}record/?words=营业收入", headers={"hx-request": "true"}).content.decode()
    assert "main_revenue@" in part and "<html" not in part


def test_a_table_is_sent_and_the_refused_rows_come_back(people: Any, workbook: Any, opened: Any) -> None:
    client = people()
    assert client.post("/registry/import/", {"source": "annual"}).status_code == 422
    rows = [
        ["编号", "统一社会信用代码", "总投资（万元）", "厂长的狗"],
        ["p1", CODE, 5, "旺财"],
        ["p2", CODE, "许多", ""],
    ]
    file = io.BytesIO(workbook(项目=rows))
    file.name = "年报.xlsx"
    done = client.post("/registry/import/", {"source": "annual", "file": file})
    page = text(client.get(done["Location"]))
    for words in ("年报.xlsx", "下载退回的行", "不是数", "“厂长的狗”一列没有读"):
        assert words in page
    back = client.get(f"{done['Location']}refused.xlsx")
    assert opened(back.content)["项目"][1][-1].startswith("总投资(万元)：不是数")
    assert "年报.xlsx" in text(client.get("/registry/import/"))
    assert client.get("/registry/template.xlsx?years=2020,2021").status_code == 200
    assert client.get("/registry/template.xlsx?years=去年").status_code == 422


def test_files_of_one_and_of_a_list(people: Any, opened: Any) -> None:
    officer = people("officer")
    officer.post(f"{AT}record/fact/?fact=ai_business", {"ai_business": "是", "source": "official"})
    assert "ai_business: true" in officer.get(f"{AT}facts.yaml").content.decode()
    for path in (f"{AT}facts.xlsx", "/registry/export.xlsx?region=330100"):
        assert opened(officer.get(path).content)["企业（机构）"][1][0] == CODE


@pytest.mark.parametrize(
    "path",
    [
        "record/fact/?fact=no_such",
        "record/fact/?fact=name",
        "record/moon/",
        "withdraw/987654/",
        "evidence/" + "0" * 64 + "/",
    ],
)
def test_what_is_not_there(people: Any, path: str) -> None:
    assert people().get(AT + path).status_code == 404
