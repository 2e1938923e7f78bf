"""The site with a data folder of its own, a client that needs no server, and a server for the browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The site, set up once with a database of its own."""
    folder = tmp_path_factory.mktemp("site")
    os.environ["LUODI_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "luodi.site.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from luodi.site.wsgi import application as made

    return made


@pytest.fixture
def client(application: Any) -> Any:
    """A visitor without a browser."""
    from django.test import Client

    return Client(SERVER_NAME="localhost")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`luodi serve` as a person starts it, on a port of its own."""
    environment = {**os.environ, "LUODI_DATA": str(tmp_path_factory.mktemp("served"))}
    command = [sys.executable, "-c", "from luodi.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout is not None
        line = held.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", line)
        assert found, line
        yield found[0]
        held.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium."""
    sync = pytest.importorskip("playwright.sync_api", reason="没有装 playwright，跳过浏览器里的测试")
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.skip("没有 Chromium，跳过浏览器里的测试")
    with sync.sync_playwright() as playwright:
        held = playwright.chromium.launch(
            executable_path=found,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield held
        held.close()


ROOT = Path(__file__).resolve().parents[2]
