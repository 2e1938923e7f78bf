"""Passwords: changed by oneself, reset by an administrator, of one use."""

from __future__ import annotations

from typing import Any

import pytest

from luodi.engine.core.errors import LuodiError

PASSWORD, NEW = "xiao-shan-87-hai", "bai-yun-23-feng"


def sign_in(client: Any, login: str, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"login": login, "password": password})


def change(client: Any, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> Any:
    return client.post("/me/password/", {"old": old, "new": new, "again": new if again is None else again})


def test_a_changed_password_ends_every_other_session(cast: Any, enter: Any) -> None:
    here, there = enter(), enter()
    sign_in(here, "t-person")
    sign_in(there, "t-person")
    assert change(here).headers["Location"] == "/me/"
    assert [client.get("/me/").status_code for client in (here, there)] == [200, 403]
    assert here.get("/me/").content.decode().count("让它退出</button>") == 0  # this session is known by its new key
    assert sign_in(enter(), "t-person").status_code == 422
    assert sign_in(enter(), "t-person", NEW).status_code == 302


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "wrong"}, "原来的密码不对"), ({"new": PASSWORD}, "一样"), ({"again": "else"}, "不一样"), ({"new": "short-1"}, "至少 10 位"), ({"new": "t-person-name"}, "相似"),
    ],
)  # fmt: skip
def test_a_password_that_cannot_be(cast: Any, enter: Any, given: dict[str, str], said: str) -> None:
    client = enter(cast["person"])
    answer = change(client, **given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert client.get("/me/").status_code == 200


def test_a_visitor_is_led_to_sign_in(cast: Any, enter: Any) -> None:
    assert enter().get("/me/password/").headers["Location"] == "/sign-in/"


def test_a_reset_shuts_out_and_lets_nothing_be_done_before_the_password_is_changed(cast: Any, enter: Any) -> None:
    from luodi.service.accounts.actions.tokens import digest
    from luodi.service.accounts.models import Token

    Token.objects.create(
        person=cast["officer"], label="旧", digest=digest("old"), scopes=["person.view"], created=cast.home.since
    )
    old, administrator = enter(cast["officer"]), enter(cast["administrator"])
    assert old.get("/me/").status_code == 200
    page = administrator.post(f"/people/{cast['officer'].pk}/reset/", {"reason": "丢了手机"}).content.decode()
    password = page.split("<pre><code>")[1].split("<")[0]
    assert old.get("/me/").status_code == 403
    assert enter().get("/api/v1/me", headers={"authorization": "Bearer old"}).status_code == 401
    client = enter()
    assert sign_in(client, "t-officer", password).headers["Location"] == "/me/password/"
    for path in ("/", "/me/", "/access-requests/", "/policies/"):
        assert client.get(path).headers["Location"] == "/me/password/", path
    assert client.get("/api/v1/me").status_code == 403
    assert "一次性密码" in client.get("/me/password/").content.decode()
    assert change(client, password).status_code == 302
    assert client.get("/access-requests/").status_code == 200


def test_nobody_rises_by_resetting_somebody_higher(cast: Any) -> None:
    from luodi.service.accounts.actions import people

    lower = cast.acting("administrator_here")
    for role in ("administrator", "auditor", "officer_away", "reviewer"):
        for action in (people.reset_password, people.disable, people.enable):
            with pytest.raises(LuodiError, match="权限"):
                action(lower, cast[role].pk, "试一试")
    assert people.reset_password(lower, cast["officer"].pk, "忘了")


def test_nobody_disables_themselves_and_a_reason_is_asked_for(cast: Any) -> None:
    from luodi.service.accounts.actions import people

    mine = cast.acting("administrator")
    with pytest.raises(LuodiError, match="不能停用自己"):
        people.disable(mine, cast["administrator"].pk, "试一试")
    for action in (people.reset_password, people.disable, people.enable):
        with pytest.raises(LuodiError, match="没有写原因"):
            action(mine, cast["person"].pk, "  ")
        with pytest.raises(LuodiError, match="没有这个人"):
            action(mine, 987_654_321, "试一试")


def test_one_who_is_disabled_is_out_at_once(cast: Any, enter: Any) -> None:
    client, administrator = enter(cast["officer"]), enter(cast["administrator"])
    assert client.get("/me/").status_code == 200
    administrator.post(f"/people/{cast['officer'].pk}/switch/", {"reason": "调离"})
    assert client.get("/me/").status_code == 403
    assert sign_in(enter(), "t-officer").status_code == 422
    administrator.post(f"/people/{cast['officer'].pk}/switch/", {"reason": "回来"})
    assert sign_in(enter(), "t-officer").status_code == 302


def test_details_are_changed_and_the_log_holds_no_number(cast: Any, enter: Any) -> None:
    from luodi.service.audit.queries import history

    client = enter(cast["person"])
    assert (
        client.post("/me/change/", {"name": "新名", "phone": "+86 139-1111-2222", "email": "a@b.example"}).status_code
        == 302
    )
    cast["person"].refresh_from_db()
    assert cast["person"].name == "新名"
    (entry,) = history("person", cast["person"].pk)
    assert "13800001234" not in str(entry.before)
    assert "2222" in str(entry.after)
    assert "1111" not in str(entry.after)
    client.post("/me/change/", {"name": "新名", "phone": "+86 139-1111-2222", "email": "a@b.example"})
    assert history("person", cast["person"].pk).count() == 1  # nothing changed, nothing to note
    assert client.post("/me/change/", {"name": "", "phone": "", "email": ""}).status_code == 422
