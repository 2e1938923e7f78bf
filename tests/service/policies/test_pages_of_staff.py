"""What visitors, people and staff may do through pages and the API; uploads are stored first and read in their turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.service.policies.conftest import CHANGED, ELSEWHERE, NOW, POLICY

Bring = Callable[..., list[Any]]
People = Callable[..., Any]
KEY = "sichuan/chengdu/loom-robots"
CHANGES = [
    ("post", f"/documents/{KEY}/=withdraw", {"why": "试"}, {"reviewer", "administrator"}),
    (
        "post",
        f"/documents/{KEY}/=relate",
        {"kind": "basis", "other": "某省意见"},
        {"officer", "reviewer", "administrator"},
    ),
    (
        "post",
        f"/documents/{KEY}/=describe",
        {"kind": "measures", "region": "510100"},
        {"officer", "reviewer", "administrator"},
    ),
    ("get", "/documents/import", {}, {"officer", "reviewer", "administrator", "officer_away"}),
    ("get", "/alerts/", {}, {"officer", "reviewer", "administrator", "officer_away", "auditor", "person"}),
    (
        "post",
        "/alerts/keep",
        {"words": "算力"},
        {"officer", "reviewer", "administrator", "officer_away", "auditor", "person"},
    ),
]
ROLES = {
    "visitor": None, "person": ("", ""), "officer": ("officer", "510100"), "officer_away": ("officer", "330000"), "reviewer": ("reviewer", "510000"),
    "auditor": ("auditor", ""), "administrator": ("administrator", ""),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("method", "path", "given", "allowed"), CHANGES, ids=[f"{method} {path}" for method, path, *_ in CHANGES]
)
def test_who_may(
    bring: Bring,
    person: People,
    enter: Callable[[Any], Any],
    role: str,
    method: str,
    path: str,
    given: dict[str, str],
    allowed: set[str],
) -> None:
    bring(POLICY, path=f"{KEY}.txt")
    who = ROLES[role]
    answer = getattr(enter(person(*who) if who else None), method)(path, given)
    assert (answer.status_code in (200, 302)) == (role in allowed), answer.status_code
    if role not in allowed:
        assert answer.status_code == 403


def test_uploads_are_stored_first_and_read_in_their_turn(bring: Bring, person: People, acting: Callable[[Any], Any], enter: Callable[[Any], Any],
                                                         monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from django.core.files.uploadedfile import SimpleUploadedFile

    from luodi.service.policies import actions
    from luodi.service.policies.models import Batch
    from luodi.service.policies.pages import imports

    monkeypatch.setattr(imports, "read_on", lambda batch: None)  # the test reads them itself
    officer = person("officer", "510100")
    client = enter(officer)
    files = [
        SimpleUploadedFile("办法.txt", POLICY.encode()),
        SimpleUploadedFile("坏.exe", b"MZ\0\1\2"),
        SimpleUploadedFile("别处.txt", ELSEWHERE.encode()),
    ]
    answer = client.post("/documents/import", {"files": files, "region": ""})
    assert answer.status_code == 302
    batch = Batch.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert "已读 1 份，共 3 份" in page and "不能收" in page
    while actions.step(acting(officer), batch.pk, NOW):
        pass
    page = client.get(answer["Location"]).content.decode()
    assert "3 份都读完了" in page
    assert [row.state for row in batch.files.all()] == ["added", "failed", "added"]
    assert enter(person("officer", "330000")).get(answer["Location"]).status_code == 404
    assert client.post(f"/documents/import={batch.pk}/again").status_code == 302
    assert actions.steps_left(batch.pk) == 0  # what was no document is not kept, so it is not read again


def test_a_form_that_cannot_be_used_says_why(bring: Bring, person: People, enter: Callable[[Any], Any]) -> None:
    client = enter(person("administrator"))
    assert "没有选文件" in client.post("/documents/import", {"region": ""}).content.decode()
    bring(POLICY, path=f"{KEY}.txt")
    assert client.post(f"/documents/{KEY}/=withdraw", {"why": ""}).status_code == 422
    assert (
        client.post(f"/documents/{KEY}/=relate", {"kind": "basis", "other": "某", "effective": "昨天"}).status_code
        == 422
    )
    assert "维护这份文件" in client.get(f"/documents/{KEY}/").content.decode()
    assert client.post(f"/documents/{KEY}/=withdraw", {"why": "重复"}).status_code == 302
    assert "已撤下" in client.get(f"/documents/{KEY}/").content.decode()
    assert enter(None).get(f"/documents/{KEY}/").status_code == 404
    assert client.post(f"/documents/{KEY}/=withdraw", {"back": "1"}).status_code == 302
    assert enter(None).get(f"/documents/{KEY}/").status_code == 200


def test_the_search_page(client: Any, bring: Bring, person: People, enter: Callable[[Any], Any]) -> None:
    assert "库里还没有文件" in client.get("/documents/").content.decode()
    bring(POLICY, path=f"{KEY}.txt")
    bring(ELSEWHERE)
    page = client.get("/documents/", {"words": "算力"}).content.decode()
    assert "3 条，出自 2 份文件" in page and "<mark>算力</mark>" in page and "#a3" in page
    assert "没有一条" in client.get("/documents/", {"words": "丝绸"}).content.decode()
    assert "2 份文件" in client.get("/documents/").content.decode()
    assert (
        client.get(
            "/documents/", {"words": "算力", "page": "99", "year": "x", "on": "x", "order": "x", "validity": "x"}
        ).status_code
        == 200
    )
    reader = enter(person())
    assert reader.post("/alerts/keep", {"words": "揭榜", "region": "510100"}).status_code == 302
    page = reader.get("/alerts/").content.decode()
    assert "揭榜" in page and "还没有提醒" in page


def test_the_api_is_paged_and_changes_what_the_pages_change(
    client: Any, bring: Bring, person: People, enter: Callable[[Any], Any]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    officer = enter(person("officer", "510100"))
    answer = officer.post("/api/v1/documents?id=" + KEY, {"file": SimpleUploadedFile("办法.txt", POLICY.encode())})
    assert answer.json()["items"][0]["state"] == "added", answer.content
    assert (
        officer.post("/api/v1/documents", {"file": SimpleUploadedFile("改.txt", CHANGED.encode())}).json()["items"][0][
            "version"
        ]
        == 2
    )
    assert (
        client.post("/api/v1/documents", {"file": SimpleUploadedFile("办法.txt", POLICY.encode())}).status_code == 403
    )
    found = client.get("/api/v1/search", {"words": "算力", "limit": 1}).json()
    assert (found["count"], found["items"][0]["clause"], found["items"][0]["link"]) == (
        1,
        "a3",
        f"/documents/{KEY}/#a3",
    )
    start, end = found["items"][0]["marks"][0]
    assert found["items"][0]["excerpt"][start:end] == "算力"
    assert client.get("/api/v1/search").status_code == 422
    listed = client.get("/api/v1/documents", {"on": "2025-01-01"}).json()
    assert (listed["count"], listed["items"][0]["state"]) == (1, "in force")
    whole = client.get(f"/api/v1/documents/{KEY}", {"on": "2025-01-01"}).json()
    assert [one["changes"] for one in whole["versions"]] == [0, 1]
    assert {one["label"] for one in whole["relations"]} == {"依据", "废止"}
    clauses = client.get(f"/api/v1/documents/{KEY}/clauses", {"limit": 2, "offset": 1, "version": 1}).json()
    assert (clauses["count"], [one["id"] for one in clauses["items"]]) == (4, ["a2", "a3"])
    made = officer.post(
        f"/api/v1/documents/{KEY}/relations", {"kind": "basis", "other": "某省意见"}, content_type="application/json"
    ).json()
    assert officer.delete(f"/api/v1/documents/{KEY}/relations/{made['number']}?why=错").status_code == 204
    assert (
        officer.post(f"/api/v1/documents/{KEY}/withdraw", {"why": "试"}, content_type="application/json").status_code
        == 403
    )
    told = officer.post(
        f"/api/v1/documents/{KEY}/describe", {"kind": "rules", "region": "510100"}, content_type="application/json"
    ).json()
    assert told["kind"] == "rules"
    assert client.get("/api/v1/documents/d/nothing").status_code == 404


def test_the_api_of_kept_searches(client: Any, bring: Bring, person: People, enter: Callable[[Any], Any]) -> None:
    reader = enter(person())
    kept = reader.post(
        "/api/v1/saved-searches", {"words": "算力", "chosen": {"region": "510100"}}, content_type="application/json"
    ).json()
    bring(POLICY)
    assert reader.get("/api/v1/saved-searches").json()["items"][0]["unseen"] == 1
    alerts = reader.get("/api/v1/alerts").json()
    assert (alerts["count"], alerts["items"][0]["link"][-3:], alerts["items"][0]["seen"]) == (1, "#a3", False)
    assert (
        reader.post(
            "/api/v1/alerts/seen", {"numbers": [alerts["items"][0]["number"]]}, content_type="application/json"
        ).status_code
        == 204
    )
    assert reader.get("/api/v1/alerts").json()["items"][0]["seen"] is True
    assert reader.delete(f"/api/v1/saved-searches/{kept['number']}").status_code == 204
    assert reader.get("/api/v1/saved-searches").json() == {"items": [], "count": 0}
    assert [client.get(f"/api/v1/{path}").status_code for path in ("saved-searches", "alerts")] == [403, 403]
