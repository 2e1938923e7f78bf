"""A policy folder taken apart and put together, a support as fields and back: what nobody touched changes no character that counts."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.service.drafts.conftest import CASE_EQUIPMENT, CASE_REVENUE, KEY, REVENUE

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

from luodi.engine.core.errors import DataError
from luodi.engine.library import Library
from luodi.service.drafts import fields, folder
from luodi.service.drafts.fields.support import Support
from luodi.service.drafts.fields.target import Target
from luodi.service.drafts.fields.task import Task
from luodi.service.drafts.folder import Folder

HEAD = '# a/b 的初稿：由 luodi policies new --from 写出\ntitle: 工坊措施\nregion: "330100"\nstatus: draft\n'
#: What divides one body from the next in a field of names.
DIVIDERS = {ord("、"): None, ord("，"): None, ord(" "): None}
GIVEN = "given:\n  received: []\n"


def packaged() -> list[str]:
    return list(Library().ids())


@pytest.mark.parametrize("key", packaged())
def test_every_packaged_policy_is_taken_apart_and_put_together(
    application: object, key: str, real_library: Library, tmp_path: Path
) -> None:
    from luodi.service.drafts import trying

    place = real_library.folder / key
    whole = Folder(key, (place / "policy.yaml").read_text("utf-8"), (place / "cases.yaml").read_text("utf-8"))
    parts = folder.parts(whole)
    again = folder.policy_text(parts.head, {name: [text for _own, text in held] for name, held in parts.lists.items()})
    cases = folder.cases_text(parts.given, [text for _own, text in parts.cases])
    policy = real_library.policy(key)
    assert [own for own, _text in parts.lists["supports"]] == [one.id for one in policy.supports]
    for _own, text in parts.lists["supports"]:
        told = fields.of_text("support", text)
        assert fields.of_text("support", told.text) == told
    typed = [fields.of_text("support", text).text for _own, text in parts.lists["supports"]]
    rewritten = folder.policy_text(parts.head, {"supports": typed})
    for text in (again, rewritten):
        found = trying.text(key, text, cases)
        assert found.good, found.faults[:3]
        assert found.policy is not None and [one.sum for one in found.policy.supports] == [
            one.sum for one in policy.supports
        ]


def test_the_notes_of_a_draft_are_not_published() -> None:
    from datetime import date

    text = folder.reviewed(folder.policy_text(HEAD, {"supports": [REVENUE]}), date(2026, 1, 5))
    assert text.startswith(
        'title: 工坊措施\nregion: "330100"\nstatus: reviewed\nchecked: 2026-01-05\nsupports:\n- id: "1.2"'
    )
    assert folder.reviewed(text, date(2026, 2, 1)).count("checked:") == 1
    assert folder.policy_text(HEAD, {}).endswith("supports: []\n")


def test_cases_go_to_the_support_that_they_expect_something_of() -> None:
    text = folder.cases_text(GIVEN, [CASE_EQUIPMENT, CASE_REVENUE, ""])
    parts = folder.parts(Folder(KEY, folder.policy_text(HEAD, {"supports": [REVENUE]}), text))
    assert [own for own, _text in parts.cases] == ["1.1", "1.1", "1.2"] and parts.given == GIVEN
    assert "".join(text for _own, text in parts.cases) == CASE_EQUIPMENT + CASE_REVENUE
    assert folder.cases_text(GIVEN, [""]) == GIVEN + "cases: []\n"


def test_a_key_of_the_whole_after_the_supports_stays_one_of_the_whole() -> None:
    policy = folder.policy_text(HEAD, {"supports": [REVENUE]}) + "notes: [说明]\n"
    parts = folder.parts(Folder(KEY, policy, folder.cases_text(GIVEN, [])))
    assert parts.head.endswith("notes: [说明]\n") and "notes" not in parts.lists["supports"][0][1]


def _zip(**held: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in held.items():
            archive.writestr(name.replace("__", "/").replace("_yaml", ".yaml"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "key", "said"),
    [
        (b"not a zip", "", "不是能打开的 ZIP"),
        (_zip(), "", "要有一个 policy.yaml，找到 0 个"),
        (_zip(a__policy_yaml="x", b__policy_yaml="x"), "", "找到 2 个"),
        (_zip(a__b__policy_yaml="x"), "", "没有 cases.yaml"),
        (_zip(policy_yaml="x", cases_yaml="x"), "", "看不出这是哪一项政策"),
        (_zip(policy_yaml="x", cases_yaml="x"), "../etc", "看不出这是哪一项政策"),
        (_zip(a__b__policy_yaml="x" * 2_100_000, a__b__cases_yaml="x"), "", "太大"),
    ],
)
def test_what_is_no_folder(data: bytes, key: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        folder.unzipped(data, key)


def test_a_folder_in_a_zip_is_found_by_its_path_or_by_what_is_told() -> None:
    assert folder.unzipped(_zip(a__b__policy_yaml="x: 1\r\n", a__b__cases_yaml="y")) == Folder("a/b", "x: 1\n", "y")
    assert folder.unzipped(_zip(policy_yaml="x", cases_yaml="y"), "a/c").key == "a/c"
    assert folder.zipped(Folder("a/b", "x", "y")) == folder.zipped(Folder("a/b", "x", "y"))


@pytest.mark.parametrize(
    ("typed", "written"),
    [("cap: 300万", "cap: 3_000_000"), ("cap：1.5亿元", "cap: 150_000_000"), ("rate: 12.5%", "rate: 0.125"), ("n: 3,000", "n: 3_000"),
     ("tiers: [[1, 2]]", "tiers: [[1, 2]]"), ("cap: {2025-01-01: 3}", "cap: {2025-01-01: 3}")],
)  # fmt: skip
def test_figures_as_people_write_them(typed: str, written: str) -> None:
    told = Support(id="1", title="一项", clause="一", values=typed, formula="cap")
    assert f"\n    {written}\n" in told.text


@given(
    st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn")), max_size=30).map(
        str.strip
    )
)
def test_whatever_is_typed_into_a_field_is_read_back(words: str) -> None:
    told = Support(id="1", title=words or "题", clause="一", promise="discretion", formula=words or "不算")
    assert read_back(told, words) == told
    target = Target(id="1-target", title=words or "题", clause="一", value="500亿", unit=words)
    assert read_back(target, words) == replace(target, value="50_000_000_000")
    task = Task(id="1-task", title=words or "题", clause="一、二", lead=words.translate(DIVIDERS))
    assert read_back(task, words) == task


def read_back(told: fields.Fields, words: str) -> fields.Fields:
    kind = next(name for name, made in fields.KINDS.items() if isinstance(told, made))
    try:
        return fields.of_text(kind, told.text)
    except DataError:
        pytest.fail(f"{words!r}")
