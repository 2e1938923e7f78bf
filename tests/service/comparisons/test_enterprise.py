"""One enterprise in every city: only its place changes; facts that one may not see are not compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.service.comparisons.test_supports import sheets

pytestmark = pytest.mark.usefixtures("own_files")
ON = "2021-06-01"


def test_without_facts_the_page_says_where_to_begin(client: Any) -> None:
    page = client.get("/compare/enterprise").content.decode()
    assert "做政策体检" in page
    assert client.get("/compare/enterprise?who=session").status_code == 404


def test_at_home_it_gets_what_its_check_up_says(begun: Callable[..., Any]) -> None:
    client = begun()
    items = client.get(f"/api/v1/comparisons/enterprise?who=session&on={ON}").json()["items"]
    home = next(one for one in items if one["region"] == "440112")
    assert Decimal(home["totals"]["amount"]) == 40_000_000
    assert Decimal(home["totals"]["at_most"]) == 3_545_284
    page = client.get(f"/compare/enterprise?who=session&on={ON}").content.decode()
    assert "现在登记在此" in page
    assert "注册地、税务关系和统计关系都在该地" in page


def test_everywhere_else_it_is_as_if_registered_there(begun: Callable[..., Any]) -> None:
    from luodi.service.comparisons import enterprise
    from luodi.service.policies.queries import library

    client = begun("start-up")
    items = client.get(f"/api/v1/comparisons/enterprise?who=session&on={ON}").json()["items"]
    places = {one["region"] for one in items}
    assert places == {policy.region for policy in library().policies()}
    for one in items:
        assert not any("注册地" in claim["why"] for claim in one["claims"])
    from luodi.engine.rules.situation import Situation

    moved = enterprise.moved(
        Situation(date(2021, 6, 1), {"registered_region": "510104", "main_business": "x"}), "330100"
    )
    assert {moved.enterprise[name] for name in enterprise.PLACED} == {"330100"}
    assert moved.enterprise["main_business"] == "x"


def test_totals_by_theme_are_the_totals(begun: Callable[..., Any]) -> None:
    items = begun().get(f"/api/v1/comparisons/enterprise?who=session&on={ON}&assume=true").json()["items"]
    for one in items:
        for kind in ("amount", "at_most"):
            assert sum(Decimal(held[kind]) for held in one["by_theme"].values()) == Decimal(one["totals"][kind])


def test_policies_of_which_no_day_is_known_can_be_taken_as_in_force(begun: Callable[..., Any]) -> None:
    client = begun()
    before, after = (
        client.get(f"/api/v1/comparisons/enterprise?who=session&on={ON}&assume={told}").json()["items"]
        for told in ("false", "true")
    )
    assert any(one["unsure"] for one in before)
    assert not any(one["unsure"] for one in after)


def test_a_saved_check_up_and_a_registered_enterprise_are_for_those_who_may_see_them(
    client: Any, person: Callable[..., Any]
) -> None:
    from tests.service.comparisons.conftest import EXAMPLES

    own, stranger = person("own", "SYNTHETIC000000021"), person("stranger")
    with (EXAMPLES / "growing-firm.yaml").open("rb") as stream:
        own.post("/check-up/upload/", {"file": stream})
    own.post("/check-up/save/", {"title": "试比一次"})
    page = own.get("/compare/enterprise").content.decode()
    assert "试比一次" in page
    assert "锦江试比有限公司" in page
    from luodi.service.checkups.models import SavedCheckUp

    saved = SavedCheckUp.objects.get(title="试比一次").pk
    assert own.get(f"/compare/enterprise?who=saved-{saved}&on={ON}").status_code == 200
    assert own.get("/compare/enterprise?who=SYNTHETIC000000021").status_code == 200
    for one in (client, stranger):
        assert "锦江试比有限公司" not in one.get("/compare/enterprise").content.decode()
        assert one.get(f"/compare/enterprise?who=saved-{saved}").status_code == 404
        assert one.get("/compare/enterprise?who=SYNTHETIC000000021").status_code == 403
        assert one.get("/api/v1/comparisons/enterprise?who=SYNTHETIC000000021").status_code == 403
        assert one.get("/compare/enterprise.xlsx?who=SYNTHETIC000000021").status_code == 403


def test_the_file_says_the_assumption(begun: Callable[..., Any]) -> None:
    client = begun()
    held = sheets(client.get(f"/compare/enterprise.xlsx?who=session&on={ON}").content)
    assert "注册地、税务和统计关系都在该地" in str(held["说明"])
    home = next(row for row in held["合计"] if "黄埔区" in row[0])
    assert [Decimal(str(cell)) for cell in home[1:3]] == [40_000_000, 3_545_284]
    assert client.get(f"/compare/enterprise?who=session&on={ON}")["Cache-Control"] == "no-store"


def test_a_name_that_looks_like_a_formula_stays_a_text(begun: Callable[..., Any]) -> None:
    client = begun()
    session = client.session
    session["checkup"]["told"]["enterprise"]["name"] = "=cmd|' /C calc'!A0"
    session.save()
    held = sheets(client.get(f"/compare/enterprise.xlsx?who=session&on={ON}").content)
    assert "=cmd" in str(held["说明"])


def test_a_place_without_a_policy_is_refused(begun: Callable[..., Any]) -> None:
    answer = begun().get("/compare/enterprise?who=session&place=650000")
    assert answer.status_code == 422
    assert "650000" in answer.content.decode()
