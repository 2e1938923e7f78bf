"""Words are found exactly, two characters too, on both databases; facets narrow; what is new makes alerts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.service.policies.conftest import ELSEWHERE, NOW, OLD, POLICY, RULES

from luodi.engine.core.errors import DataError, NotFound
from luodi.engine.documents.search import folded, phrase
from luodi.service.accounts.rights import VISITOR, Refused

Bring = Callable[..., list[Any]]
ON = date(2025, 6, 1)


def found(words: str, **chosen: str) -> list[str]:
    from luodi.service.policies.searching import Query, matches, outcome

    asked = Query(words, ON, **chosen)
    return sorted(f"{one.document.title[:3]} {one.cid}" for one in matches(outcome(asked).clauses, asked))


@pytest.fixture
def shelf(bring: Bring) -> None:
    for text in (POLICY, OLD, RULES, ELSEWHERE):
        assert bring(text)[0].state == "added"


@pytest.mark.parametrize(("words", "where"), [
    ("算力", ["成都市 a3", "杭州市 1", "杭州市 1.1"]), ("传感", ["成都市 a3", "杭州市 1.1"]), ("揭榜", ["成都市 a2"]), ("造算", ["成都市 a3"]), ("算传", []),
    ("算力 传感", ["成都市 a3", "杭州市 1.1"]), ("5G专网", ["杭州市 1.2"]), ("５ｇ", ["杭州市 1.2"]), ("染坊算力中心", ["杭州市 1.1"]), ("榜", ["成都市 a2"]),
    ("织机达到200台", ["成都市 a3"]), ("，", []), ("10%", ["杭州市 1.2"]),
])  # fmt: skip
def test_a_word_is_found_where_it_stands_and_nowhere_else(shelf: None, words: str, where: list[str]) -> None:
    assert found(words) == where


def test_facets_count_and_narrow(shelf: None) -> None:
    from luodi.service.policies.searching import Query, outcome

    answer = outcome(Query("算力", ON))
    counted = {name: {one.value: one.count for one in choices} for name, choices in answer.facets.items()}
    assert counted["region"] == {"330100": 2, "510100": 1}
    assert counted["year"] == {"2025": 2, "2024": 1}
    assert counted["kind"] == {"policy": 2, "measures": 1}
    assert counted["validity"] == {"in force": 3}
    assert found("算力", region="510000") == ["成都市 a3"]
    assert found("算力", region="330100", kind="policy", validity="in force") == ["杭州市 1", "杭州市 1.1"]
    assert found("工厂", body="成都市经济和信息化局") == ["成都市 a2"]
    assert found("给予", instrument="grant", year="2024") == ["成都市 a2"]
    assert found("算力", validity="expired") == []
    unknown = outcome(Query("算力", ON, region="999999", validity="没有", kind="没有"))
    assert unknown.clauses == ()


def test_a_choice_counts_what_it_would_keep_with_the_other_choices(shelf: None) -> None:
    from luodi.service.policies.searching import Query, outcome

    answer = outcome(Query("算力", ON, region="330100"))
    assert {one.value: (one.count, one.chosen) for one in answer.facets["region"]} == {
        "330100": (2, True),
        "510100": (1, False),
    }
    assert {one.value for one in answer.facets["kind"]} == {"policy"}


def test_documents_are_found_by_title_and_number(shelf: None) -> None:
    from luodi.service.policies.searching import Query, documents

    assert [one.title for one in documents(Query("实施细则", ON))[0]] == ["成都市纺织机器人扶持办法实施细则"]
    assert [one.number for one in documents(Query("成纺发", ON))[0]] == ["成纺发〔2024〕3号"]
    assert len(documents(Query("", ON))[0]) == 4
    assert len(documents(Query("", ON, region="510000", validity="in force"))[0]) == 2


@given(st.text("算力中心5G榜，ab ", max_size=12), st.text("算力中心5Gab", min_size=1, max_size=4))
def test_what_is_marked_is_the_text_itself(application: Any, text: str, word: str) -> None:
    from luodi.service.policies.searching import marked

    pieces = marked(text, [folded(word)])
    assert "".join(piece for piece, _ in pieces) == text
    assert all(folded(piece) == folded(word) for piece, is_word in pieces if is_word)


@given(st.text("算力中心榜", min_size=1, max_size=5))
def test_a_phrase_holds_the_pairs_of_its_word(word: str) -> None:
    pairs, beginning = phrase(word)
    assert beginning == (len(word) == 1)
    assert len(pairs) == max(1, len(word) - 1)


def test_an_excerpt_of_a_long_clause_stands_around_the_word(application: Any) -> None:
    from luodi.service.policies.searching import excerpt

    pieces = excerpt("甲" * 400 + "算力" + "乙" * 400, ["算力"])
    whole = "".join(text for text, _ in pieces)
    assert whole.startswith("…甲") and whole.endswith("乙…") and len(whole) < 170
    assert ("算力", True) in pieces


ASK = """
import json, sys
from luodi.site.start import start; start()
from datetime import date
from django.utils import timezone
from luodi.service.accounts.rights import COMMAND
from luodi.service.policies.actions import import_file, withdraw
from luodi.service.policies.searching import Query, matches, outcome
texts, words = json.load(sys.stdin)
keys = [list(import_file(COMMAND, text.encode(), f"{n}.txt", timezone.now()))[0].key for n, text in enumerate(texts)]
def ask(word):
    query = Query(word, date(2025, 6, 1))
    return sorted(f"{one.document.title[:3]} {one.cid}" for one in matches(outcome(query).clauses, query))
