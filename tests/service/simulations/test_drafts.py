"""A policy that nobody has published is simulated: kept as text, laid over the library of one run, never seen by anybody else."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from luodi.engine.core.errors import DataError, NotFound, Problems

from .conftest import HANGZHOU, NOW, ON

KEY = "zhejiang/hangzhou/workshop-draft"
POLICY = """title: 某某市支持智能工坊发展若干措施（征求意见稿）
status: reviewed
region: "330100"
in_force: {from: 2020-01-01, until: 2030-12-31}

supports:
- id: "1"
  title: 设备更新补助
  clause: 一
  instrument: grant
  values:
    rate: 0.2
    cap: 3_000_000
  at_most: min(rd_expense * rate, cap)
"""


@pytest.fixture
def draft(officer: Any, folders: Any) -> Any:
    from luodi.service.simulations import actions

    return actions.keep_draft(officer, KEY, POLICY, NOW)


def test_the_same_text_is_kept_once_and_always_as_a_draft(officer: Any, draft: Any) -> None:
    from luodi.service.policies.library import library
    from luodi.service.simulations import actions
    from luodi.service.simulations.shelf import library_of

    assert actions.keep_draft(officer, KEY, POLICY.replace("\n", "\r\n"), NOW).pk == draft.pk
    assert library_of([draft.pk]).policy(KEY).draft
    assert KEY not in library().ids()


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("nowhere", POLICY, "不能作政策的编号"),
        (KEY, POLICY.replace("rd_expense", "rd_expanse"), "rd_expanse"),
        (KEY, POLICY.partition("supports:")[0] + "supports: []\n", "还没有可以推演的支持"),
        (KEY, "title: [", "policy.yaml"),
    ],
)
def test_a_draft_that_cannot_be_read_says_where(officer: Any, folders: Any, key: str, text: str, told: str) -> None:
    from luodi.service.simulations import actions
    from luodi.service.simulations.models import Draft

    with pytest.raises(DataError) as caught:
        actions.keep_draft(officer, key, text, NOW)
    error: Any = caught.value
    faults = error.problems if isinstance(error, Problems) else (error,)
    assert any(told in f"{one.what} {one.place.file}" for one in faults)
    assert not any("/" in one.place.file for one in faults)  # where it was tried is nobody's business
    assert not Draft.objects.exists()


def test_a_run_over_a_draft_and_again_with_another_cap(
    officer: Any, draft: Any, carry_out: Callable[[], None], client: Any
) -> None:
    from luodi.service.simulations import actions, comparing, shelf

    held = actions.make_population(officer, "合成", NOW, rows=200, seed=3, years=(2020, 2021), drafts=[draft.pk])
    carry_out()
    first = actions.prepare(officer, "原稿", held.pk, ON, [], NOW, drafts=[draft.pk])
    assert first.policies == [KEY]
    actions.send(officer, first.pk, NOW)
    carry_out()
    first.refresh_from_db()
    assert first.summary["base"]["total"]["ceiling"] > 0
    assert any("草稿" in text for text in first.summary["cautions"])
    second = actions.again(officer, first.pk, NOW)
    assert second.drafts == [draft.pk]
    reform = f"changes: {{{KEY}#1: {{values: {{cap: 100_000}}}}}}"
    actions.change(officer, second.pk, NOW, reform=reform)
    actions.send(officer, second.pk, NOW)
    for stale in shelf.places.shelf_folder("").iterdir():  # what lies on the disk can be made again
        shelf.shutil.rmtree(stale)
    carry_out()
    second.refresh_from_db()
    made = comparing.compared(officer, first.pk, second.pk)
    assert [row["support"] for row in made["page"].rows] == [f"{KEY}#1"]
    assert [what for what, _one, _two in made["asked"]] == ["改革"]
    assert second.summary["reform"]["total"]["ceiling"] < first.summary["base"]["total"]["ceiling"]


def test_a_published_policy_can_be_simulated(
    officer: Any, draft: Any, carry_out: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process of a worker sees what is laid over the packaged policies, as the site does."""
    from luodi.service.simulations import actions, shelf

    published = shelf.library_of([draft.pk])
    monkeypatch.setattr(shelf, "library", lambda: published)
    held = actions.make_population(officer, "合成", NOW, rows=50, seed=3, years=(2020, 2021), policies=[KEY])
    carry_out()
    held.refresh_from_db()
    assert held.enterprises == 50


