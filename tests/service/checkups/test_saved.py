"""Saved check-ups and their links: whose they are, what a link shows, when it ends, and what the log says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from luodi.engine.core.errors import LuodiError, NotFound

from .conftest import NOW

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def kept(example: Callable[[str], Any], acting: Callable[[str], Any], home: Any) -> Any:
    """A check-up that the owner saved for the enterprise."""
    from luodi.service.checkups import actions

    return actions.save(acting("owner"), example("growing-firm"), "三季度体检", NOW, organisation=home.pk)


@pytest.fixture
def own(example: Callable[[str], Any], acting: Callable[[str], Any]) -> Any:
    """One that the owner saved for themselves."""
    from luodi.service.checkups import actions

    return actions.save(acting("owner"), example("start-up"), "只我自己", NOW)


def test_who_sees_what(kept: Any, own: Any, acting: Callable[[str], Any]) -> None:
    from luodi.service.checkups import queries

    seen = {
        name: {one.title for one in queries.visible(acting(name))}
        for name in ("owner", "colleague", "stranger", "visitor")
    }
    assert seen == {
        "owner": {"三季度体检", "只我自己"},
        "colleague": {"三季度体检"},
        "stranger": set(),
        "visitor": set(),
    }
    for name, number in (("stranger", kept.pk), ("visitor", kept.pk), ("colleague", own.pk), ("owner", 10**9)):
        with pytest.raises(NotFound, match="没有这次体检"):
            queries.found(acting(name), number)


def test_a_revoked_authorisation_takes_the_enterprises_check_ups_away(
    kept: Any, own: Any, people: dict[str, Any], acting: Callable[[str], Any]
) -> None:
    from luodi.service.accounts.models import Authorisation
    from luodi.service.checkups import queries

    Authorisation.objects.filter(person=people["owner"]).update(revoked_at=NOW)
    assert [one.pk for one in queries.visible(acting("owner"))] == [own.pk]
    with pytest.raises(NotFound):
        queries.found(acting("owner"), kept.pk)


def test_every_page_and_address_is_closed_to_others(kept: Any, enter: Callable[[str], Any]) -> None:
    base, api = f"/check-ups/{kept.pk}/", f"/api/v1/check-ups/{kept.pk}"
    stranger, visitor = enter("stranger"), enter("visitor")
    for path in (
        base,
        f"{base}report.pdf",
        f"/check-ups/compare/?a={kept.pk}&b={kept.pk}",
        api,
        f"{api}/answer",
        f"{api}/report.pdf",
        f"{api}/links",
    ):
        assert stranger.get(path).status_code == 404
        assert visitor.get(path).status_code == (404 if "/api/" in path else 302)
    for path in ("open/", "remove/", "links/", "links/1/revoke/"):
        assert stranger.post(base + path).status_code == 404
    assert stranger.delete(api).status_code == 404
    assert stranger.patch(api, "{}", content_type="application/json").status_code == 404
    assert stranger.post(f"{api}/links", "{}", content_type="application/json").status_code == 404
    answers = {stranger.get(f"/api/v1/check-ups/{number}").content for number in (kept.pk, 10**9)}
    assert len(answers) == 1  # a guessed number tells nothing


def test_nobody_saves_for_an_enterprise_they_do_not_act_for(
    example: Callable[[str], Any], acting: Callable[[str], Any], home: Any
) -> None:
    from luodi.service.accounts.rights import Refused
    from luodi.service.checkups import actions

    for name in ("stranger", "visitor"):
        with pytest.raises(Refused):
            actions.save(acting(name), example("start-up"), "试", NOW, organisation=home.pk)
    with pytest.raises(LuodiError, match="起个名字"):
        actions.save(acting("owner"), example("start-up"), " \u202e ", NOW)


def test_the_log_has_every_change_and_none_of_the_facts(kept: Any, acting: Callable[[str], Any]) -> None:
    from luodi.service.audit.queries import history, verify
    from luodi.service.checkups import actions

    link, _secret = actions.share(acting("owner"), kept.pk, NOW, days=7, label="银行")
    actions.revoke(acting("colleague"), kept.pk, link.pk, NOW)
    actions.revoke(acting("colleague"), kept.pk, link.pk, NOW)  # once is enough
    actions.change(acting("owner"), kept.pk, NOW, title="改过名")
    actions.remove(acting("owner"), kept.pk, NOW)
    rows = list(history("checkup", kept.pk))
    assert [row.action for row in rows] == [
        "checkup.save",
        "checkup.share",
        "checkup.share",
        "checkup.save",
        "checkup.remove",
    ]
    assert verify().broken == ()
    assert "岭南智造" not in str([(row.before, row.after) for row in rows])
    kept.refresh_from_db()
    assert kept.told == {}
    with pytest.raises(NotFound):
        actions.change(acting("owner"), kept.pk, NOW, title="x")


def share(acting: Callable[[str], Any], number: int, **shows: bool) -> tuple[Any, str]:
    from django.utils import timezone

    from luodi.service.checkups import actions

    return actions.share(acting("owner"), number, timezone.now(), days=7, **shows)


SECRETS = ("岭南智造", "锦江试算", "新厂", "13,245万元", "并购贷款一", "国家级示范")


def test_a_link_shows_no_more_than_the_owner_chose(kept: Any, acting: Callable[[str], Any], client: Any) -> None:
    _link, secret = share(acting, kept.pk)
    for path in (
        f"/shared/{secret}/",
        f"/shared/{secret}/?verdict=all&sort=policy",
        f"/shared/{secret}/?words=新厂&verdict=all",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert not [word for word in SECRETS if word in page.replace("words=新厂", "")]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"
        assert 'name="robots" content="noindex' in page
    assert "4,000万元" in client.get(f"/shared/{secret}/").content.decode()
    data = client.get(f"/api/v1/shared/{secret}").content.decode()
    assert not [word for word in SECRETS if word in data]
    _link, secret = share(acting, kept.pk, shows_name=True, shows_facts=True)
    page = client.get(f"/shared/{secret}/").content.decode()
    assert "锦江试算" in page
    assert "新厂" in page
    assert "5.083亿元" in page


def test_a_link_ends(kept: Any, acting: Callable[[str], Any], client: Any) -> None:
    from luodi.service.checkups import actions
    from luodi.service.checkups.models import ShareLink

    assert client.get("/shared/not-a-link/").status_code == 404
    link, secret = share(acting, kept.pk)
    assert len(secret) >= 43
    assert not ShareLink.objects.filter(digest=secret).exists()
    actions.revoke(acting("owner"), kept.pk, link.pk, NOW)
    late, other = share(acting, kept.pk)
    ShareLink.objects.filter(pk=late.pk).update(expires_at=NOW - timedelta(days=1))
    for held in (secret, other):
        assert client.get(f"/shared/{held}/").status_code == client.get(f"/shared/{held}/report.pdf").status_code == 410
        assert client.get(f"/api/v1/shared/{held}").status_code == 410
    _link, third = share(acting, kept.pk)
    actions.remove(acting("owner"), kept.pk, NOW)
    assert client.get(f"/shared/{third}/").status_code == 410


def test_saving_sharing_and_comparing_in_the_pages(
    begun: Callable[..., Any], enter: Callable[[str], Any], own: Any
) -> None:
    browser = begun("start-up", by=enter("owner"))
    browser.post("/check-up/tell/", {"key": "runs_training", "value": "true"})
    assert "保存到账户" in browser.get("/check-up/keep/").content.decode()
    where = browser.post("/check-up/save/", {"title": "试一试", "whose": "person"}).headers["Location"]
    assert "试一试" in browser.get(where).content.decode()
    answer = browser.post(f"{where}links/", {"days": "30", "label": "给银行", "shows_name": "on"}, follow=True)
    page = answer.content.decode()
    assert "只显示这一次" in page
    address = page.split('class="address" readonly value="', 1)[1].split('"', 1)[0]
    assert enter("visitor").get(address.partition("localhost")[2]).status_code == 200
    assert "只显示这一次" not in browser.get(where).content.decode()
    number = where.rstrip("/").rpartition("/")[2]
    page = browser.get("/check-ups/compare/", {"a": [own.pk, number]}).content.decode()
    assert "校企合作人才培养补贴" in page
    assert "与院校合作培养人才" in page
    assert browser.get("/check-ups/compare/", {"a": "x"}).status_code == 302
    assert "试一试" in browser.get("/check-ups/").content.decode()
    browser.post(f"{where}open/")
    assert "runs_training" in browser.get("/check-up/facts.yaml").content.decode()
    browser.post(f"{where}remove/")
    assert browser.get(where).status_code == 404
    assert browser.post("/check-up/save/", {"title": ""}).headers["Location"] == "/check-up/keep/"


def test_a_trial_begins_from_the_registry_and_changes_nothing_there(
    enter: Callable[[str], Any], home: Any, acting: Callable[[str], Any]
) -> None:
    from luodi.service.registry import actions, queries, values, words

    fact = words.fact_of("main_revenue")
    told = {(fact.name, values.period(fact, "2020")): values.read(fact, "642万元")}
    actions.state(acting("owner"), home, actions.About(), told, actions.Origin("self"), NOW)
    browser = enter("owner")
    assert "锦江试算有限公司" in browser.get("/check-up/").content.decode()
    assert browser.post("/check-up/", {"organisation": home.pk, "on": "2021-03-15"}).status_code == 302
    assert "642万元" in browser.get("/check-up/").content.decode()
    browser.post("/check-up/tell/", {"key": "main_revenue@2020", "value": "2000", "unit": "10000"})
    page = browser.get("/check-up/").content.decode()
    assert "登记为 642万元" in page
    assert "登记不变" in page
    assert queries.situation(home, NOW.date()).enterprise["main_revenue"][2020] == 6_420_000
    browser.post("/check-up/take-back/", {"key": "main_revenue@2020"})
    assert "登记为" not in browser.get("/check-up/").content.decode()
    stranger = enter("stranger")
    assert stranger.post("/check-up/", {"organisation": home.pk, "on": "2021-03-15"}).status_code in {403, 404}
    assert stranger.post("/check-up/", {"organisation": "99999999", "on": "2021-03-15"}).status_code in {403, 404}
