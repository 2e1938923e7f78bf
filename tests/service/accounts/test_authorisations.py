"""Who acts for an organisation: granted with a written authorisation, revoked at once; posts of staff."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from luodi.engine.core.errors import LuodiError


def test_a_manager_grants_and_the_other_may_at_once(cast: Any, enter: Any, evidence: Any) -> None:
    manager, other = enter(cast["manager"]), enter(cast["other"])
    path = f"/authorisations/{cast.home.pk}/"
    assert other.get(path).status_code == 404
    given = {"login": "T-Other", "role": "enterprise", "manages": "on", "evidence": evidence()}
    assert manager.post(path, given).headers["Location"] == path
    page = other.get(path).content.decode()
    assert "授权给别人" in page
    assert "可授权别人" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"login": "nobody"}, "没有登录名为"), ({"login": "t-enterprise"}, "已经代表"), ({"ends": "2020-01-01"}, "止期已经过了"), ({"evidence": None}, "必填"), ({"role": "owner"}, "选"),
    ],
)  # fmt: skip
def test_what_cannot_be_granted(cast: Any, enter: Any, evidence: Any, change: dict[str, Any], said: str) -> None:
    given = {"login": "t-other", "role": "enterprise", "evidence": evidence(), **change}
    answer = enter(cast["manager"]).post(
        f"/authorisations/{cast.home.pk}/", {k: v for k, v in given.items() if v is not None}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_revocation_holds_in_sessions_that_are_open(cast: Any, enter: Any) -> None:
    held = cast["enterprise"].authorisations.get()
    client, manager = enter(cast["enterprise"]), enter(cast["manager"])
    assert client.get(f"/authorisations/{cast.home.pk}/").status_code == 200
    assert "将不能再代表" in manager.get(f"/authorisations/revoke/{held.pk}/").content.decode()
    assert manager.post(f"/authorisations/revoke/{held.pk}/", {"reason": ""}).status_code == 422
    assert manager.post(f"/authorisations/revoke/{held.pk}/", {"reason": "离职"}).status_code == 302
    assert client.get(f"/authorisations/{cast.home.pk}/").status_code == 404
    assert client.get("/api/v1/me").json()["organisations"] == []
    assert "离职" in manager.get(f"/authorisations/{cast.home.pk}/").content.decode()
    assert manager.post(f"/authorisations/revoke/{held.pk}/", {"reason": "再来"}).status_code == 404


def test_one_may_lay_down_ones_own(cast: Any, enter: Any) -> None:
    held = cast["adviser"].authorisations.get()
    client = enter(cast["adviser"])
    assert client.post(f"/authorisations/revoke/{held.pk}/", {"reason": "合同到期"}).headers["Location"] == "/me/"
    assert client.get("/me/").status_code == 200


def test_every_step_is_in_the_log_with_its_region(cast: Any) -> None:
    from django.utils import timezone

    from luodi.service.accounts.actions import authorisations
    from luodi.service.audit.queries import entries, verify

    held = cast["enterprise"].authorisations.get()
    authorisations.revoke(cast.acting("officer"), held.pk, "公章不符", timezone.now())
    entry = entries(kind="authorisation", key=str(held.pk)).get()
    assert (entry.action, entry.reason, entry.region) == ("authorisation.revoke", "公章不符", "510100")
    assert entry.before["person"] == "t-enterprise"
    assert verify().broken == ()


def test_the_written_authorisation_is_private(cast: Any, enter: Any) -> None:
    held = cast["enterprise"].authorisations.get()
    answer = enter(cast["manager"]).get(f"/evidence/authorisation/{held.pk}/")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    client = enter(cast["manager"])
    for path in (f"/media/{held.evidence}", f"/files/{held.evidence}", f"/static/{held.evidence}"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("looks", "shown"), [("enterprise", "13800001234"), ("auditor", "13800001234"), ("officer", "138****1234"), ("administrator", "138****1234")])  # fmt: skip
def test_telephones_are_masked_by_role(cast: Any, enter: Any, looks: str, shown: str) -> None:
    page = enter(cast[looks]).get(f"/authorisations/{cast.home.pk}/").content.decode()
    assert shown in page
    assert (shown == "13800001234") is ("13800001234" in page)
    items = enter(cast[looks]).get(f"/api/v1/organisations/{cast.home.pk}/authorisations").json()["items"]
    mine = {one["phone"] for one in items if one["person"] != cast[looks].pk}
    assert mine == {shown}


def test_the_page_of_a_person_masks_too(cast: Any, enter: Any) -> None:
    path = f"/people/{cast['person'].pk}/"
    assert "138****1234" in enter(cast["administrator"]).get(path).content.decode()
    assert "13800001234" in enter(cast["auditor"]).get(path).content.decode()
    assert enter(cast["administrator"]).get(f"/api/v1{path[:-1]}").json()["email"] == "t***@example.org"


class TestPosts:
    """Role × unit × region."""

    def test_a_post_gives_its_rights_at_once_and_takes_them_at_once(self, cast: Any, enter: Any) -> None:
        client, administrator = enter(cast["other"]), enter(cast["administrator"])
        assert client.get("/access-requests/").status_code == 403
        given = {"role": "officer", "unit": "市经信局", "region": "510100"}
        assert administrator.post(f"/people/{cast['other'].pk}/", given).status_code == 302
        assert client.get("/access-requests/").status_code == 200
        post = cast["other"].posts.get()
        assert "市经信局" in administrator.get(f"/posts/revoke/{post.pk}/").content.decode()
        assert administrator.post(f"/posts/revoke/{post.pk}/", {"reason": "调离"}).status_code == 302
        assert client.get("/access-requests/").status_code == 403

    @pytest.mark.parametrize(
        ("change", "said"), [({"unit": " "}, "必填"), ({"region": "999999"}, "不存在"), ({"region": "51"}, "地区代码"), ({"role": "king"}, "选"), ({"ends": "2020-01-01"}, "止期")]
    )  # fmt: skip
    def test_what_cannot_be(self, cast: Any, enter: Any, change: dict[str, str], said: str) -> None:
        given = {"role": "officer", "unit": "市经信局", "region": "510100", **change}
        answer = enter(cast["administrator"]).post(f"/people/{cast['other'].pk}/", given)
        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_twice_is_once(self, cast: Any) -> None:
        from django.utils import timezone

        from luodi.service.accounts.actions import posts

        given = (cast.acting("administrator"), cast["officer"].pk, "officer", "某局", "510100", timezone.now())
        with pytest.raises(LuodiError, match="已经有这个岗位"):
            posts.grant(*given)

    def test_the_last_administrator_stays(self, cast: Any) -> None:
        from django.utils import timezone

        from luodi.service.accounts.actions import posts
        from luodi.service.accounts.models import Post

        Post.objects.filter(role="administrator", region="").exclude(person=cast["administrator"]).delete()
        post = cast["administrator"].posts.get()
        with pytest.raises(LuodiError, match="最后一个管理员"):
            posts.revoke(cast.acting("administrator"), post.pk, "试一试", timezone.now())
        second = posts.grant(
            cast.acting("administrator"), cast["other"].pk, "administrator", "某局", "", timezone.now()
        )
        posts.revoke(cast.acting("administrator"), post.pk, "换人", timezone.now())
        assert second.person == cast["other"]

    def test_a_post_holds_from_its_first_to_its_last_day(self, cast: Any, enter: Any) -> None:
        from luodi.service.accounts.models import Post

        client = enter(cast["officer"])
        assert client.get("/access-requests/").status_code == 200
        Post.objects.filter(person=cast["officer"]).update(ends=date(2026, 1, 2))
        assert client.get("/access-requests/").status_code == 403
        Post.objects.filter(person=cast["officer"]).update(ends=None, starts=date(2099, 1, 1))
        assert client.get("/access-requests/").status_code == 403


def test_a_new_member_of_staff_begins_with_a_password_of_one_use(cast: Any, enter: Any) -> None:
    page = enter(cast["administrator"]).post("/people/new/", {"login": "Wei", "name": "魏"}).content.decode()
    password = page.split("<pre><code>")[1].split("<")[0]
    client = enter()
    assert client.post("/sign-in/", {"login": "wei", "password": password}).headers["Location"] == "/me/password/"


def test_the_list_of_people_is_searched(cast: Any, enter: Any) -> None:
    client = enter(cast["administrator"])
    page = client.get("/people/", {"words": "t-officer"}).content.decode()
    assert "t-officer_away" in page
    assert "t-person" not in page
    assert "t-person" not in client.get("/people/", {"staff": "1"}).content.decode()
    assert "没有这样的人" in client.get("/people/", {"words": "没有他"}).content.decode()
    assert client.get("/api/v1/people", {"words": "t-", "limit": 2}).json()["count"] == 13
