"""A new policy folder is a frame that works as written, and never overwrites anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.core.errors import DataError
from luodi.engine.library import Library
from luodi.engine.library.cases import load_cases, run_case, uncovered
from luodi.engine.library.new import new

AT = "zhejiang/hangzhou/ai-policy-2024"


@pytest.mark.parametrize(
    "title", ["", "示例政策", "甲: 乙", "#5 “甲”", 'a "b" c', "[a", "- x", "yes", "2024", "甲\n乙: 丙"]
)
def test_the_frame_loads_and_its_cases_pass_whatever_the_title(tmp_path: Path, title: str) -> None:
    new(Library(tmp_path), AT, title, "330106")
    library = Library(tmp_path)
    policy = library.policy(AT)
    assert policy.draft
    assert policy.region == "330106"
    assert policy.title == title or not title
    cases = load_cases(library, policy)
    assert [f for case in cases for f in run_case(library, policy, case).findings] == []
    assert uncovered(policy, cases) == []


@pytest.mark.parametrize("name", ["policy.yaml", "cases.yaml"])
def test_what_is_there_is_never_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / AT).mkdir(parents=True)
    (tmp_path / AT / name).write_text("mine")
    with pytest.raises(DataError):
        new(Library(tmp_path), AT)
    assert [f.name for f in (tmp_path / AT).iterdir()] == [name]
    assert (tmp_path / AT / name).read_text() == "mine"


@pytest.mark.parametrize("policy_id", ["x", "A/b", "../x/y", "/tmp/x", "a b/c", "杭州/政策", ""])
def test_an_id_that_is_none_is_refused_with_an_example(tmp_path: Path, policy_id: str) -> None:
    with pytest.raises(DataError) as caught:
        new(Library(tmp_path), policy_id)
    assert "例如" in caught.value.fix
    assert list(tmp_path.iterdir()) == []


def test_a_region_that_does_not_exist_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        new(Library(tmp_path), AT, region="990100")
    assert list(tmp_path.iterdir()) == []
