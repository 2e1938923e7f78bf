"""What is made ready before the site answers, and what is tidied up when it is served."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

from luodi.cli.serve import serve
from luodi.engine.core.errors import LuodiError

SESSIONS = """
from luodi.site.start import start; start()
from datetime import timedelta
from django.contrib.sessions.models import Session
from django.utils import timezone
now = timezone.now()
for key, days in (("over", -1), ("open", 1)):
    Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
start()
print(sorted(Session.objects.values_list("session_key", flat=True)))
start(serving=True)
print(sorted(Session.objects.values_list("session_key", flat=True)))
"""


def test_the_server_takes_expired_sessions_away_and_a_command_leaves_them(tmp_path: Path) -> None:
    place = {name: value for name, value in os.environ.items() if not name.startswith("LUODI_")}
    told = subprocess.run(
        [sys.executable, "-c", SESSIONS], env={**place, "LUODI_DATA": str(tmp_path)}, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert told.stdout.splitlines() == ["['open', 'over']", "['open']"]


def test_luodi_serve_starts_as_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def start(**how: Any) -> None:
        asked.update(how)
        raise LuodiError("到此为止")

    monkeypatch.setattr("luodi.site.start.start", start)
    assert isinstance(CliRunner().invoke(serve).exception, LuodiError)
    assert asked == {"serving": True}
