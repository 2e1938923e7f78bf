"""What the tests of every subject stand on: a data folder of the test's own, browsers of people, commands, and what waits for the commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Command


@pytest.fixture
def own_folder(application: Any, tmp_path: Path) -> Iterator[Path]:
    """The data folder of a test of its own, with the originals in `files`; nobody has knocked yet."""
    from django.core.cache import cache
    from django.test import override_settings

    cache.clear()
    with override_settings(MEDIA_ROOT=tmp_path / "files", DATA=tmp_path):
        yield tmp_path


@pytest.fixture
def enter(application: Any) -> Callable[..., Any]:
    """A browser of its own for a person who has signed in; for None a visitor's."""
    from django.test import Client

    def make(person: Any = None, **more: Any) -> Any:
        client = Client(SERVER_NAME="localhost", **more)
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def committed(application: Any) -> Callable[[], Any]:
    """What is done after the transaction is done, in a test that takes its transaction back: `with committed(): …`."""
    from django.test import TestCase

    return lambda: TestCase.captureOnCommitCallbacks(execute=True)


@pytest.fixture
def command(application: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Calls `luodi` in this process on the tables of the test: `command("drafts", "list").out`."""
    monkeypatch.setattr(
        "luodi.site.start.start", lambda: None
    )  # the tables are ready; it must not migrate inside the test's transaction
    return Command(tmp_path, monkeypatch)
