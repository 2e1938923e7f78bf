"""Keys of the API: shown once, within their scopes, ended at once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest


def by_key(client: Any, secret: str, path: str = "/api/v1/me") -> Any:
    return client.get(path, headers={"authorization": f"Bearer {secret}"})


def make(client: Any, **given: Any) -> Any:
    body = {"label": "财务系统", "scopes": ["person.view"], **given}
    return client.post("/api/v1/me/tokens", json.dumps(body), content_type="application/json")


def test_a_key_is_shown_once_and_only_its_digest_is_kept(cast: Any, enter: Any) -> None:
    from luodi.service.accounts.models import Token

    client = enter(cast["person"])
    page = client.post(
        "/me/tokens/new/", {"label": "程序", "days": 30, "scopes": ["person.view", "token.view"]}
    ).content.decode()
    secret = page.split("<pre><code>")[1].split("<")[0]
    assert secret.startswith("luodi_")
    assert secret not in client.get("/me/").content.decode()
    assert secret not in str(list(Token.objects.values()))
    assert by_key(enter(), secret).json()["scopes"] == ["person.view", "token.view"]


def test_a_key_acts_within_its_scopes(cast: Any, enter: Any) -> None:
    secret = make(enter(cast["administrator"])).json()["secret"]
    assert by_key(enter(), secret).status_code == 200
    refused = by_key(enter(), secret, "/api/v1/audit")
    assert refused.status_code == 403
    assert "audit.view" in refused.json()["detail"]


def test_a_key_makes_no_greater_key(cast: Any, enter: Any) -> None:
    client = enter(cast["administrator"])
    secret = make(client, scopes=["token.create", "person.view"]).json()["secret"]
    headers = {"authorization": f"Bearer {secret}"}

    def again(*scopes: str) -> Any:
        body = json.dumps({"label": "子", "scopes": list(scopes)})
        return enter().post("/api/v1/me/tokens", body, content_type="application/json", headers=headers)

    assert again("person.view").status_code == 201
    assert again("person.view", "audit.view").status_code == 422


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"scopes": ["no.such"]}, "no.such"),
        ({"scopes": []}, ""),
        ({"label": "  "}, "名称"),
        ({"days": 0}, "366"),
        ({"days": 400}, "366"),
    ],
)
def test_what_cannot_be(cast: Any, enter: Any, given: dict[str, Any], said: str) -> None:
    answer = make(enter(cast["person"]), **given)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_key_ends_when_it_is_revoked_expired_or_its_person_disabled(cast: Any, enter: Any) -> None:
    from luodi.service.accounts.models import Token

    client = enter(cast["person"])
    first, second = make(client).json(), make(client).json()
    assert client.delete(f"/api/v1/me/tokens/{first['id']}").status_code == 204
    refused = by_key(enter(), first["secret"])
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert by_key(enter(), second["secret"]).status_code == 200
    Token.objects.filter(pk=second["id"]).update(expires=cast.home.since - timedelta(days=1))
    assert by_key(enter(), second["secret"]).status_code == 401
    third = make(client).json()
    cast["person"].is_active = False
    cast["person"].save()
    assert by_key(enter(), third["secret"]).status_code == 401


def test_the_session_beside_a_bad_key_does_not_help(cast: Any, enter: Any) -> None:
    assert by_key(enter(cast["person"]), "luodi_wrong").status_code == 401


def test_a_change_by_key_says_so_in_the_log(cast: Any, enter: Any) -> None:
    from luodi.service.audit.queries import history

    secret = make(enter(cast["person"]), scopes=["person.view", "person.change"]).json()["secret"]
    body = json.dumps({"name": "新名"})
    enter().patch("/api/v1/me", body, content_type="application/json", headers={"authorization": f"Bearer {secret}"})
    entry = history("person", cast["person"].pk).last()
    assert entry is not None
    assert entry.actor.startswith("token:")
    assert "密钥 财务系统" in entry.actor_name
