"""The API of the registry: state, ask, withdraw, rename, files; problems as problem+json."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CODE = "SYNTHETIC000000001"
AT = f"/api/v1/organisations/{CODE}"


@pytest.fixture
def call(one: Any, now: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Ask the API as the enterprise's own clerk, by a session."""
    from datetime import date

    from django.test import Client, override_settings

    from luodi.service.accounts.models import Authorisation, Person

    person = Person.objects.create(login="clerk", name="王晓", joined=now)
    Authorisation.objects.create(
        person=person, organisation=one, role="enterprise", starts=date(2020, 1, 1), granted_at=now
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)

    def made(method: str, path: str, body: Any = None, **files: Any) -> Any:
        if files:
            return client.post(path, {**(body or {}), **files})
        if method == "GET":
            return client.get(path)
        return client.generic(method, path, json.dumps(body), content_type="application/json")

    with override_settings(MEDIA_ROOT=tmp_path):
        yield made


def file(content: bytes, name: str) -> io.BytesIO:
    held = io.BytesIO(content)
    held.name = name
    return held


def test_state_ask_and_withdraw(call: Callable[..., Any]) -> None:
    kept = call("POST", f"{AT}/evidence", file=file(b"%PDF-1.7 ours", "年报.pdf")).json()
    given = [
        {"fact": "main_revenue@2021", "value": "1,200万元", "source": "annual", "evidence": kept["digest"]},
        {"fact": "loan.principal[l1]", "value": "50万"},
    ]
    answer = call("POST", f"{AT}/facts", {"facts": given})
    assert answer.status_code == 201, answer.content
    assert [(one["fact"], one["value"], one["evidence"]) for one in answer.json()] == [
        ("main_revenue@2021", "12000000", kept["digest"]), ("loan.principal[l1]", "500000", ""),
    ]  # fmt: skip
    assert call("POST", f"{AT}/facts", {"facts": given}).json() == []
    facts = call("GET", f"{AT}/facts?limit=1").json()
    assert (facts["count"], len(facts["items"])) == (2, 1)
    number = answer.json()[0]["id"]
    assert call("POST", f"{AT}/facts/{number}/withdraw", {"reason": "抄错"}).json()["withdrawn_reason"] == "抄错"
    history = call("GET", f"{AT}/history?fact=main_revenue").json()
    assert [one["withdrawn_reason"] for one in history["items"]] == ["抄错"]
    assert "l1" in call("GET", f"{AT}/facts.yaml?on=2021-12-31").content.decode()
    opened = call("GET", f"{AT}/evidence/{kept['digest']}")
    assert opened.content == b"%PDF-1.7 ours" and "no-store" in opened["Cache-Control"]


def test_all_or_none(call: Callable[..., Any], one: Any) -> None:
    given = [{"fact": "ai_business", "value": "是"}, {"fact": "main_revenue@2021", "value": "约"}]
    answer = call("POST", f"{AT}/facts", {"facts": given})
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    assert "不是数" in answer.json()["detail"] and answer.json()["problems"][0]["fix"]
    assert not one.statements.exists()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/facts", {"facts": [{"fact": "no_such", "value": "1"}]}, 404), ("POST", "/facts", {"facts": []}, 422), ("POST", "/facts", {"facts": [{"fact": "[[", "value": "1"}]}, 422),
        ("POST", "/facts", {"facts": [{"fact": "ai_business", "value": "是", "source": "hearsay"}]}, 422),
        ("POST", "/facts", {"facts": [{"fact": "ai_business", "value": "是", "evidence": "0" * 64}]}, 404),
        ("POST", "/facts/999999/withdraw", {"reason": "x"}, 404), ("POST", "/none", {"entity": "moon"}, 404), ("POST", "/names", {"name": "新名", "since": "2021-02-30"}, 422),
        ("GET", "/history?fact=", None, 422), ("GET", "/facts?on=2021", None, 422), ("GET", "/facts?limit=0", None, 422), ("GET", "/evidence/../x", None, 404),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_so(call: Callable[..., Any], method: str, path: str, body: Any, status: int) -> None:
    answer = call(method, AT + path, body)
    assert answer.status_code == status, answer.content
    if path != "/evidence/../x":
        assert answer["Content-Type"] == "application/problem+json"


def test_import_and_the_refused_rows(call: Callable[..., Any], workbook: Any, opened: Any) -> None:
    content = workbook(项目=[["编号", "统一社会信用代码", "总投资（万元）"], ["p1", CODE, 5], ["p2", CODE, "许多"]])
    answer = call("POST", "/api/v1/organisations/imports", {"source": "annual"}, file=file(content, "a.xlsx"))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["finished"], told["refused"], told["report"]["sheets"][0]["new"]) == (True, True, 1)
    assert call("GET", f"/api/v1/organisations/imports/{told['id']}").json() == told
    back = opened(call("GET", f"/api/v1/organisations/imports/{told['id']}/refused.xlsx").content)
    assert back["项目"][1][:3] == ("p2", CODE, "许多")
    wrong = call("POST", "/api/v1/organisations/imports", {"source": "annual"}, file=file(b"PK", "a.xlsx"))
    assert wrong.status_code == 422 and "不是 XLSX" in wrong.json()["detail"]


def test_names_regions_industries(call: Callable[..., Any]) -> None:
    made = call("POST", f"{AT}/names", {"name": "西湖智能股份有限公司", "since": "2021-07-01", "reason": "股改"})
    assert [one["name"] for one in made.json()["names"]] == ["西湖智能有限公司", "西湖智能股份有限公司"]
    assert call("GET", "/api/v1/organisations?words=智能有限公司").json()["count"] == 1
    assert call("GET", "/api/v1/regions?words=杭州").json()[0] == {"code": "330100", "name": "浙江省杭州市"}
    assert call("GET", "/api/v1/industries?words=软件").json()[0]["code"] == "I65"


def test_what_is_wanted_most_comes_first(call: Callable[..., Any]) -> None:
    from decimal import Decimal

    found = call("GET", f"{AT}/wanted?on=2021-06-01").json()
    assert found and all(set(one) == {"fact", "label", "meaning", "known_by", "stake", "supports"} for one in found)
    assert all(one["stake"] is None or Decimal(one["stake"]) >= 0 for one in found)
