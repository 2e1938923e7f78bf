"""`luodi accounts` and `luodi audit`, on the site's own tables."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def same_process(monkeypatch: pytest.MonkeyPatch, application: Any) -> None:
    """The tables are ready; a command must not migrate inside the test's transaction."""
    monkeypatch.setattr("luodi.site.start.start", lambda: None)


def test_the_first_administrator(luodi: Any, client: Any) -> None:
    made = luodi("accounts", "create", "Admin", "--name", "王晓", "--administrator")
    assert made.code == 0
    password = re.search(r"([a-z0-9]{4}-){3}[a-z0-9]{4}", made.out)
    assert password
    entered = client.post("/sign-in/", {"login": "admin", "password": password[0]})
    assert entered.headers["Location"] == "/me/password/"
    listed = luodi("accounts", "list", "--staff").out
    assert "管理员 平台 全部地区" in listed
    assert "一次性密码" in listed
    again = luodi("accounts", "create", "admin", "--name", "王晓")
    assert (again.code, "已经有人用了" in again.err) == (2, True)


def test_posts_are_given_and_revoked(luodi: Any) -> None:
    luodi("accounts", "create", "admin", "--name", "王晓", "--administrator")
    luodi("accounts", "create", "lin", "--name", "林一")
    given = luodi("accounts", "give", "LIN", "officer", "--unit", "市经信局", "--region", "510100")
    post = re.search(r"(\d+) 政策员 市经信局 四川省成都市", given.out)
    assert post
    assert luodi("accounts", "revoke", post[1], "--reason", "调离").code == 0
    assert "市经信局" not in luodi("accounts", "list").out
    last = re.search(r"(\d+) 管理员", luodi("accounts", "list", "admin").out)
    assert last
    assert "最后一个管理员" in luodi("accounts", "revoke", last[1], "--reason", "试").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("give", "nobody", "officer", "--unit", "x"), "没有登录名为“nobody”的人"), (("give", "lin", "king", "--unit", "x"), "可用：政策员（officer）"),
        (("give", "lin", "officer", "--unit", "x", "--region", "99"), "不是地区代码"), (("revoke", "987654", "--reason", "x"), "没有这个岗位"), (("reset", "nobody", "--reason", "x"), "nobody"),
        (("reset", "lin", "--reason", " "), "没有写原因"),
    ],
)  # fmt: skip
def test_what_cannot_be(luodi: Any, words: tuple[str, ...], said: str) -> None:
    luodi("accounts", "create", "lin", "--name", "林一")
    found = luodi("accounts", *words)
    assert found.code == 2
    assert said in found.err
    assert "Traceback" not in found.err


def test_nobody_is_found(luodi: Any) -> None:
    found = luodi("accounts", "list", "没有他")
    assert (found.code, found.err.strip()) == (1, "没有这样的人")


def test_a_reset_prints_a_password_of_one_use(luodi: Any, client: Any) -> None:
    luodi("accounts", "create", "lin", "--name", "林一")
    password = luodi("accounts", "reset", "Lin", "--reason", "忘了").out.split("：")[1].strip()
    assert client.post("/sign-in/", {"login": "lin", "password": password}).status_code == 302


def test_the_log_is_listed_and_proved(luodi: Any) -> None:
    luodi("accounts", "create", "lin", "--name", "林一")
    listed = luodi("audit", "list", "--action", "person", "--json")
    assert (listed.json[0]["action"], listed.json[0]["actor"]) == ("person.create", "command")
    assert "本机命令" in luodi("audit", "list", "--kind", "person").out
    assert luodi("audit", "list", "--words", "没有它").code == 1
    assert luodi("audit", "list", "--since", "2099-01-01").code == 1
    wrong = luodi("audit", "list", "--since", "昨天")
    assert wrong.code == 2
    assert "没有“昨天”这一天" in wrong.err
    proved = luodi("audit", "verify")
    assert proved.code == 0
    anchor = proved.out.strip().splitlines()[-1]
    assert luodi("audit", "verify", "--anchor", anchor).code == 0
    assert luodi("audit", "verify", "--json").json["broken"] == []
    number = anchor.partition(":")[0]
    broken = luodi("audit", "verify", "--anchor", f"{number}:{'0' * 64}")
    assert (broken.code, "重写过" in broken.out) == (1, True)
    assert luodi("audit", "verify", "--anchor", "x").code == 2
