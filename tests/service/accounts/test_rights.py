"""The table of rights, cell by cell: every role × action × object, over the right and the wrong region, organisation, person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from luodi.service.accounts.rights import OVER, ROLES, STAFF, VISITOR, Acting, Held, Over, Refused, may, require, table

HERE, THERE = Over(person=1, organisation=1, region="510104"), Over(person=2, organisation=2, region="330106")
#: Objects that belong to somebody else in all but one respect.
OTHERS = {
    "same person": Over(person=1, organisation=2, region="330106"),
    "same organisation": Over(person=2, organisation=1, region="330106"),
    "same region": Over(person=2, organisation=2, region="510104"),
    "nothing told": Over(),
}


def _acting(role: str, region: str = "510100", manages: bool = False) -> Acting:
    """Somebody with one role only, and no other than the one that follows from signing in."""
    if role == "visitor":
        return VISITOR
    posts = (Held(role, region, "某局"),) if role in STAFF else ()
    organisations = {1: role} if role in {"enterprise", "adviser"} else {}
    return Acting("person:1", "甲", 1, posts, organisations, manages=frozenset({1}) if manages else frozenset())


def _expected(role: str, rule: str | None, over: Over, region: str, manages: bool) -> bool:
    """What a cell means, said once more and in other words than in the code."""
    match rule:
        case None:
            return False
        case "any":
            return True
        case "self":
            return over.person == 1
        case "own":
            return over.organisation == 1
        case "managed":
            return over.organisation == 1 and manages
        case "region":
            return region == "" or (over.region[:4] == region[:4] and over.region != "")
    raise AssertionError(rule)


def _cells() -> Iterator[Any]:
    for kind, actions in table().items():
        for action, rules in actions.items():
            for role in ROLES:
                yield pytest.param(kind, action, role, rules, id=f"{kind}.{action}-{role}")


@pytest.mark.parametrize(("kind", "action", "role", "rules"), list(_cells()))
def test_every_cell(kind: str, action: str, role: str, rules: dict[str, str]) -> None:
    for region in ("510100", "") if role in STAFF else ("",):
        for manages in (False, True) if role in {"enterprise", "adviser"} else (False,):
            acting = _acting(role, region, manages)
            for name, over in {"here": HERE, "there": THERE, **OTHERS}.items():
                held = [("visitor", rules.get("visitor"))] + (
                    [("person", rules.get("person"))] if role != "visitor" else []
                )
                held += [(role, rules.get(role))] if role not in {"visitor", "person"} else []
                wanted = any(_expected(one, rule, over, region, manages) for one, rule in held)
                assert may(acting, f"{kind}.{action}", over) is wanted, (name, region, manages)


@pytest.mark.parametrize(("kind", "action", "role", "rules"), list(_cells()))
def test_a_key_never_does_what_is_not_in_its_scopes(kind: str, action: str, role: str, rules: dict[str, str]) -> None:
    from dataclasses import replace

    right, whole = f"{kind}.{action}", _acting(role, "", manages=True)
    assert not may(replace(whole, scopes=frozenset({"no.such"})), right, HERE)
    assert may(replace(whole, scopes=frozenset({right})), right, HERE) is may(whole, right, HERE)


@pytest.mark.parametrize(("kind", "action", "role", "rules"), list(_cells()))
def test_the_regions_told_to_a_database_are_those_of_the_cell(
    kind: str, action: str, role: str, rules: dict[str, str]
) -> None:
    found = _acting(role).regions(f"{kind}.{action}")
    if rules.get("visitor") == "any":
        assert found is None
    elif role in STAFF and role in rules:
        assert found == (None if rules[role] == "any" else ("510100",))
    else:
        assert found == ()


def test_the_table_uses_known_words_only() -> None:
    from luodi.service.accounts.wording import words

    for kind, actions in table().items():
        assert kind in words()["objects"], f"rights_words.yaml 里没有对象 {kind}"
        for action, rules in actions.items():
            assert action in words()["actions"], f"rights_words.yaml 里没有动作 {action}"
            assert set(rules) <= set(ROLES)
            for role, rule in rules.items():
                assert rule in OVER
                if role in STAFF or role == "visitor":
                    assert rule in {"any", "region"}
                elif role == "person":
                    assert rule in {"any", "self"}
                else:
                    assert rule in {"own", "managed"}


def test_only_finding_a_right_twice_would_hide_a_mistake() -> None:
    """YAML takes the last of two keys; the table may hold each once only."""
    from luodi.engine.core import strict_yaml
    from luodi.service.accounts import rights

    strict_yaml.parse(Path(rights.__file__).with_name("rights.yaml").read_bytes(), "rights.yaml")
    strict_yaml.parse(Path(rights.__file__).with_name("rights_words.yaml").read_bytes(), "rights_words.yaml")


def test_a_right_that_is_none_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        may(VISITOR, "document.destroy")


def test_a_refusal_says_who_may_and_nothing_of_the_object() -> None:
    with pytest.raises(Refused) as visitor:
        require(VISITOR, "person.disable", HERE)
    assert visitor.value.why == "还没有登录"
    with pytest.raises(Refused) as person:
        require(_acting("person"), "person.disable", HERE)
    with pytest.raises(Refused) as other:
        require(_acting("person"), "person.disable", THERE)
    assert "管理员" in person.value.why
    assert str(person.value) == str(other.value)
    with pytest.raises(Refused, match="范围"):
        require(Acting("token:1", "甲", 1, scopes=frozenset()), "token.view", Over(person=1))


def test_rights_in_words() -> None:
    from django.utils import translation

    from luodi.service.accounts.wording import said

    with translation.override("zh-hans"):
        assert said("document.import") == "文件：导入"


@pytest.mark.parametrize(("region", "held", "inside"), [("510104", "510000", True), ("510104", "510100", True), ("510100", "510104", False), ("", "510000", False), ("469030", "469000", False), ("469030", "460000", True)])  # fmt: skip
def test_a_post_reaches_down_never_up(region: str, held: str, inside: bool) -> None:
    assert may(_acting("officer", held), "fact.view", Over(region=region)) is inside
