"""The pages and the API of simulations, without scripts."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
HANGZHOU = "zhejiang/hangzhou/ai-zone-policy"
SCENARIO = f"{HANGZHOU}#4"
PARTS = ("overview", "supports", "reform", "groups", "cash", "spread", "claims", "files")


@pytest.fixture
def desk(client: Any, officer: Any) -> Any:
    """The officer, signed in."""
    from luodi.service.accounts.models import Person

    client.force_login(Person.objects.get(pk=officer.person), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def begun(desk: Any, made: Any) -> str:
    """The address of a run that is being prepared."""
    told = {
        "title": "现行",
        "population": made.pk,
        "on": "2021-06-01",
        "policies": [HANGZHOU],
        "by": ["region", "size"],
    }
    answer = desk.post("/simulations/new/", told)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_nothing_yet_teaches(desk: Any, folders: Any) -> None:
    text = desk.get("/simulations/").content.decode()
    assert "还没有推演" in text and "没有工作进程" in text
    assert "先要有一批企业" in desk.get("/simulations/new/").content.decode()


def test_visitors_are_sent_away(client: Any, database: None) -> None:
    for path in ("/simulations/", "/simulations/new/", "/simulations/populations/new/", "/simulations/compare/"):
        assert client.get(path).status_code in {302, 403}
    assert client.get("/simulations/1/").status_code == 404
    assert client.get("/api/v1/simulations").status_code == 403


def _content(answer: Any) -> bytes:
    """What a download sends; its file is closed without ending the request, which would end the test's transaction."""
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return content


def _form(desk: Any, address: str, **given: Any) -> dict[str, Any]:
    """What a browser would send of the form, changed."""
    from luodi.service.simulations.models import Run

    assert desk.get(address).status_code == 200
    run = Run.objects.get(pk=int(address.split("/")[2]))
    told = {
        "title": run.title,
        "population": run.population_id,
        "on": run.on.isoformat(),
        "policies": run.policies,
        "by": run.by,
        "reform": run.reform,
    }
    return {**told, **{f"assumed-{key}": value for key, value in run.assumed.items()}, **given}


def test_from_the_cap_to_the_comparison(desk: Any, begun: str, carry_out: Callable[[], None]) -> None:
    assert "封顶" in desk.get(f"{begun}?support={SCENARIO.replace('#', '%23')}").content.decode()
    changed = _form(
        desk,
        begun,
        support=SCENARIO,
        do="figures",
        **{"figure.cap": "500万", "single-quota": "3", "single-take-up": "90"},
    )
    assert desk.post(begun, changed).status_code == 302
    text = desk.get(begun).content.decode()
    assert "改了 1 处" in text and "500万元" in text and "take_up:" in text
    sent = desk.post(begun, _form(desk, begun, do="send", **{"assumed-budgets": "2021: 10万元"}))
    assert sent.status_code == 302
    address = sent["Location"]
    assert "排队" in desk.get(address).content.decode()
    assert desk.get(begun).status_code == 302  # sent is sent
    carry_out()
    for part in PARTS:
        answer = desk.get(address, {"show": part})
        assert answer.status_code == 200 and "合成企业" in answer.content.decode()
    assert "名额 3" in desk.get(address, {"show": "supports", "words": "场景"}).content.decode()
    number = int(address.strip("/").rpartition("/")[2])
    again = desk.post(f"{address}again/")["Location"]
    assert desk.post(again, _form(desk, again, do=f"drop:{SCENARIO}")).status_code == 302
    other = desk.post(again, _form(desk, again, do="send"))["Location"]
    carry_out()
    compared = desk.get(
        "/simulations/compare/", {"run": [number, int(other.strip("/").rpartition("/")[2])]}
    ).content.decode()
    assert "问得不同的" in compared and "封顶 300万元 → 500万元" in compared
    _the_sheet_says_what_the_page_says(desk, compared)
    file = desk.get(f"{address}files/supports.csv")
    assert (
        file.status_code == 200 and "attachment" in file["Content-Disposition"] and "no-store" in file["Cache-Control"]
    )
    _content(file)
    assert desk.get(f"{address}files/.lock").status_code == 404


def _the_sheet_says_what_the_page_says(desk: Any, page: str) -> None:
    from openpyxl import load_workbook

    link = re.search(r'href="(/simulations/compare\.xlsx\?[^"]+)"', page)
    assert link is not None
    answer = desk.get(unescape(link[1]))
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["合计", "各项支持", "各年现金流", "问得不同的", "说明"]
    sums = {row[0]: row[1:] for row in book["合计"].iter_rows(min_row=2, values_only=True)}
    assert sums["上限"][2] == sums["上限"][1] - sums["上限"][0] and "封顶 300万元 → 500万元" in str(
        list(book["问得不同的"].iter_rows(values_only=True))
    )
    left = re.search(r"left=(\d+)", link[1])
    assert left is not None
    same = f"/simulations/compare.xlsx?left={left[1]}&right={left[1]}"
    assert desk.get(same).status_code == 422


