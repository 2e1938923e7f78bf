"""Every page and every address of the API of accounts and audit, for every role, with ids of one's own and ids that are guessed.

The table below is written by hand and does not ask the table of rights: who is named may, everybody else is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
STAFF = {"officer", "officer_away", "reviewer", "finance", "auditor", "administrator", "administrator_here"}
OF_HOME = {"enterprise", "manager", "adviser"}
SIGNED_IN = {"person", "other", "manager_away", *OF_HOME, *STAFF}
ALL = {"visitor", *SIGNED_IN}
SEE_PEOPLE = {"auditor", "administrator", "administrator_here"}
ADMINISTRATORS = {"administrator", "administrator_here"}
SEE_HOME = {"enterprise", "manager", "officer", "auditor", *ADMINISTRATORS}
DECIDE_HOME = {"manager", "officer", *ADMINISTRATORS}


@dataclass
class Case:
    """One address: the right it uses, who may, what the refused get besides a visitor (403, or 404 where there is nothing to be seen)."""

    right: str
    method: str
    path: str
    may: set[str]
    body: dict[str, Any] = field(default_factory=dict)
    done: tuple[int, ...] = (200,)
    refused: int = 403
    but: dict[str, int] = field(default_factory=dict)  # who sees the object but may not do it gets 403 and not 404

    def __str__(self) -> str:
        return f"{self.method}-{self.path}"


REASON = {"reason": "试一试"}
PAGES = [
    Case("person.sign_in", "GET", "/sign-in/", {"visitor"}, refused=302),
    Case("person.sign_up", "GET", "/sign-up/", {"visitor"}, refused=302),
    Case("person.view", "GET", "/me/", SIGNED_IN),
    Case("person.change", "POST", "/me/change/", SIGNED_IN, {"name": "新名"}, (302,)),
    Case("person.second_factor", "GET", "/me/second-factor/", SIGNED_IN),
    Case("session.end", "POST", "/me/sessions/end/", SIGNED_IN, {"session": ""}, (302,)),
    Case("session.end", "POST", "/me/sessions/end/", {"person", *ADMINISTRATORS}, {"session": "{session}"}, (302,), 404),
    Case("token.create", "GET", "/me/tokens/new/", SIGNED_IN),
    Case("token.revoke", "POST", "/me/tokens/revoke/", {"person", *ADMINISTRATORS}, {"token": "{token}"}, (302,), 404),
    Case("organisation.sign_up", "GET", "/me/organisations/", SIGNED_IN),
    Case("authorisation.view", "POST", "/me/organisations/choose/", OF_HOME, {"organisation": "{home}"}, (302,)),
    Case("authorisation.view", "GET", "/authorisations/{home}/", SEE_HOME, refused=404),
    Case("authorisation.view", "GET", "/authorisations/{away}/", {"manager_away", "officer_away", "auditor", *ADMINISTRATORS}, refused=404),
    Case("authorisation.grant", "POST", "/authorisations/{home}/", DECIDE_HOME, {"login": "t-other", "role": "enterprise", "evidence": "PDF"}, (302,), 404, {"enterprise": 403, "auditor": 403}),
    Case("authorisation.revoke", "POST", "/authorisations/revoke/{held}/", {"enterprise", *DECIDE_HOME}, REASON, (302,), 404, {"auditor": 403}),
    Case("access_request.view", "GET", "/access-requests/", {"manager", "manager_away", "officer", "officer_away", *ADMINISTRATORS}),
    Case("authorisation.grant", "POST", "/access-requests/{request}/", DECIDE_HOME, {"what": "accept"}, (302,), 404, {"auditor": 403, "person": 403}),
    Case("authorisation.view", "GET", "/evidence/authorisation/{held}/", SEE_HOME, refused=404),
    Case("access_request.view", "GET", "/evidence/request/{request}/", {"person", "auditor", *DECIDE_HOME}, refused=404),
    Case("person.view", "GET", "/people/", SEE_PEOPLE),
    Case("person.view", "GET", "/people/{person}/", SEE_PEOPLE),
    Case("person.create", "GET", "/people/new/", ADMINISTRATORS),
    Case("person.create", "POST", "/people/new/", ADMINISTRATORS, {"login": "made-1", "name": "新人"}),
    Case("post.grant", "POST", "/people/{person}/", ADMINISTRATORS, {"role": "officer", "unit": "某局", "region": "510104"}, (302,)),
    Case("post.grant", "POST", "/people/{person}/", {"administrator"}, {"role": "officer", "unit": "某局", "region": "330100"}, (302,)),
    Case("post.revoke", "POST", "/posts/revoke/{post}/", ADMINISTRATORS, REASON, (302,), 404, {"auditor": 403, "officer": 403}),
    Case("post.revoke", "POST", "/posts/revoke/{post_away}/", {"administrator"}, REASON, (302,), 404, {"auditor": 403, "officer_away": 403, "administrator_here": 403}),
    Case("person.reset", "POST", "/people/{person}/reset/", ADMINISTRATORS, REASON),
    Case("person.reset", "POST", "/people/{officer_away}/reset/", {"administrator"}, REASON),
    Case("person.disable", "POST", "/people/{person}/switch/", ADMINISTRATORS, REASON, (302,)),
    Case("audit.view", "GET", "/audit/", SEE_PEOPLE),
    Case("audit.view", "GET", "/audit/{entry}/", SEE_PEOPLE),
    Case("audit.view", "GET", "/audit/{entry_away}/", {"auditor", "administrator"}, refused=403, but={"administrator_here": 404}),
    Case("audit.view", "GET", "/audit/history/organisation/{home}/", SEE_PEOPLE),
    Case("audit.verify", "POST", "/audit/verify/", SEE_PEOPLE),
]  # fmt: skip
API = [
    Case("person.view", "GET", "/me", SIGNED_IN),
    Case("person.change", "PATCH", "/me", SIGNED_IN, {"name": "新名"}),
    Case("session.view", "GET", "/me/sessions", SIGNED_IN),
    Case("session.end", "DELETE", "/me/sessions/{session}", {"person", *ADMINISTRATORS}, {}, (204,), 404),
    Case("token.view", "GET", "/me/tokens", SIGNED_IN),
    Case("token.create", "POST", "/me/tokens", SIGNED_IN, {"label": "程序", "scopes": ["document.view"]}, (201,)),
    Case("token.revoke", "DELETE", "/me/tokens/{token}", {"person", *ADMINISTRATORS}, {}, (204,), 404),
    Case("authorisation.view", "GET", "/organisations/{home}/authorisations", SEE_HOME, refused=404),
    Case("authorisation.revoke", "POST", "/authorisations/{held}/revoke", {"enterprise", *DECIDE_HOME}, REASON, (204,), 404, {"auditor": 403}),
    Case("authorisation.view", "GET", "/evidence/authorisation/{held}", SEE_HOME, refused=404),
    Case("access_request.view", "GET", "/evidence/request/{request}", {"person", "auditor", *DECIDE_HOME}, refused=404),
    Case("access_request.view", "GET", "/access-requests", {"manager", "manager_away", "officer", "officer_away", *ADMINISTRATORS}),
    Case("authorisation.grant", "POST", "/access-requests/{request}", DECIDE_HOME, {"accept": True}, (200,), 404, {"auditor": 403, "person": 403}),
    Case("person.view", "GET", "/people", SEE_PEOPLE),
    Case("person.view", "GET", "/people/{person}", {"person", *SEE_PEOPLE}, refused=404),
    Case("person.create", "POST", "/people", ADMINISTRATORS, {"login": "made-1", "name": "新人"}, (201,)),
    Case("post.grant", "POST", "/people/{person}/posts", ADMINISTRATORS, {"role": "officer", "unit": "某局", "region": "510104"}, (201,)),
    Case("post.grant", "POST", "/people/{person}/posts", {"administrator"}, {"role": "officer", "unit": "某局", "region": ""}, (201,)),
    Case("post.revoke", "POST", "/posts/{post}/revoke", ADMINISTRATORS, REASON, (204,), 404, {"auditor": 403, "officer": 403}),
    Case("person.reset", "POST", "/people/{person}/reset", ADMINISTRATORS, REASON),
    Case("person.reset", "POST", "/people/{officer_away}/reset", {"administrator"}, REASON),
    Case("person.disable", "POST", "/people/{person}/disable", ADMINISTRATORS, REASON, (204,)),
    Case("person.disable", "POST", "/people/{person}/enable", ADMINISTRATORS, REASON, (204,)),
    Case("audit.view", "GET", "/audit", SEE_PEOPLE),
    Case("audit.view", "GET", "/audit/{entry}", SEE_PEOPLE),
    Case("audit.view", "GET", "/audit/{entry_away}", {"auditor", "administrator"}, refused=403, but={"administrator_here": 404}),
    Case("audit.verify", "POST", "/audit/verify", SEE_PEOPLE, {"anchor": ""}),
]  # fmt: skip


@pytest.fixture
def ids(cast: Any) -> dict[str, Any]:
    """Objects of `person`, of `home` and of far away, by the names in the paths."""
    from luodi.service.accounts.actions.tokens import digest
    from luodi.service.accounts.models import AccessRequest, Authorisation, SignIn, Token
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.audit.actions import record

    held = Authorisation.objects.get(person=cast["enterprise"])
    asked = AccessRequest.objects.create(
        person=cast["person"], organisation=cast.home, role="adviser", evidence=held.evidence, asked_at=NOW
    )
    session = SignIn.objects.create(person=cast["person"], session_key="k" * 32, at=NOW, seen=NOW)
    token = Token.objects.create(
        person=cast["person"], label="旧", digest=digest("old"), scopes=["person.view"], created=NOW
    )
    entry = record(COMMAND, "organisation.rename", "organisation", cast.home.pk, after={"name": "甲"}, region="510100")
    away = record(COMMAND, "organisation.rename", "organisation", cast.away.pk, after={"name": "乙"}, region="330100")
    return {
        "home": cast.home.pk, "away": cast.away.pk, "held": held.pk, "request": asked.pk, "session": session.pk, "token": token.pk,
        "person": cast["person"].pk, "officer_away": cast["officer_away"].pk, "post": cast["officer"].posts.get().pk,
        "post_away": cast["officer_away"].posts.get().pk, "entry": entry.number, "entry_away": away.number,
    }  # fmt: skip


def _asked(
    client: Any,
    case: Case,
    path: str,
    ids: dict[str, Any],
    evidence: Callable[[], Any],
    *,
    as_json: bool,
    **headers: str,
) -> Any:
    body = {key: value.format(**ids) if isinstance(value, str) else value for key, value in case.body.items()}
    body = {key: evidence() if value == "PDF" else value for key, value in body.items()}
    if as_json and case.method != "GET":
        return client.generic(case.method, path, json.dumps(body), content_type="application/json", headers=headers)
    return client.get(path, headers=headers) if case.method == "GET" else client.post(path, body, headers=headers)


def _wanted(case: Case, role: str) -> tuple[int, ...]:
    if role in case.may:
        return case.done
    if role in case.but:
        return (case.but[role],)
    if role == "visitor" and case.refused == 404:
        return (403, 404)
    return (case.refused,)


@pytest.mark.parametrize("role", sorted(ALL))
@pytest.mark.parametrize("case", PAGES, ids=str)
def test_pages(case: Case, role: str, cast: Any, ids: dict[str, Any], enter: Any, evidence: Any) -> None:
    client = enter(None if role == "visitor" else cast[role])
    answer = _asked(client, case, case.path.format(**ids), ids, evidence, as_json=False)
    assert answer.status_code in _wanted(case, role), answer.content.decode()[:3000]


@pytest.mark.parametrize("role", sorted(ALL))
@pytest.mark.parametrize("case", API, ids=str)
def test_the_api_by_session(case: Case, role: str, cast: Any, ids: dict[str, Any], enter: Any, evidence: Any) -> None:
    client = enter(None if role == "visitor" else cast[role])
    answer = _asked(client, case, "/api/v1" + case.path.format(**ids), ids, evidence, as_json=True)
    assert answer.status_code in _wanted(case, role), answer.content.decode()[:3000]


@pytest.mark.parametrize("role", sorted(SIGNED_IN))
@pytest.mark.parametrize("case", API, ids=str)
def test_the_api_by_key_is_the_same(
    case: Case, role: str, cast: Any, ids: dict[str, Any], enter: Any, evidence: Any
) -> None:
    from luodi.service.accounts.actions.tokens import all_scopes, digest
    from luodi.service.accounts.models import Token

    Token.objects.create(person=cast[role], label="全", digest=digest("whole"), scopes=list(all_scopes()), created=NOW)
    path = "/api/v1" + case.path.format(**ids)
    answer = _asked(enter(), case, path, ids, evidence, as_json=True, authorization="Bearer whole")
    assert answer.status_code in _wanted(case, role), answer.content.decode()[:3000]


@pytest.mark.parametrize("case", API, ids=str)
def test_a_key_without_the_scope_does_nothing(
    case: Case, cast: Any, ids: dict[str, Any], enter: Any, evidence: Any
) -> None:
    from luodi.service.accounts.actions.tokens import digest
    from luodi.service.accounts.models import Token

    role = "administrator" if "administrator" in case.may else sorted(case.may)[0]
    Token.objects.create(person=cast[role], label="窄", digest=digest("narrow"), scopes=["document.view"], created=NOW)
    answer = _asked(
        enter(), case, "/api/v1" + case.path.format(**ids), ids, evidence, as_json=True, authorization="Bearer narrow"
    )
    assert answer.status_code in {403, 404}


@pytest.mark.parametrize("case", [c for c in PAGES + API if "{" in c.path], ids=str)
def test_what_is_not_there_and_what_may_not_be_seen_look_the_same(
    case: Case, cast: Any, ids: dict[str, Any], enter: Any, evidence: Any
) -> None:
    """Somebody without any right guesses an id: a real one and one that is none give the same answer, word for word."""
    as_json, before = case in API, "/api/v1" if case in API else ""
    none = {**ids, **dict.fromkeys(ids, 987654321)}
    client = enter(cast["other"])
    found = _asked(client, case, before + case.path.format(**ids), ids, evidence, as_json=as_json)
    missing = _asked(client, case, before + case.path.format(**none), none, evidence, as_json=as_json)
    assert (found.status_code, _words(found)) == (missing.status_code, _words(missing))


def _words(answer: Any) -> str:
    """The answer without the secret of the form and the address it came from."""
    import re

    return re.sub(r'value="[^"]*"|next=[^"]*', "", answer.content.decode())


def test_every_right_of_accounts_and_audit_is_tried() -> None:
    from luodi.service.accounts.rights import table

    kinds = ("authorisation", "access_request", "person", "session", "post", "token", "audit")
    rights = {f"{kind}.{action}" for kind in kinds for action in table()[kind]}
    elsewhere = {"person.password", "post.view"}  # tests of passwords; posts are seen with their person
    assert rights - {case.right for case in PAGES + API} == elsewhere


def test_nothing_is_left_behind_by_what_was_refused(cast: Any, ids: dict[str, Any], enter: Any, evidence: Any) -> None:
    from luodi.service.accounts.models import Authorisation, Organisation, Person, Post, Token
    from luodi.service.audit.models import Entry

    tables = (Authorisation, Organisation, Person, Post, Token, Entry)
    before = [model.objects.count() for model in tables]
    client = enter(cast["other"])
    for case in PAGES + API:
        if "other" not in case.may and case.method != "GET":
            as_json = case in API
            _asked(
                client, case, ("/api/v1" if as_json else "") + case.path.format(**ids), ids, evidence, as_json=as_json
            )
    assert [model.objects.count() for model in tables] == before


def test_an_authorisation_that_ended_gives_nothing(cast: Any, ids: dict[str, Any], enter: Any) -> None:
    from luodi.service.accounts.models import Authorisation

    client, path = enter(cast["enterprise"]), f"/authorisations/{ids['home']}/"
    assert client.get(path).status_code == 200
    Authorisation.objects.filter(pk=ids["held"]).update(ends=date(2026, 1, 2))
    assert client.get(path).status_code == 404