def test_of_another_city_it_is_as_if_there_were_none(
    someone: Callable[..., Any], made: Any, officer: Any, draft: Any
) -> None:
    from luodi.service.simulations import actions, queries

    stranger = someone("officer", "510100")
    assert not queries.drafts(stranger).exists()
    with pytest.raises(NotFound):
        actions.make_population(stranger, "合成", NOW, rows=50, seed=3, years=(2020, 2021), drafts=[draft.pk])


def test_old_drafts_that_nothing_was_made_with_are_forgotten(
    officer: Any, made: Any, draft: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luodi.service.simulations import actions, places
    from luodi.service.simulations.models import Draft

    monkeypatch.setattr(places, "MOST_DRAFTS", 2)
    actions.prepare(officer, "原稿", made.pk, ON, [HANGZHOU], NOW, drafts=[draft.pk])
    for cap in range(4):
        actions.keep_draft(officer, KEY, POLICY.replace("3_000_000", f"{cap + 1}_000_000"), NOW)
    kept = list(Draft.objects.values_list("pk", flat=True))
    assert len(kept) == 3 and draft.pk in kept


def test_what_would_make_a_result_empty_is_said_before_it_is_run(officer: Any, made: Any, draft: Any) -> None:
    from luodi.service.simulations import actions, shelf
    from luodi.service.simulations.cautions import cautions

    def told(on: date) -> str:
        run = actions.prepare(officer, "原稿", made.pk, on, [], NOW, drafts=[draft.pk])
        return "".join(str(text) for text in cautions(run, shelf.library_of(run.drafts)))

    assert told(ON) == ""
    assert "不在有效期" in told(date(2019, 1, 1))
    assert "只有 2020—2021 年的数" in told(date(2026, 6, 1))


def test_by_the_page_as_a_file_and_by_the_api(client: Any, officer: Any, made: Any) -> None:
    from luodi.service.accounts.models import Person

    client.force_login(Person.objects.get(pk=officer.person), backend="django.contrib.auth.backends.ModelBackend")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{KEY}/policy.yaml", POLICY)
        archive.writestr(f"{KEY}/cases.yaml", "cases: []\n")
    packed.seek(0)
    packed.name = "稿.zip"
    answer = client.post("/simulations/drafts/new/", {"file": packed})
    assert answer.status_code == 302 and "policy=draft%3A" in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "未发布的稿子" in page and 'value="draft:' in page
    wrong = client.post("/simulations/drafts/new/", {"file": io.BytesIO(b"title: ["), "key": KEY})
    assert wrong.status_code == 422
    sent = json.dumps({"id": KEY, "policy": POLICY})
    kept = client.post("/api/v1/simulations/drafts", sent, content_type="application/json")
    assert kept.status_code == 201 and client.get("/api/v1/simulations/drafts").json()["count"] == 1
    asked = {
        "title": "原稿",
        "population": made.pk,
        "on": ON.isoformat(),
        "drafts": [kept.json()["number"]],
        "send": False,
    }
    run = client.post("/api/v1/simulations", json.dumps(asked), content_type="application/json").json()
    assert run["policies"] == [KEY] and run["drafts"] == asked["drafts"]
    strange = client.post(
        "/api/v1/simulations", json.dumps({**asked, "drafts": [10**30]}), content_type="application/json"
    )
    assert strange.status_code in {404, 422}


def test_a_desk_is_simulated_by_the_command(command: Any, made: Any, carry_out: Callable[[], None]) -> None:
    """What is accepted on the review desk, without being published; what nobody has taken up is named."""
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts.actions import import_folder
    from luodi.service.drafts.folder import Folder
    from luodi.service.drafts.models import Item

    cases = "cases:\n- {name: 缺, date: 2021-06-01, facts: {}, expect: {'1': {at_most: unknown}}}\n"
    import_folder(COMMAND, Folder(KEY, POLICY, cases), NOW)
    asked = ("simulations", "start", made.pk, "--on", "2021-06-01")
    assert "还没有说推演哪一项政策" in command(*asked).err
    told = command(*asked, "--draft", KEY, "--json")
    assert told.code == 0 and told.json["policies"] == [KEY], told.err
    carry_out()
    assert command("simulations", "show", told.json["id"], "--json").json["result"]
    Item.objects.filter(desk__key=KEY).update(state="waiting")
    assert "还没有接受了的支持" in command(*asked, "--draft", KEY).err
    assert "审编台上没有" in command(*asked, "--draft", "zhejiang/nothing").err