told = {word: ask(word) for word in words}
withdraw(COMMAND, keys[-1], "试", timezone.now())
told["撤下后"] = ask("算力")
list(import_file(COMMAND, texts[0].replace("算力", "运力").encode(), "0.txt", timezone.now()))
told["改后"] = ask("算力")
print(json.dumps(told))
"""


def test_postgresql_finds_the_same(tmp_path: Path, postgresql: Callable[[], str]) -> None:
    words = ["算力", "传感", "揭榜", "造算", "算传", "算力 传感", "5G专网", "榜", "织机达到200台", "10%"]
    told = []
    for place in ({}, {"LUODI_DATABASE": postgresql()}):
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("LUODI_DATA")},
            "LUODI_DATA": str(tmp_path / str(len(place))),
            **place,
        }
        given = json.dumps([[POLICY, OLD, RULES, ELSEWHERE], words])
        done = subprocess.run(
            [sys.executable, "-c", ASK], env=environment, input=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        told.append(json.loads(done.stdout))
    assert told[0] == told[1]
    assert told[0]["算力"] == ["成都市 a3", "杭州市 1", "杭州市 1.1"]
    assert (told[0]["撤下后"], told[0]["改后"]) == (["成都市 a3"], [])


def test_a_kept_search_is_told_of_what_is_imported_later(
    bring: Bring, person: Callable[..., Any], acting: Callable[[Any], Any]
) -> None:
    from luodi.service.policies.actions import drop_search, keep_search, see
    from luodi.service.policies.queries import alerts, unseen

    one, other = person(login="one"), person(login="other")
    bring(POLICY)
    kept = keep_search(acting(one), "算力  传感", {}, "", NOW)
    assert keep_search(acting(one), "算力 传感", {}, "再来", NOW) == kept
    keep_search(acting(one), "算力", {"region": "510100"}, "只看成都", NOW)
    keep_search(acting(other), "丝绸", {}, "", NOW)
    bring(ELSEWHERE)
    (alert,) = alerts(one.pk)
    assert (alert.search, alert.first, alert.clauses) == (kept, "1.1", 1)
    assert (unseen(one.pk), unseen(other.pk)) == (1, 0)
    assert see(acting(one), None, NOW) == 1
    assert unseen(one.pk) == 0
    with pytest.raises(NotFound):
        drop_search(acting(other), kept.pk, NOW)
    drop_search(acting(one), kept.pk, NOW)
    assert list(alerts(one.pk)) == []
    with pytest.raises(DataError):
        keep_search(acting(one), " ", {}, "", NOW)
    with pytest.raises(DataError):
        keep_search(acting(one), "算力", {"没有": "1"}, "", NOW)
    with pytest.raises(Refused):
        keep_search(VISITOR, "算力", {}, "", NOW)
