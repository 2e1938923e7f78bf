"""`luodi targets`, `luodi tasks`, `luodi everywhere`: the same rows as the API gives, and what cannot be asked."""

from __future__ import annotations

from typing import Any

import pytest
from tests.service.comparisons.conftest import EXAMPLES

FIRM = EXAMPLES / "growing-firm.yaml"


@pytest.mark.usefixtures("own_files")
def test_without_documents_they_teach(command: Any) -> None:
    for verb in ("targets", "tasks"):
        found = command(verb)
        assert found.code == 1 and "luodi import" in found.err
        assert command(verb, "--json").json == []


@pytest.mark.usefixtures("held")
class TestHeld:
    """With the three documents."""

    def test_they_are_what_the_api_gives(self, command: Any, client: Any) -> None:
        def plain(rows: list[dict[str, Any]]) -> list[str]:
            return sorted(map(str, rows))

        for verb in ("targets", "tasks"):
            api = client.get(f"/api/v1/comparisons/{verb}").json()["items"]
            assert plain(command(verb, "--json").json) == plain(api)

    def test_they_are_chosen(self, command: Any) -> None:
        def count(*words: str) -> int:
            return len(command("targets", *words, "--json").json)

        assert count("规模") == 2
        assert count("--year", "2027") == 1
        assert count("--body", "财政局") == 1
        assert count("规模", "--place", "成都市") == count("规模", "--place", "510100") == 1
        assert count("--in-force", "--on", "2024-06-01") == 2
        assert count("--in-force", "--on", "2023-06-01") == 1
        assert command("targets", "没有这种指标").code == 1

    def test_they_are_shown(self, command: Any) -> None:
        found = command("targets", "规模")
        assert found.code == 0 and "2 地" in found.out and "500亿元" in found.out
        found = command("tasks", "公共服务平台")
        assert found.code == 0 and "牵头" in found.out

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("targets", "--place", "990000"), "990000"),
            (("targets", "--year", "27"), "--year"),
            (("tasks", "--on", "昨天"), "2021-06-01"),
            (("tasks", "--place", "没有这里"), "没有这里"),
        ],
    )
    def test_what_cannot_be_asked(self, command: Any, words: tuple[str, ...], said: str) -> None:
        found = command(*words)
        assert found.code == 2 and said in found.err and "Traceback" not in found.err


@pytest.mark.usefixtures("own_files")
class TestEverywhere:
    """The enterprise of an example, moved from city to city."""

    def test_every_place_has_its_totals_and_claims(self, command: Any) -> None:
        told = command("everywhere", FIRM, "--on", "2021-06-01", "--json").json
        assert told["on"] == "2021-06-01" and "registered_region" in told["assumed"]
        places = {one["region"]: one for one in told["items"]}
        assert {"330100", "510100"} <= set(places)
        assert all(isinstance(one["totals"]["amount"], str) for one in places.values())
        page = command("everywhere", FIRM, "--on", "2021-06-01")
        assert page.code == 0 and "从不相加" in page.out

    def test_one_place_line_by_line(self, command: Any) -> None:
        found = command("everywhere", FIRM, "--on", "2021-06-01", "--place", "杭州市", "--all", "--in-force")
        assert found.code == 0 and "zhejiang/hangzhou/ai-zone-policy#" in found.out, found.err
        assert "成都" not in found.out.partition("逐项")[0] or "sichuan/chengdu" not in found.out

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("没有这个文件.yaml",), "找不到文件"),
            ((FIRM, "--place", "640000"), "没有已编政策"),
            ((FIRM, "--on", "2021-02-30"), "2021-06-01"),
        ],
    )
    def test_what_cannot_be_asked(self, command: Any, words: tuple[Any, ...], said: str) -> None:
        found = command("everywhere", *words)
        assert found.code == 2 and said in found.err and "Traceback" not in found.err
