"""`luodi simulations`: started by number or name, shown, cancelled, taken along, compared; what cannot be says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.service.simulations.conftest import HANGZHOU, SCENARIO

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

ASKED = ("--on", "2021-06-01", "--policy", HANGZHOU, "--by", "region")
REFORM = f"title: 提高封顶\nchanges:\n  {SCENARIO}: {{values: {{cap: 5_000_000}}}}\n  {HANGZHOU}#5: remove\n"


def last_entry() -> Any:
    from luodi.service.audit.models import Entry

    return Entry.objects.order_by("-number").first()


def test_from_start_to_files_to_comparison(
    command: Any, made: Any, carry_out: Callable[[], None], tmp_path: Path
) -> None:
    assert command("simulations", "list").code == 1
    held = command("simulations", "list", "--populations", "--json").json
    assert [(one["id"], one["title"], one["enterprises"]) for one in held] == [(made.pk, "杭州合成企业", 400)]
    assert "杭州合成企业" in command("simulations", "list", "--populations").out

    first = command("simulations", "start", "杭州合成企业", *ASKED)
    assert first.code == 0 and "没有工作进程" in first.out, first.err
    entry = last_entry()
    assert (entry.action, entry.actor, entry.after["state"]) == ("simulation.run", "command", "waiting")
    (tmp_path / "r.yaml").write_text(REFORM, "utf-8")
    more = (
        "--reform",
        tmp_path / "r.yaml",
        "--take-up",
        "80",
        "--budget",
        "2021:2亿元",
        "--title",
        "提高封顶",
        "--json",
    )
    second = command("simulations", "start", made.pk, *ASKED, *more)
    assert second.code == 0 and second.json["assumed"]["take_up"] == "80", second.err
    a, b = sorted(one["id"] for one in command("simulations", "list", "--json").json)
    waiting = command("simulations", "show", a, "--json")
    assert waiting.code == 1 and (waiting.json["job"]["state"], waiting.json["result"]) == ("waiting", None)
    none = command("simulations", "export", a, "--out", tmp_path / "none")
    assert none.code == 2 and "排队" in none.err and not (tmp_path / "none").exists()
    early = command("simulations", "compare", a, b)
    assert early.code == 2 and "还没有结果" in early.err

    carry_out()
    shown = command("simulations", "show", b, "--json").json
    assert shown["result"]["synthetic"] == 400 and isinstance(shown["result"]["reform"]["ceiling"], str)
    assert {type(value) for row in shown["supports"] for name, value in row.items() if name.endswith("_fen")} == {str}
    page = command("simulations", "show", b)
    assert page.code == 0 and "改后：" in page.out and "合成的" in page.out and SCENARIO in page.out

    both = command("simulations", "compare", a, b, "--json").json
    assert {one["what"] for one in both["asked"]} >= {"改革", "申报率"}
    assert [(row["support"], row["right_eligible"]) for row in both["items"]] == [(f"{HANGZHOU}#5", 0)]
    assert int(both["sums"]["ceiling"][1]) == int(shown["result"]["reform"]["ceiling"])
    assert "提高封顶" in command("simulations", "compare", a, b).out

    target = tmp_path / "out"
    done = command("simulations", "export", b, "--out", target)
    assert done.code == 0 and {"result.json", "supports.csv", "claims.parquet"} <= {
        one.name for one in target.iterdir()
    }
    again = command("simulations", "export", b, "--out", target)
    assert again.code == 2 and "--replace" in again.err
    assert command("simulations", "export", b, "--out", target, "--replace").code == 0


def test_one_that_waits_is_cancelled(command: Any, made: Any) -> None:
    number = command("simulations", "start", made.pk, *ASKED, "--json").json["id"]
    done = command("simulations", "cancel", number)
    assert done.code == 0 and "取消了" in done.out
    entry = last_entry()
    assert (entry.object, entry.after["state"], entry.actor) == (str(number), "cancel", "command")
    again = command("simulations", "cancel", number)
    assert again.code == 2 and "没有在做的推演可以取消" in again.err
    assert "已取消" in command("simulations", "list").out


def test_what_cannot_be_started_leaves_nothing(command: Any, made: Any, tmp_path: Path) -> None:
    from luodi.service.simulations.models import Run

    bad = tmp_path / "bad.yaml"
    bad.write_text("title: 试\nchanges: {no/such#1: {cap: 1}}\n", "utf-8")
    for words, said in (
        ((987654, *ASKED), "list --populations"),
        (("没有这批", *ASKED), "list --populations"),
        ((made.pk, "--on", "2021-06-01", "--policy", "zhejiang/hangzhou/ai-zone-polic"), HANGZHOU),
        ((made.pk, "--on", "2021-06-31", "--policy", HANGZHOU), "2021-06-01"),
        ((made.pk, "--on", "2021-06-01"), "--policy"),
        ((made.pk, *ASKED, "--reform", bad), "no/such"),
        ((made.pk, *ASKED, "--reform", tmp_path / "none.yaml"), "找不到文件"),
        ((made.pk, *ASKED, "--take-up", "120"), "0 到 100"),
        ((made.pk, *ASKED, "--budget", "2021"), "预算"),
    ):
        found = command("simulations", "start", *words)
        assert found.code == 2 and said in found.err, (words, found.err)
        assert "Traceback" not in found.err
    assert not Run.objects.exists()


def test_two_populations_of_one_name_are_told_apart(command: Any, made: Any, officer: Any) -> None:
    from tests.service.simulations.conftest import NOW

    from luodi.service.simulations import actions

    actions.make_population(officer, made.title, NOW, rows=5, seed=1, years=(2021, 2021))
    found = command("simulations", "start", made.title, *ASKED)
    assert found.code == 2 and "有 2 批" in found.err and str(made.pk) in found.err


@pytest.mark.parametrize("verb", ["show", "cancel", "export", "compare"])
def test_a_run_that_is_not_there(command: Any, folders: Path, tmp_path: Path, verb: str) -> None:
    more = {"export": ("--out", tmp_path / "x"), "compare": ("987655",)}.get(verb, ())
    found = command("simulations", verb, "987654", *more)
    assert found.code == 2 and "luodi simulations list" in found.err
    assert command("simulations", verb, "x", *more).code == 2
