"""What becomes of a file: a new document, a new version, a copy, one that is known, one that cannot be read; all or nothing of each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.service.policies.conftest import CHANGED, ELSEWHERE, NOW, OLD, POLICY

from luodi.engine.core.errors import DataError, NotFound
from luodi.service.accounts.rights import VISITOR, Refused

Bring = Callable[..., list[Any]]
KEY = "sichuan/chengdu/loom-robots"


def test_a_document_is_written_whole_with_its_original_and_its_row_of_the_log(bring: Bring, own_files: Path) -> None:
    from luodi.service.audit.queries import history, verify
    from luodi.service.policies.models import Clause, Document

    (done,) = bring(POLICY, path="sichuan/chengdu/loom-robots.txt")
    assert (done.state, done.key, done.clauses) == ("added", KEY, 4)
    held = Document.objects.get(key=KEY)
    assert (held.title, held.number, held.kind, held.region) == (
        "成都市纺织机器人扶持办法",
        "成纺发〔2024〕3号",
        "measures",
        "510100",
    )
    digest = hashlib.sha256(POLICY.encode()).hexdigest()
    assert (own_files / digest[:2] / digest).read_bytes() == POLICY.encode()
    clause = Clause.objects.get(version=held.current, cid="a2")
    assert clause.text.startswith("第二条 对购置")
    assert {mark["kind"] for mark in clause.marks} >= {"support", "body"}
    assert clause.bodies == ["成都市经济和信息化局"]
    (row,) = history("document", KEY)
    assert (row.action, row.after["sha256"], row.region) == ("document.import", digest, "510100")
    assert not verify().broken


def test_every_mark_stands_where_it_says(bring: Bring) -> None:
    from luodi.service.policies.models import Clause

    bring(POLICY)
    bring(
        "成都市织造行动计划\n\n一、发展目标\n\n到2027年，织造产业规模达到50亿元，建成传感工厂20家。\n\n二、主要任务\n\n（一）建织造中心。\n"
    )
    found = {}
    for clause in Clause.objects.all():
        lines = clause.text.split("\n")
        for mark in clause.marks:
            found.setdefault(mark["kind"], []).extend(lines[line][start:end] for line, start, end in mark["spans"])
    assert "80万元" in found["support"]
    assert {"50亿元", "20家"} <= {text.removeprefix("达到") for text in found["target"]}
    assert found["body"] == ["市经信局"]


def test_the_same_file_is_known_and_the_same_words_are_no_version(bring: Bring) -> None:
    from luodi.service.policies.models import Version

    bring(POLICY)
    assert bring(POLICY)[0].state == "known"
    assert bring(POLICY.replace("\n\n", "\n \n"), "另一份.txt")[0].state == "same"
    assert Version.objects.count() == 1


def test_a_changed_text_is_a_version_that_says_what_changed(bring: Bring) -> None:
    from luodi.service.policies.models import Document

    bring(POLICY, path="sichuan/chengdu/loom-robots.txt")
    (done,) = bring(CHANGED, "改过的.txt")
    assert (done.state, done.key, done.version) == ("changed", KEY, 2)
    held = Document.objects.get(key=KEY)
    assert held.current.number == 2
    (change,) = held.current.changes
    assert (change["kind"], change["before"], change["after"], change["clause"]) == ("number", "80", "95", "a2")
    assert [one.clauses.count() for one in held.versions.all()] == [4, 4]


def test_a_path_that_belongs_to_another_document_is_refused(bring: Bring) -> None:
    bring(POLICY, path="sichuan/chengdu/loom-robots.txt")
    (done,) = bring(ELSEWHERE, path="sichuan/chengdu/loom-robots.txt")
    assert done.state == "failed"
    assert "另一份文件《成都市纺织机器人扶持办法》" in done.message
    (told,) = bring(ELSEWHERE, key="没有/斜杠")
    assert "不能作文件的编号" in told.message


def test_a_file_that_cannot_be_read_says_why(bring: Bring) -> None:
    assert "空的" in bring(b"", "空.txt")[0].message
    assert "PDF" in bring(b"%PDF-1.4 nothing of the kind", "坏.pdf")[0].message
    assert bring(bytes(range(256)) * 20, "什么.bin")[0].state == "failed"


def test_the_encoded_policy_of_a_title_gives_the_key(bring: Bring) -> None:
    from luodi.service.policies.library import library

    encoded = library().policy("zhejiang/hangzhou/ai-zone-policy")
    (done,) = bring(f"{encoded.title}\n\n一、示例\n\n（一）示例甲。\n\n（二）示例乙。\n", "扫描件.txt")
    assert done.key == encoded.id


def test_the_documents_of_a_compilation_each_for_itself(bring: Bring) -> None:
    whole = (
        "汇编\n\n目录\n\n1. 成都市织机补贴暂行办法 1\n2. 杭州市染坊算力若干措施 2\n3. 青岛市帆布若干措施 3\n\n"
        + OLD
        + "\n"
        + ELSEWHERE
    )
    bring(OLD)
    done = bring(whole, "汇编.txt")
    assert [one.state for one in done] == ["same", "added", "failed"]
    assert "青岛市帆布若干措施" in done[2].message
    assert [one.state for one in bring(whole, "汇编.txt")] == ["same", "same", "failed"]


def test_who_may_import_where(bring: Bring, person: Callable[..., Any], acting: Callable[[Any], Any]) -> None:
    officer = acting(person("officer", "510100"))
    assert bring(POLICY, acting=officer)[0].state == "added"
    assert "没有这项权限" in bring(ELSEWHERE, acting=officer)[0].message
    for nobody in (VISITOR, acting(person())):
        with pytest.raises(Refused):
            bring(OLD, acting=nobody)


def test_a_withdrawn_document_is_gone_and_can_come_back(
    bring: Bring, person: Callable[..., Any], acting: Callable[[Any], Any]
) -> None:
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.actions import restore, withdraw
    from luodi.service.policies.catalogue import catalogue
    from luodi.service.policies.index import ask

    key = bring(POLICY)[0].key
    with pytest.raises(DataError, match="为什么"):
        withdraw(COMMAND, key, " ", NOW)
    with pytest.raises(Refused):
        withdraw(acting(person("officer", "510100")), key, "重复", NOW)
    with pytest.raises(NotFound):
        withdraw(COMMAND, "d/nothing", "重复", NOW)
    withdraw(COMMAND, key, "重复", NOW)
    assert key not in catalogue().by_key
    assert ask(["织造"]) == []
    assert "已撤下：重复" in bring(POLICY)[0].message
    restore(COMMAND, key, "弄错了", NOW)
    assert key in catalogue().by_key
    assert len(ask(["织造"])) == 1


def test_a_day_of_issue_that_staff_know_gives_the_validity(bring: Bring) -> None:
    from datetime import date

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.actions import describe
    from luodi.service.policies.catalogue import catalogue

    key = bring("成都市绣坊若干措施\n\n第一条 本措施自印发之日起30日后施行，有效期二年。\n")[0].key
    assert catalogue().by_key[key].state(date(2024, 6, 1)) == "unknown"
    describe(COMMAND, key, NOW, number="", kind="policy", region="510100", issued=date(2024, 1, 1))
    held = catalogue().by_key[key]
    assert [held.state(day) for day in (date(2024, 1, 30), date(2024, 1, 31), date(2026, 1, 30), date(2026, 1, 31))] == [
        "not yet", "in force", "in force", "expired",
    ]  # fmt: skip
    with pytest.raises(DataError):
        describe(COMMAND, key, NOW, number="", kind="诗", region="510100", issued=None)
