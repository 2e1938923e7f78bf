"""Sign-in, lock-out, sessions, language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

PASSWORD = "xiao-shan-87-hai"


def sign_in(client: Any, login: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"login": login, "password": password, **more})


def is_in(client: Any) -> bool:
    return bool(client.get("/me/").status_code == 200)


def test_in_and_out(cast: Any, enter: Any) -> None:
    client = enter()
    assert sign_in(client, " T-Person ").headers["Location"] == "/me/"
    page = client.get("/me/").content.decode()
    assert "t-person-name" in page
    assert "13800001234" in page
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert not is_in(client)


def test_a_wrong_password_says_little_and_keeps_the_name(cast: Any, enter: Any) -> None:
    client = enter()
    known, unknown = sign_in(client, "t-person", "wrong"), sign_in(client, "nobody", "wrong")
    assert known.status_code == unknown.status_code == 422
    assert "登录名或密码不对" in known.content.decode()
    assert 'value="t-person"' in known.content.decode()
    assert "wrong" not in known.content.decode().split("</style>")[-1].replace('class="wrong', "").replace(
        "-wrong", ""
    ).replace("notice bad wrong", "")


def test_five_wrong_passwords_lock_the_name_for_this_address_only(cast: Any, enter: Any) -> None:
    client = enter()
    assert [
        sign_in(client, name, "wrong").status_code for name in ("t-person", "T-PERSON", "t-person", "t-Person")
    ] == [422] * 4
    locked = sign_in(client, "t-person", "wrong")
    assert locked.status_code == 429
    assert "等 15 分钟" in locked.content.decode()
    assert sign_in(client, "t-person").status_code == 429  # the right one does not help any more
    assert sign_in(client, "t-officer").status_code == 302
    elsewhere = enter()
    assert (
        elsewhere.post("/sign-in/", {"login": "t-person", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7").status_code
        == 302
    )


def test_a_reset_opens_the_lock(cast: Any, enter: Any) -> None:
    from luodi.service.accounts.actions.people import reset_password

    client = enter()
    for _ in range(6):
        sign_in(client, "t-person", "wrong")
    password = reset_password(cast.acting("administrator"), cast["person"].pk, "忘了")
    assert sign_in(client, "t-person", password).headers["Location"] == "/me/password/"


def test_one_who_is_disabled_is_answered_as_one_who_is_not_there(cast: Any, enter: Any) -> None:
    cast["person"].is_active = False
    cast["person"].save()
    assert sign_in(enter(), "t-person").status_code == 422


@pytest.mark.parametrize(("target", "gone"), [("/policies/", "/policies/"), ("https://elsewhere.example/", "/me/"), ("//elsewhere.example", "/me/"), ("javascript:alert(1)", "/me/")])  # fmt: skip
def test_the_way_on_stays_on_this_site(cast: Any, enter: Any, target: str, gone: str) -> None:
    assert sign_in(enter(), "t-person", next=target).headers["Location"] == gone


def _visited(client: Any) -> None:
    """A visitor told something (a check-up does) before signing in."""
    client.get("/sign-in/")
    session = client.session
    session["told"] = {"staff": 7}
    session.save()
    client.cookies["sessionid"] = session.session_key


def test_a_visitor_keeps_the_check_up_begun_before(cast: Any, enter: Any) -> None:
    client = enter()
    _visited(client)
    sign_in(client, "t-person")
    assert client.session["told"] == {"staff": 7}


def test_the_session_gets_a_new_key(cast: Any, enter: Any) -> None:
    client = enter()
    _visited(client)
    before = client.cookies["sessionid"].value
    sign_in(client, "t-person")
    assert client.cookies["sessionid"].value != before


def test_the_sixth_session_ends_the_one_used_least(cast: Any, enter: Any) -> None:
    from luodi.service.accounts.models import SignIn

    clients = [enter() for _ in range(6)]
    for client in clients[:5]:
        sign_in(client, "t-person")
    first = clients[0].session.session_key
    SignIn.objects.filter(session_key=first).update(
        seen=SignIn.objects.get(session_key=first).seen - timedelta(minutes=30)
    )
    sign_in(clients[5], "t-person")
    assert "已经退出" in clients[5].get("/").content.decode()
    assert [is_in(client) for client in clients] == [False, True, True, True, True, True]


@pytest.mark.parametrize(
    ("column", "age"), [("seen", timedelta(hours=2, minutes=1)), ("at", timedelta(hours=12, minutes=1))]
)
def test_a_session_idle_or_open_for_too_long_ends(cast: Any, enter: Any, column: str, age: timedelta) -> None:
    from django.utils import timezone

    from luodi.service.accounts.models import SignIn

    client = enter()
    sign_in(client, "t-person")
    SignIn.objects.filter(person=cast["person"]).update(**{column: timezone.now() - age})
    assert not is_in(client)
    assert "自动退出" in client.get("/sign-in/").content.decode()
    assert not SignIn.objects.filter(person=cast["person"]).exists()


def test_other_sessions_are_ended_one_or_all(cast: Any, enter: Any) -> None:
    here, there, third = enter(), enter(), enter()
    for client in (here, there, third):
        sign_in(client, "t-person")
    from luodi.service.accounts.models import SignIn

    key = SignIn.objects.get(session_key=there.session.session_key).pk
    assert here.post("/me/sessions/end/", {"session": key}).status_code == 302
    assert [is_in(client) for client in (here, there, third)] == [True, False, True]
    here.post("/me/sessions/end/", {})
    assert [is_in(client) for client in (here, third)] == [True, False]


def test_sessions_that_ended_of_themselves_are_neither_shown_nor_counted(cast: Any, enter: Any) -> None:
    from django.utils import timezone

    from luodi.service.accounts.models import SignIn

    old = [enter() for _ in range(5)]
    for client in old:
        sign_in(client, "t-person")
    SignIn.objects.filter(person=cast["person"]).update(seen=timezone.now() - timedelta(hours=3))
    here = enter()
    sign_in(here, "t-person")
    assert "已经退出" not in here.get("/").content.decode()
    assert SignIn.objects.filter(person=cast["person"]).count() == 1
    assert here.get("/api/v1/me/sessions").json()["count"] == 1


def test_language_is_kept_and_found_again(cast: Any, enter: Any) -> None:
    client = enter()
    sign_in(client, "t-person")
    client.post("/language/", {"language": "en", "next": "/"})
    cast["person"].refresh_from_db()
    assert cast["person"].language == "en"
    elsewhere = enter()
    sign_in(elsewhere, "t-person")
    assert elsewhere.cookies["django_language"].value == "en"
    client.post("/language/", {"language": "xx", "next": "/"})
    cast["person"].refresh_from_db()
    assert cast["person"].language == "en"


def test_every_sign_in_and_out_is_in_the_log(cast: Any, enter: Any) -> None:
    from luodi.service.audit.queries import history, verify

    client = enter()
    sign_in(client, "t-person")
    client.post("/sign-out/")
    assert [one.action for one in history("person", cast["person"].pk)] == ["person.sign_in", "session.end"]
    assert verify().broken == ()


def test_forms_need_their_secret(cast: Any, enter: Any) -> None:
    strict = enter(cast["person"], enforce_csrf_checks=True)
    for path in (
        "/sign-in/",
        "/sign-up/",
        "/sign-out/",
        "/me/change/",
        "/me/password/",
        "/me/tokens/new/",
        "/me/organisations/",
        "/language/",
    ):
        assert strict.post(path, {}).status_code == 403, path
    refused = strict.post(
        "/api/v1/me/tokens", {"label": "x", "scopes": ["document.view"]}, content_type="application/json"
    )
    assert refused.status_code == 403
    assert "X-CSRFToken" in refused.content.decode()
    assert strict.get("/api/v1/me").status_code == 200


def test_pages_of_the_account_are_never_kept_by_a_proxy(cast: Any, enter: Any) -> None:
    client = enter(cast["person"])
    for path in ("/me/", "/me/change/", "/me/organisations/"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path
