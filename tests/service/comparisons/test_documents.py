"""Targets, tasks and lineage of the held documents."""

from __future__ import annotations

from typing import Any

import pytest
from tests.service.comparisons.test_supports import sheets

PAIR = "left=sichuan/chengdu/looms&right=sichuan/chengdu/looms-rules"
APART = "left=sichuan/chengdu/looms&right=zhejiang/hangzhou/looms-plan"


@pytest.mark.usefixtures("own_files")
def test_without_documents_the_pages_teach(client: Any) -> None:
    for view in ("targets", "tasks", "lineage"):
        assert "先导入文件" in client.get(f"/compare/{view}").content.decode()


@pytest.mark.usefixtures("held")
class TestHeld:
    """With the three documents."""

    def test_one_indicator_of_two_cities_stands_together(self, client: Any) -> None:
        items = client.get("/api/v1/comparisons/targets?words=规模").json()["items"]
        assert {(one["region"], one["value"], one["year"]) for one in items} == {
            ("510100", "300亿元", 2026), ("330100", "500亿元", 2027),
        }  # fmt: skip
        page = client.get("/compare/targets").content.decode()
        assert "2 地" in page
        assert 'href="/documents/sichuan/chengdu/looms/#1"' in page

    def test_a_target_comes_with_its_bodies_the_leading_one_first(self, client: Any) -> None:
        one = client.get("/api/v1/comparisons/targets?place=510100&words=规模").json()["items"][0]
        assert one["lead"] == ["成都市经济和信息化局"]
        assert one["bodies"][0] == one["lead"][0]
        assert len(one["bodies"]) == 3

    def test_targets_are_chosen_by_year_body_and_day(self, client: Any) -> None:
        def count(query: str) -> int:
            found: int = client.get(f"/api/v1/comparisons/targets?{query}").json()["count"]
            return found

        assert count("year=2027") == 1
        assert count("body=财政局") == 1
        assert count("words=没有这种指标") == 0
        assert count("in_force=true&on=2024-06-01") == 2
        assert count("in_force=true&on=2023-06-01") == 1

    def test_tasks_say_who_leads(self, client: Any) -> None:
        items = client.get("/api/v1/comparisons/tasks?words=公共服务平台").json()["items"]
        led = {one["region"]: one["lead"] for one in items}
        assert led["510100"] == ["成都市科学技术局"]
        assert client.get("/compare/tasks?words=平台").status_code == 200

    def test_which_figure_changed_between_a_policy_and_its_rules(self, client: Any) -> None:
        both = client.get(f"/api/v1/comparisons/lineage/pair?{PAIR}").json()
        first = both["items"][0]
        assert (both["changed"], len(first["changes"])) == (1, 1)
        assert ("80" in first["changes"][0]["left"], "60" in first["changes"][0]["right"]) == (True, True)
        assert (first["left"]["clause"], first["right"]["clause"]) == ("2.2", "a2")
        page = client.get(f"/compare/lineage/pair?{PAIR}").content.decode()
        assert page.index("<mark>") < page.index("</article>")
        assert 'href="/documents/sichuan/chengdu/looms/#2.2"' in page

    def test_which_city_had_the_passage_first(self, client: Any) -> None:
        rows = client.get("/api/v1/comparisons/lineage").json()["items"]
        apart = next(
            one for one in rows if one["newer"] == "zhejiang/hangzhou/looms-plan" and one["older"].endswith("looms")
        )
        assert apart["passages"] >= 2
        assert apart["changed"] >= 1
        both = client.get(f"/api/v1/comparisons/lineage/pair?{APART}").json()
        assert len(both["items"]) == apart["passages"]
        changed = {(change["left"], change["right"]) for one in both["items"] for change in one["changes"]}
        assert {("2026年", "2027年"), ("300亿元", "500亿元")} <= changed
        assert any("80" in left and "90" in right for left, right in changed)
        assert client.get("/api/v1/comparisons/lineage?place=330000").json()["count"] == 0

    def test_a_withdrawn_document_is_compared_no_more(self, client: Any) -> None:
        from tests.service.comparisons.conftest import NOW

        from luodi.service.accounts.rights import COMMAND
        from luodi.service.policies.actions import withdraw

        withdraw(COMMAND, "zhejiang/hangzhou/looms-plan", "试一试", NOW)
        assert {one["region"] for one in client.get("/api/v1/comparisons/targets").json()["items"]} == {"510100"}
        assert client.get(f"/compare/lineage/pair?{APART}").status_code == 404

    def test_what_is_no_pair_is_said(self, client: Any) -> None:
        same = client.get("/compare/lineage/pair?left=sichuan/chengdu/looms&right=sichuan/chengdu/looms")
        assert (same.status_code, "同一份" in same.content.decode()) == (422, True)
        assert client.get("/compare/lineage/pair?left=sichuan/chengdu/lo&right=x").status_code == 404

    def test_files(self, client: Any) -> None:
        targets = sheets(client.get("/compare/targets.xlsx").content)["目标"]
        assert {row[1] for row in targets[1:]} == {"四川省成都市", "浙江省杭州市"}
        assert len(sheets(client.get("/compare/tasks.xlsx").content)["任务"]) > 1
        assert len(sheets(client.get("/compare/lineage.xlsx").content)["来历"]) > 1
        passages = sheets(client.get(f"/compare/pair.xlsx?{PAIR}").content)["段落"]
        assert "→" in passages[1][0]
        for view in ("targets", "tasks", "lineage"):
            assert client.get(f"/compare/{view}.pdf").status_code in {200, 503}

    def test_words_of_a_document_are_escaped(self, client: Any) -> None:
        from luodi.service.comparisons.lineage import _marked

        assert str(_marked("<b>最高80万元&", ["80万元"])) == "&lt;b&gt;最高<mark>80万元</mark>&amp;"


def test_a_scan_is_compared_by_its_kept_words(held: None, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read by OCR is not read again."""
    from luodi.service.comparisons import lineage

    monkeypatch.setattr(lineage, "_by_eye", lambda version: True)
    lineage._documents.cache_clear()
    both = client.get(f"/api/v1/comparisons/lineage/pair?{PAIR}").json()
    lineage._documents.cache_clear()
    assert both["changed"] == 1


def test_an_original_that_is_gone_leaves_only_its_own_pairs_out(held: None, client: Any) -> None:
    """Its words are searched and read as before; only what needs the file again does without it, and says so when asked for it."""
    from luodi.service.comparisons import lineage
    from luodi.service.files import store as files
    from luodi.service.policies.models import Version

    digest = Version.objects.get(document__key="sichuan/chengdu/looms-rules").sha256
    files.path(digest).unlink()
    for cached in (lineage._documents, lineage._compared, lineage._document, lineage._counted):
        cached.cache_clear()
    rows = client.get("/api/v1/comparisons/lineage").json()["items"]
    assert {(one["older"], one["newer"]) for one in rows} == {("sichuan/chengdu/looms", "zhejiang/hangzhou/looms-plan")}
    answer = client.get(f"/compare/lineage/pair?{PAIR}")
    assert answer.status_code == 404 and "原件读不出来" in answer.content.decode()
