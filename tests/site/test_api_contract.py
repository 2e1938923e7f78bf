"""Whatever is sent to the API, within its description or beside it: never a fault of the server, and every answer is as described."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")
schemathesis = pytest.importorskip("schemathesis", reason="没有装 schemathesis，跳过接口的随机测试")

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance  # noqa: E402


@pytest.fixture(scope="module")
def description(application: Any) -> Any:
    """The description of the API, asked from the application itself; requests go to it without a socket."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers={"Host": "localhost"})


@pytest.fixture(scope="module")
def keys(application: Any) -> dict[str, dict[str, str]]:
    """Headers of a visitor, and of somebody who holds every post, by a token with every scope."""
    import hashlib

    from django.utils import timezone

    from luodi.service.accounts.models import Person, Post, Token
    from luodi.service.accounts.rights import STAFF, table

    now, secret = timezone.now(), secrets.token_urlsafe(32)
    person = Person.objects.create(login=f"all-{secret[:8]}", name="全权", joined=now)
    for role in STAFF:
        Post.objects.create(person=person, role=role, unit="试验", starts=timezone.localdate(now))
    scopes = [f"{kind}.{action}" for kind, actions in table().items() for action in actions]
    Token.objects.create(
        person=person, label="试验", digest=hashlib.sha256(secret.encode()).hexdigest(), scopes=scopes, created=now
    )
    return {"visitor": {}, "everything": {"Authorization": f"Bearer {secret}"}}


CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)


@pytest.mark.parametrize("who", ["visitor", "everything"])
def test_no_request_breaks_the_api(description: Any, who: str, keys: dict[str, dict[str, str]]) -> None:
    operations = [found.ok() for found in description.get_all_operations()]
    assert len(operations) > 10
    for operation in operations:

        @settings(
            max_examples=12,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(headers={"Host": "localhost", **keys[who]}, checks=CHECKS)

        ask()
