"""Giving jobs to workers: one at a time, a silent one is taken over once more, then it has failed; what was cancelled ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
MADE = {"enterprises": 7, "size": 10}


@pytest.fixture
def waiting(officer: Any, folders: Path) -> Callable[[], Any]:
    """Puts a job aside."""

    def one() -> Any:
        from luodi.service.simulations import actions

        return actions.make_population(officer, "一批", NOW, rows=10, seed=1, years=(2021, 2021)).jobs.get()

    return one


def test_a_job_is_given_once(waiting: Callable[[], Any]) -> None:
    from luodi.service.simulations import jobs

    first, second = waiting(), waiting()
    assert [jobs.claim(name, NOW) for name in ("a", "b", "c")] == [first, second, None]
    first.refresh_from_db()
    assert (first.worker, first.state, first.attempts) == ("a", "running", 1)


def test_who_falls_silent_loses_the_job(waiting: Callable[[], Any]) -> None:
    from luodi.service.simulations import jobs

    waiting()
    slow = jobs.claim("slow", NOW)
    assert slow is not None and jobs.beat(slow, NOW, "生成企业", 40)
    assert jobs.claim("next", NOW + timedelta(seconds=5)) is None
    taken = jobs.claim("next", LATER)
    assert taken is not None and taken.attempts == 2
    assert not jobs.beat(slow, LATER, "生成企业", 60)
    assert not jobs.finish(slow, LATER, MADE)
    assert jobs.finish(taken, LATER, MADE)
    taken.refresh_from_db()
    assert (taken.state, taken.percent, taken.population.enterprises) == ("done", 100, 7)


def test_after_two_attempts_it_has_failed(waiting: Callable[[], Any]) -> None:
    from luodi.service.audit.models import Entry
    from luodi.service.simulations import jobs

    job = waiting()
    jobs.claim("a", NOW)
    jobs.claim("b", LATER)
    assert jobs.claim("c", LATER + timedelta(minutes=5)) is None
    job.refresh_from_db()
    assert job.state == "failed" and "没有了音讯" in job.problem["what"] and job.problem["fix"]
    last = Entry.objects.order_by("-number").first()
    assert last is not None and last.after["state"] == "failed" and last.actor == "worker"


def test_a_killed_child_is_tried_once_more(waiting: Callable[[], Any]) -> None:
    from luodi.service.simulations import jobs

    job = waiting()
    for state in ("waiting", "failed"):
        held = jobs.claim("a", NOW)
        assert held is not None
        jobs.fail(held, NOW, {"what": "被杀", "why": "", "fix": ""}, again=True)
        job.refresh_from_db()
        assert job.state == state


def test_a_worker_that_stops_gives_back(waiting: Callable[[], Any]) -> None:
    from luodi.service.simulations import jobs

    job = waiting()
    for _again in range(5):  # being stopped is no failed attempt
        held = jobs.claim("a", NOW)
        assert held is not None
        jobs.give_back(held)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)


def test_a_page_says_when_nobody_works(waiting: Callable[[], Any]) -> None:
    from luodi.service.simulations import jobs, queries

    job = waiting()
    assert "没有工作进程" in queries.said_of(job, NOW)["warning"]
    jobs.greet("a", NOW)
    assert queries.said_of(job, NOW)["warning"] == ""
    held = jobs.claim("a", NOW)
    jobs.greet("b", LATER)
    assert held is not None and "没有了音讯" in queries.said_of(held, LATER)["warning"]
    jobs.leave("b")
    assert "没有工作进程" in queries.said_of(held, LATER)["warning"]


@pytest.mark.parametrize("running", [False, True])
def test_cancelled(prepared: Callable[..., Any], officer: Any, running: bool) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.simulations import actions, jobs

    run = prepared()
    job = actions.send(officer, run.pk, NOW)
    held = jobs.claim("a", NOW) if running else None
    with pytest.raises(DataError, match="还在做"):
        actions.remove(officer, run.pk, NOW)
    actions.cancel(officer, run.pk, NOW)
    if held is not None:
        assert not jobs.beat(held, NOW, "现行", 10)
        assert jobs.finish(held, NOW, {"summary": {}, "size": 1, "library": ""})
    job.refresh_from_db()
    run.refresh_from_db()
    assert job.state == "cancelled" and run.summary is None
    with pytest.raises(DataError, match="没有在做"):
        actions.cancel(officer, run.pk, NOW)
    assert actions.send(officer, run.pk, NOW).state == "waiting"  # the same once more


def test_one_person_may_not_fill_the_queue(waiting: Callable[[], Any]) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.simulations import places

    for _one in range(places.MOST_OPEN):
        waiting()
    with pytest.raises(DataError, match="排队") as refused:
        waiting()
    assert refused.value.fix


def test_a_full_disk_is_said(waiting: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.simulations import places

    monkeypatch.setattr(places, "LEAST_FREE", 10**18)
    with pytest.raises(DataError, match="磁盘"):
        waiting()
