"""What the tests of simulations stand on: people with posts, a small population, a question about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb", reason="没有装表格的依赖（tables），跳过")

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
ON = date(2021, 6, 1)
HANGZHOU = "zhejiang/hangzhou/ai-zone-policy"
SCENARIO = f"{HANGZHOU}#4"


@pytest.fixture
def folders(database: None, own_folder: Path) -> Path:
    """A data folder of the test's own."""
    return own_folder


@pytest.fixture
def someone(database: None) -> Callable[..., Any]:
    """A person with a post, as who acts: `someone("officer", "330100")`."""
    from luodi.service.accounts.models import Person, Post
    from luodi.service.accounts.rights import Acting, Held

    def made(role: str, region: str = "330100", login: str = "") -> Any:
        login = login or f"{role}-{region or 'all'}"
        person, _new = Person.objects.get_or_create(login=login, defaults={"name": "周政", "joined": NOW})
        Post.objects.get_or_create(person=person, role=role, region=region, unit="市经信局", starts=date(2020, 1, 1))
        return Acting(f"person:{person.pk}", person.name, person.pk, posts=(Held(role, region, "市经信局"),))

    return made


@pytest.fixture
def officer(someone: Callable[..., Any]) -> Any:
    """An officer of Hangzhou."""
    return someone("officer")


@pytest.fixture
def carry_out() -> Callable[[], None]:
    """Does every job that waits, as a worker does."""

    def done() -> None:
        from luodi.service.simulations.working import Means, Worker

        Worker(Means(memory="500MB", threads=1, every=0.05)).run(once=True)

    return done


@pytest.fixture
def made(officer: Any, folders: Path, carry_out: Callable[[], None]) -> Any:
    """A small synthetic population that was made."""
    from luodi.service.simulations import actions

    held = actions.make_population(
        officer, "杭州合成企业", NOW, rows=400, seed=3, years=(2020, 2021), policies=[HANGZHOU]
    )
    carry_out()
    held.refresh_from_db()
    return held


@pytest.fixture
def prepared(officer: Any, made: Any) -> Callable[..., Any]:
    """Prepares a run over the small population: `prepared(reform=…)`."""
    from luodi.service.simulations import actions

    def one(title: str = "现行", **given: Any) -> Any:
        return actions.prepare(officer, title, made.pk, ON, [HANGZHOU], NOW, **{"by": ["region"], **given})

    return one
