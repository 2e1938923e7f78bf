"""From a population to a result, page by page: what the command finds is what the site shows; rights, limits, files."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
ON = date(2021, 6, 1)
HANGZHOU = "zhejiang/hangzhou/ai-zone-policy"
REFORM = f"title: 封顶提高\nchanges:\n  {HANGZHOU}#4: {{values: {{cap: 5_000_000}}}}\n  {HANGZHOU}#5: remove\n"
TABLE = "企业名称,统一社会信用代码,注册地,2020年营业收入（万元）,企业编号\n甲公司,,杭州市西湖区,1200,e1\n乙公司,,杭州市滨江区,很多,e2\n丙公司,,杭州市余杭区,30,e3\n"


@pytest.fixture
def ran(prepared: Callable[..., Any], officer: Any, carry_out: Callable[[], None]) -> Callable[..., Any]:
    """Prepares a run and has it carried out."""

    def one(**given: Any) -> Any:
        from luodi.service.simulations import actions

        run = prepared(**given)
        job = actions.send(officer, run.pk, NOW)
        carry_out()
        job.refresh_from_db()
        run.refresh_from_db()
        assert job.state == "done", job.problem
        return run

    return one


def _folder(run: Any) -> Path:
    from luodi.service.simulations import places

    return places.run_folder(run.pk)


def test_the_site_finds_what_the_command_finds(ran: Callable[..., Any], made: Any, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from luodi.cli import cli
    from luodi.service.simulations import places

    run = ran(reform=REFORM)
    reform = tmp_path / "改革.yaml"
    reform.write_text(REFORM, "utf-8")
    command = [
        "simulate",
        str(places.population_folder(made.pk)),
        "--on",
        "2021-06-01",
        "--policy",
        HANGZHOU,
        "--reform",
        str(reform),
        "--by",
        "region",
        "--json",
    ]
    told = json.loads(CliRunner().invoke(cli, command).output)
    assert (
        run.summary["base"]["total"] == told["result"]["total"]
        and run.summary["reform"]["total"] == told["reform"]["result"]["total"]
    )
    assert run.summary["changed"] == told["reform"]["changed"]
    kept = json.loads((_folder(run) / "result.json").read_text("utf-8"))
    assert kept["result"] == told["result"]
    assert not list(_folder(run).glob(".*"))


def test_a_page_of_a_result_is_a_page(ran: Callable[..., Any]) -> None:
    from luodi.service.simulations import results

    run = ran()
    whole = results.claims(_folder(run), limit=10_000)
    assert whole.count == len(whole.rows) > 10
    parts = [
        row for offset in range(0, whole.count, 7) for row in results.claims(_folder(run), limit=7, offset=offset).rows
    ]
    assert parts == whole.rows
    supports = results.supports(_folder(run), limit=200)
    assert sum(row["definite_fen"] for row in supports.rows) == run.summary["base"]["total"]["definite"]
    one = supports.rows[0]["support"]
    assert {row["support"] for row in results.claims(_folder(run), support=one).rows} == {one}
    assert results.supports(_folder(run), words="' OR 1=1 --").count == 0


def test_two_runs_are_compared(ran: Callable[..., Any], officer: Any) -> None:
    from luodi.service.simulations import comparing

    before, after = ran(), ran(title="封顶提高", reform=REFORM)
    made = comparing.compared(officer, before.pk, after.pk)
    assert [what for what, _a, _b in made["asked"]] == ["改革"] and made["warnings"] == []
    rows = {row["support"]: row for row in made["page"].rows}
    assert rows[f"{HANGZHOU}#5"]["right_eligible"] == 0 < rows[f"{HANGZHOU}#5"]["left_eligible"]
    assert comparing.compared(officer, before.pk, before.pk)["page"].count == 0


def test_a_fault_of_the_reform_is_said_before_it_is_sent(prepared: Callable[..., Any], officer: Any) -> None:
    from luodi.engine.core.errors import LuodiError
    from luodi.service.simulations import actions

    run = prepared(reform=f"changes:\n  {HANGZHOU}#4: {{values: {{kap: 1}}}}\n")
    with pytest.raises(LuodiError, match="kap"):
        actions.send(officer, run.pk, NOW)
    run.refresh_from_db()
    assert run.asked_at is None


def test_what_was_sent_stays_as_it_was_asked(ran: Callable[..., Any], officer: Any) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.simulations import actions

    run = ran()
    with pytest.raises(DataError, match="已经送出"):
        actions.change(officer, run.pk, NOW, title="另一个")
    new = actions.again(officer, run.pk, NOW)
    assert (new.title, new.based_on_id, new.asked_at, new.policies) == ("现行（2）", run.pk, None, run.policies)


def test_an_uploaded_table_is_checked(officer: Any, folders: Path, carry_out: Callable[[], None]) -> None:
    from luodi.service.simulations import actions, places, queries

    held = actions.upload(officer, "自己的", io.BytesIO(TABLE.encode()), "企业.csv", NOW)
    assert not queries.ready(held)
    carry_out()
    held.refresh_from_db()
    report = held.tables.get().report
    assert (held.enterprises, report["rows"]["read"], report["rows"]["with_errors"]) == (2, 3, 1)
    assert report["errors"][0]["value"] == "很多" and queries.ready(held)
    assert (places.population_folder(held.pk) / "enterprise.errors.csv").is_file()
    actions.upload(officer, "坏的", io.BytesIO("甲,乙\n1,2\n".encode()), "x.csv", NOW)
    carry_out()
    last = queries.populations(officer)[0]
    job = queries.last_job(last)
    assert job is not None and job.state == "failed" and job.problem["fix"] and last.enterprises is None


@pytest.mark.parametrize(("content", "told"), [(b"", "空"), (b"\x7fELF\0\0\0", "不能收"), (b"%PDF-1.7", "不能收")])
def test_a_file_that_is_no_table(officer: Any, folders: Path, content: bytes, told: str) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.simulations import actions

    with pytest.raises(DataError, match=told):
        actions.upload(officer, "x", io.BytesIO(content), "x.csv", NOW)


@pytest.mark.parametrize(
    "given",
    [{"rows": 0}, {"rows": 10**7}, {"seed": -1}, {"years": (2022, 2019)}, {"years": (1800, 1801)}, {"title": ""}],
)
def test_a_population_that_cannot_be_made(officer: Any, folders: Path, given: dict[str, Any]) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.simulations import actions

    told = {"title": "x", "rows": 5, "seed": 1, "years": (2021, 2021), **given}
    with pytest.raises(DataError) as refused:
        actions.make_population(officer, told.pop("title"), NOW, **told)
    assert refused.value.why or refused.value.fix


def test_rights_go_by_region(ran: Callable[..., Any], someone: Callable[..., Any], made: Any) -> None:
    from luodi.engine.core.errors import NotFound, Refused
    from luodi.service.accounts.rights import VISITOR
    from luodi.service.simulations import actions, queries

    run = ran()
    for other in (someone("reviewer", "330000"), someone("administrator", "")):
        assert list(queries.runs(other)) == [run] and queries.found(other, run.pk) == run
    for stranger in (someone("officer", "510100"), someone("finance", "330100"), VISITOR):
        assert list(queries.runs(stranger)) == [] and list(queries.populations(stranger)) == []
        with pytest.raises(NotFound):
            queries.found(stranger, run.pk)
        with pytest.raises((NotFound, Refused)):
            actions.prepare(stranger, "x", made.pk, ON, [HANGZHOU], NOW)
        with pytest.raises(Refused if stranger is VISITOR else (Refused, NotFound)):
            if stranger is VISITOR:
                actions.make_population(stranger, "x", NOW, rows=1, seed=1, years=(2021, 2021))
            actions.remove(stranger, run.pk, NOW)


def test_what_is_removed_is_gone(
    ran: Callable[..., Any], officer: Any, made: Any, committed: Callable[..., Any]
) -> None:
    from luodi.engine.core.errors import DataError, NotFound
    from luodi.service.audit.models import Entry
    from luodi.service.simulations import actions, places, queries

    run = ran()
    with committed():
        actions.remove_population(officer, made.pk, NOW)
    assert not places.population_folder(made.pk).exists() and queries.found(officer, run.pk).summary
    new = None
    with pytest.raises((DataError, NotFound)):
        new = actions.again(officer, run.pk, NOW)
    assert new is None
    with committed():
        actions.remove(officer, run.pk, NOW)
    assert not _folder(run).exists()
    with pytest.raises(NotFound):
        queries.found(officer, run.pk)
    assert list(Entry.objects.order_by("-number").values_list("action", flat=True)[:2]) == [
        "simulation.remove",
        "population.remove",
    ]


@pytest.mark.parametrize("name", ["../../x", ".work", "claims.sqlite", "nichts.csv", "..", "/etc/passwd"])
def test_no_other_file_is_sent(tmp_path: Path, name: str) -> None:
    from luodi.engine.core.errors import NotFound
    from luodi.service.simulations import results

    (tmp_path / "claims.sqlite").touch()
    with pytest.raises(NotFound):
        results.file(tmp_path, name)
