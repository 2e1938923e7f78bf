"""How often one address may knock; and the settings of a served site."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LIMITS = [("sign-in", "/sign-in/", ("POST",), 3, 3600), ("api", "/api/v1/", (), 5, 3600)]


@pytest.fixture
def limited(application: Any) -> Iterator[None]:
    from django.core.cache import cache
    from django.test import override_settings

    cache.clear()
    with override_settings(RATE_LIMITS=LIMITS):
        yield
    cache.clear()


@pytest.mark.usefixtures("limited", "cast")
def test_one_knock_too_many_waits(enter: Any) -> None:
    client = enter()
    statuses = [client.post("/sign-in/", {"login": f"n{i}", "password": "x"}).status_code for i in range(5)]
    assert statuses == [422, 422, 422, 429, 429]
    answer = client.post("/sign-in/", {})
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "秒再试" in answer.content.decode()
    assert client.get("/sign-in/").status_code == 200
    assert client.post("/sign-in/", {"login": "a", "password": "x"}, REMOTE_ADDR="192.0.2.9").status_code == 422


@pytest.mark.usefixtures("limited", "cast")
def test_guessing_keys_is_counted_by_address(enter: Any) -> None:
    client = enter()
    answers = [client.get("/api/v1/me", headers={"authorization": f"Bearer {i}"}) for i in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    assert answers[-1].json()["status"] == 429


def _settings(code: str, tmp_path: Path, **environment: str) -> str:
    told = {**os.environ, "LUODI_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "luodi.site.settings", **environment}
    ran = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", "-c", code],
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


CHECK = "import django; django.setup(); from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING')"


def test_the_check_before_deployment_finds_nothing(application: Any, tmp_path: Path) -> None:
    assert "no issues" in _settings(CHECK, tmp_path, LUODI_HOSTS="luodi.example.gov.cn")


@pytest.mark.parametrize(
    ("environment", "said"),
    [({}, "[]"), ({"LUODI_HOSTS": "a.example"}, "['sign-in', 'sign-up', 'api']"), ({"LUODI_HOSTS": "a.example", "LUODI_API_RATE": "0"}, "['sign-in', 'sign-up']")],
)  # fmt: skip
def test_limits_follow_the_environment(
    application: Any, tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    code = "from django.conf import settings; print([row[0] for row in settings.RATE_LIMITS])"
    assert _settings(code, tmp_path, **environment).strip() == said