def test_live_checks(desk: Any, begun: str) -> None:
    address = begun.replace("edit/", "check/")
    good = desk.post(address, _form(desk, begun, reform=f"changes:\n  {SCENARIO}: {{values: {{cap: 5_000_000}}}}\n"))
    assert "可以用" in good.content.decode()
    wrong = desk.post(
        address, _form(desk, begun, reform=f"changes:\n  {SCENARIO}:\n    at_most: min(cap, rat)\n")
    ).content.decode()
    assert "第 3 行" in wrong and "rat" in wrong
    assert "假设还不能用" in desk.post(address, _form(desk, begun, **{"assumed-take_up": "130"})).content.decode()
    assert (
        "改成" in desk.post(begun.replace("edit/", "figures/"), _form(desk, begun, support=SCENARIO)).content.decode()
    )
    assert desk.post(address, {"on": "2021-13-77", "title": "x", "population": "a"}).status_code == 200


def test_what_was_typed_is_kept(desk: Any, begun: str) -> None:
    answer = desk.post(begun, _form(desk, begun, do="send", reform="changes: [1", **{"assumed-budgets": "2021: 三亿"}))
    text = answer.content.decode()
    assert answer.status_code == 422 and "changes: [1" in text and "2021: 三亿" in text
    wrong = desk.post(
        begun,
        _form(desk, begun, support=SCENARIO, do="figures", reform="", **{"figure.cap": "五百", "figure.rate": "25%"}),
    )
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "写成 500万" in text and 'value="五百"' in text and 'value="25%"' in text
    assert desk.post("/simulations/new/", {"title": "x", "on": "", "population": ""}).status_code == 422
    assert desk.post("/simulations/populations/new/", {"kind": "make", "rows": "许多"}).status_code == 422
    assert desk.post("/simulations/populations/new/", {"kind": "upload"}).status_code == 422


def test_progress_and_cancel(desk: Any, begun: str) -> None:
    address = desk.post(begun, _form(desk, begun, do="send"))["Location"]
    part = desk.get(address, headers={"HX-Request": "true"})
    assert "every 1s" in part.content.decode() and "HX-Refresh" not in part
    assert desk.post(f"{address}cancel/").status_code == 302
    part = desk.get(address, headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true" and "已取消" in part.content.decode()
    assert "照样再做一次" in desk.get(address).content.decode()


def test_files_that_are_gone(desk: Any, begun: str, carry_out: Callable[[], None]) -> None:
    from luodi.service.simulations import places

    address = desk.post(begun, _form(desk, begun, do="send"))["Location"]
    carry_out()
    places.remove(places.run_folder(int(address.strip("/").rpartition("/")[2])))
    assert "备份" in desk.get(address).content.decode()
    assert desk.post(f"{address}retry/").status_code == 302
    carry_out()
    assert "总览" in desk.get(address).content.decode()


def test_the_api(desk: Any, made: Any, carry_out: Callable[[], None]) -> None:
    def post(path: str, data: Any) -> Any:
        return desk.post(f"/api/v1{path}", json.dumps(data), content_type="application/json")

    assert desk.get("/api/v1/simulations/populations").json()["items"][0]["synthetic"] is True
    wanted = {"title": "现行", "population": made.pk, "on": "2021-06-01", "policies": [HANGZHOU], "by": ["region"]}
    assert post("/simulations", {**wanted, "reform": "changes: {x#1: remove}"}).status_code == 422
    assert desk.get("/api/v1/simulations").json()["count"] == 0
    answer = post("/simulations", wanted)
    assert answer.status_code == 201 and answer.json()["job"]["state"] == "waiting"
    number = answer.json()["id"]
    carry_out()
    run = desk.get(f"/api/v1/simulations/{number}").json()
    assert run["job"]["percent"] == 100 and run["summary"]["base"]["total"]["definite"] >= 0
    page = desk.get(f"/api/v1/simulations/{number}/claims", {"limit": 5}).json()
    assert len(page["items"]) == 5 < page["count"]
    for part in ("supports", "groups", "cash", "spread"):
        assert desk.get(f"/api/v1/simulations/{number}/{part}").status_code == 200
    assert desk.get(f"/api/v1/simulations/{number}/reform").status_code == 404  # it had none
    file = desk.get(f"/api/v1/simulations/{number}/files/result.json")
    assert json.loads(_content(file))["result"]["total"] == run["summary"]["base"]["total"]
    told = post(
        "/simulations/reforms/check",
        {"reform": f"changes: {{{SCENARIO}: remove}}", "policies": [HANGZHOU], "on": "2021-06-01"},
    ).json()
    assert told[0]["after"] == "取消"
    assert desk.delete(f"/api/v1/simulations/{number}").status_code == 204
    assert desk.get(f"/api/v1/simulations/{number}").status_code == 404
