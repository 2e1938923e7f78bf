"""The pages and the API of the log: chosen, whole, proved."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest


@pytest.fixture
def rows(database: None) -> list[Any]:
    from luodi.service.audit.actions import record
    from luodi.service.audit.actor import Actor

    clerk, other = Actor("person:7", "王晓"), Actor("person:8", "林一")
    made = [
        record(
            clerk,
            "fact.record",
            "fact",
            n,
            before={"name": "甲"},
            after={"name": f"乙{n}"},
            reason="年报",
            region="510100",
        )
        for n in range(3)
    ]
    made += [record(other, "document.import", "document", "sichuan/chengdu/x", after={"pages": 7}, region="330100")]
    return made


@pytest.fixture
def auditor(rows: list[Any]) -> Any:
    return _client("auditor", "")


def _client(role: str, region: str) -> Any:
    from django.test import Client

    from luodi.service.accounts.models import Person, Post

    now = datetime(2026, 1, 5, tzinfo=UTC)
    person = Person.objects.create(login=f"a-{role}", name="审计", joined=now, password="!")
    Post.objects.create(person=person, role=role, unit="审计局", region=region, starts=date(2026, 1, 1))
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def table_of(page: str) -> str:
    return page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("given", "there", "gone"),
    [
        ({}, ["王晓", "林一", "fact/0"], []), ({"words": "林一"}, ["林一"], ["王晓"]), ({"words": "年报"}, ["王晓"], ["林一"]), ({"action": "document"}, ["林一"], ["王晓"]),
        ({"kind": "fact"}, ["王晓"], ["林一"]), ({"kind": "fact", "key": "1"}, ["fact/1"], ["fact/0"]), ({"actor": "person:8"}, ["林一"], ["王晓"]),
        ({"since": "2099-01-01"}, ["没有这样的记录"], ["王晓"]), ({"until": "2000-01-01"}, ["没有这样的记录"], ["王晓"]),
    ],
)  # fmt: skip
def test_chosen(auditor: Any, given: dict[str, str], there: list[str], gone: list[str]) -> None:
    shown = table_of(auditor.get("/audit/", given).content.decode())
    for words in there:
        assert words in shown
    for words in gone:
        assert words not in shown
    items = auditor.get("/api/v1/audit", given).json()
    assert (items["count"] == 0) is ("没有这样的记录" in there)


def test_a_day_that_is_none(auditor: Any) -> None:
    answer = auditor.get("/audit/", {"since": "2026-13-01"})
    assert answer.status_code == 422
    assert "没有“2026-13-01”这一天" in answer.content.decode()
    assert auditor.get("/api/v1/audit", {"since": "x"}).status_code == 422


def test_one_row_and_the_history_of_its_object(auditor: Any, rows: list[Any]) -> None:
    page = auditor.get(f"/audit/{rows[1].number}/").content.decode()
    for words in ("企业的事实：登记", "甲", "乙1", "年报", rows[1].digest):
        assert words in page
    assert "乙1" in auditor.get("/audit/history/fact/1/").content.decode()
    assert "乙0" not in auditor.get("/audit/history/fact/1/").content.decode()
    assert "7" in auditor.get("/audit/history/document/sichuan/chengdu/x/").content.decode()
    found = auditor.get(f"/api/v1/audit/{rows[1].number}").json()
    assert (found["key"], found["after"], found["digest"]) == ("1", {"name": "乙1"}, rows[1].digest)
    assert auditor.get("/audit/99999999/").status_code == 404


def test_the_proof(auditor: Any, rows: list[Any]) -> None:
    last = rows[-1]
    page = auditor.post("/audit/verify/", {"anchor": f"{rows[0].number}:{rows[0].digest}"}).content.decode()
    assert "整条链成立" in page
    assert f"{last.number}:{last.digest}" in page
    part = auditor.post("/audit/verify/", {"anchor": ""}, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    wrong = auditor.post("/audit/verify/", {"anchor": "1:abc"})
    assert wrong.status_code == 422
    assert "不是另存的行" in wrong.content.decode()
    broken = auditor.post("/audit/verify/", {"anchor": f"{rows[0].number}:{'0' * 64}"}).content.decode()
    assert "重写过" in broken
    told = auditor.post(
        "/api/v1/audit/verify", {"anchor": f"{last.number}:{last.digest}"}, content_type="application/json"
    ).json()
    assert told["holds"] is True
    assert told["anchor"] == f"{last.number}:{last.digest}"
    assert auditor.get("/audit/verify/").status_code == 405


def test_an_administrator_of_a_region_sees_its_rows_only(rows: list[Any]) -> None:
    client = _client("administrator", "510000")
    page = client.get("/audit/").content.decode()
    assert "王晓" in table_of(page)
    assert "林一" not in table_of(page)
    assert "只看得到本地区" in page
    assert client.get(f"/audit/{rows[3].number}/").status_code == 404
    assert "没有记录" in client.get("/audit/history/document/sichuan/chengdu/x/").content.decode()
    assert client.get("/api/v1/audit").json()["count"] == 3


def test_pages_of_rows(auditor: Any) -> None:
    assert [one["kind"] for one in auditor.get("/api/v1/audit", {"limit": 1, "offset": 1}).json()["items"]] == ["fact"]
    assert auditor.get("/api/v1/audit", {"limit": 201}).status_code == 422
    assert auditor.get("/audit/", {"page": "9999"}).status_code == 200
