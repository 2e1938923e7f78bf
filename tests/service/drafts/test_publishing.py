"""Two people and the whole: proposed by one, published by another, laid over the packaged policies, withdrawn."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.service.drafts.conftest import KEY, NOW, TODAY

from luodi.engine.core.errors import DataError, NotFound, Problems, Refused

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")


def published(review: Any, officer: Any, reviewer: Any, committed: Callable[[], Any]) -> Any:
    from luodi.service.drafts import actions

    made = actions.propose(officer, KEY, "请复核", NOW, TODAY)
    with committed():
        return actions.approve(reviewer, made.pk, NOW)


def test_what_is_not_finished_is_not_proposed(desk: Any, officer: Any) -> None:
    from luodi.service.drafts import actions

    with pytest.raises(Problems) as told:
        actions.propose(officer, KEY, "", NOW, TODAY)
    assert "还有 3 项没有审" in str(told.value) and "没有接受了的支持、目标或任务" in str(told.value)


def test_a_support_without_a_case_is_not_proposed(review: Any, officer: Any) -> None:
    from luodi.service.drafts import actions

    one = review.items.get(own="1.2")
    actions.decide(officer, one.pk, one.version, one.text, "", NOW)
    with pytest.raises(Problems, match=r"1\.2 没有算例"):
        actions.propose(officer, KEY, "", NOW, TODAY)


def test_publishing_takes_two_people(
    review: Any, officer: Any, reviewer: Any, person: Callable[..., Any], acting: Callable[[Any], Any]
) -> None:
    from luodi.service.drafts import actions

    made = actions.propose(reviewer, KEY, "", NOW, TODAY)
    with pytest.raises(Refused, match="不能复核自己提的"):
        actions.approve(reviewer, made.pk, NOW)
    with pytest.raises(Refused):
        actions.approve(officer, made.pk, NOW)  # an officer does not publish
    with pytest.raises(Refused):
        actions.approve(acting(person("reviewer", "510100")), made.pk, NOW)
    with pytest.raises(DataError, match="没有写理由"):
        actions.send_back(acting(person("reviewer", name="另一位")), made.pk, "", NOW)
    assert actions.approve(acting(person("reviewer", name="又一位")), made.pk, NOW).state == "published"


def test_the_library_has_it_at_once_and_the_check_up_answers(
    review: Any, officer: Any, reviewer: Any, committed: Callable[[], Any], client: Any
) -> None:
    from luodi.service.policies.library import library

    before = library()
    made = published(review, officer, reviewer, committed)
    assert KEY in library().ids() and KEY not in before.ids() and set(before.ids()) < set(library().ids())
    policy = library().policy(KEY)
    assert not policy.draft and policy.checked == TODAY and [one.id for one in policy.supports] == ["1.1", "1.2"]
    assert "初稿" not in made.policy and made.number == 1
    page = client.get(f"/policies/{KEY}/").content.decode()
    assert "首次达标奖励" in page and "草稿，尚未有人核对" not in page
    answer = client.post("/api/v1/check", {"on": "2025-06-01", "region": "330100", "facts": {"enterprise": {"main_revenue": {"2025": "60000000"}}}}, content_type="application/json")  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    told = [
        one
        for held in answer.json()["policies"]
        if held["id"] == KEY
        for one in held["claims"]
        if one["support"].endswith("#1.2")
    ]
    assert "500000" in str(told), str(answer.json())[:2000]


def test_another_version_replaces_it_and_withdrawing_takes_it_out(
    review: Any, officer: Any, reviewer: Any, committed: Callable[[], Any], own_files: Path
) -> None:  # fmt: skip
    from luodi.service.audit.models import Entry
    from luodi.service.drafts import actions
    from luodi.service.policies.library import library

    published(review, officer, reviewer, committed)
    one = review.items.get(own="1.1")
    actions.refuse(officer, one.pk, one.version, "改由省里给", NOW)
    second = published(review, officer, reviewer, committed)
    assert second.number == 2 and [held.state for held in review.proposals.all()] == ["replaced", "published"]
    assert [held.id for held in library().policy(KEY).supports] == ["1.2"]
    with pytest.raises(Refused):
        actions.withdraw(officer, KEY, "错了", NOW)
    with committed():
        actions.withdraw(reviewer, KEY, "原文废止", NOW)
    assert KEY not in library().ids()
    with pytest.raises(NotFound):
        actions.withdraw(reviewer, KEY, "再撤", NOW)
    assert [row.action for row in Entry.objects.filter(object=KEY).order_by("number")][-1] == "draft.withdraw"
    assert (own_files / "policies" / "now").read_text("utf-8") == ""


def test_sent_back_recalled_and_proposed_again(review: Any, officer: Any, reviewer: Any) -> None:
    from luodi.service.drafts import actions

    first = actions.propose(officer, KEY, "", NOW, TODAY)
    assert actions.send_back(reviewer, first.pk, "封顶再核", NOW).state == "returned"
    with pytest.raises(DataError, match="已经有了结果"):
        actions.approve(reviewer, first.pk, NOW)
    second = actions.propose(officer, KEY, "", NOW, TODAY)
    with pytest.raises(Refused, match="只能收回自己提的"):
        actions.recall(reviewer, second.pk, NOW)
    third = actions.propose(officer, KEY, "", NOW, TODAY)
    second.refresh_from_db()
    assert second.state == "recalled"
    assert actions.recall(officer, third.pk, NOW).state == "recalled"


def test_a_packaged_policy_can_be_changed_and_comes_back_when_that_is_withdrawn(
    database: None, person: Callable[..., Any], acting: Callable[[Any], Any], committed: Callable[[], Any]
) -> None:  # fmt: skip
    from luodi.service.drafts import actions, queries
    from luodi.service.drafts.folder import Folder
    from luodi.service.policies.library import library

    one, other = acting(person("officer", name="甲")), acting(person("reviewer", name="乙"))
    key = "zhejiang/hangzhou/ai-zone-policy"
    packaged = library().policy(key)
    place = library().folder_of(key)
    given = Folder(key, (place / "policy.yaml").read_text("utf-8"), (place / "cases.yaml").read_text("utf-8"))
    desk = actions.import_folder(one, given, NOW)
    assert desk.items.count() == len(packaged.supports) and set(desk.items.values_list("state", flat=True)) == {
        "corrected"
    }
    made = actions.propose(one, key, "", NOW, TODAY)
    with committed():
        actions.approve(other, made.pk, NOW)
    again = library().policy(key)
    assert again.checked == TODAY and [held.id for held in again.supports] == [held.id for held in packaged.supports]
    assert queries.folder_of(desk, published=True).policy == made.policy
    with committed():
        actions.withdraw(other, key, "回到随程序的", NOW)
    assert library().policy(key).digest == packaged.digest


def test_a_published_policy_that_no_longer_loads_is_left_out(
    review: Any, officer: Any, reviewer: Any, committed: Callable[[], Any], own_files: Path, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    import shutil

    from luodi.service.drafts import actions
    from luodi.service.drafts.models import Proposal
    from luodi.service.policies.library import library

    made = published(review, officer, reviewer, committed)
    assert not actions.lay_out()  # nothing changed
    Proposal.objects.filter(pk=made.pk).update(
        policy=made.policy.replace("main_revenue", "no_such_fact"), digest="other"
    )
    assert actions.lay_out() and "does not load" in caplog.text
    assert KEY not in library().ids() and library().policies()
    shutil.rmtree(own_files / "policies")
    Proposal.objects.filter(pk=made.pk).update(policy=made.policy, digest=made.digest)
    assert actions.lay_out() and KEY in library().ids()  # made again from the tables


def test_the_exported_folder_passes_luodi_policies_check(
    review: Any, officer: Any, reviewer: Any, committed: Callable[[], Any], tmp_path: Path
) -> None:
    import io
    import zipfile

    from luodi.service.drafts import folder
    from luodi.service.drafts.folder import Folder

    made = published(review, officer, reviewer, committed)
    data = folder.zipped(Folder(KEY, made.policy, made.cases))
    assert folder.unzipped(data) == Folder(KEY, made.policy, made.cases)
    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path / "out")
    environment = {**os.environ, "LUODI_POLICIES": str(tmp_path / "out"), "LUODI_CACHE": ""}
    command = [sys.executable, "-c", "from luodi.cli import main; main()", "policies", "check", KEY]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "2 项支持，3 个算例，0 个不符" in done.stdout, done.stdout + done.stderr
