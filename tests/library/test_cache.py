"""The cache is never stale, never trusted when someone else could have written it, and never in the way."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from luodi.engine.library import Cache, Library

if TYPE_CHECKING:
    from tests.conftest import Desk

BODY = "values: {x: 5}\namount: x"


@pytest.fixture
def folder(desk: Desk) -> Path:
    policies = desk.empty()
    desk.write(policies, desk.text(desk.support(BODY)))
    return policies


class Watched(Cache):
    """A cache that counts what it gave."""

    hits = 0

    def get(self, key: str) -> object | None:
        found = super().get(key)
        self.hits += found is not None
        return found


def title(policies: Path, words: Path, cache: Cache) -> str:
    return Library(policies, words, cache).policy("north/town/plan").title


def test_a_second_reading_comes_from_the_cache_and_is_equal(desk: Desk, folder: Path, tmp_path: Path) -> None:
    first = Library(folder, desk.words, Watched(tmp_path / "cache"))
    second = Library(folder, desk.words, cache := Watched(tmp_path / "cache"))
    assert first.policy("north/town/plan") == second.policy("north/town/plan")
    assert first.vocabulary == second.vocabulary
    assert cache.hits == 2


def test_a_changed_byte_is_read_anew(desk: Desk, folder: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert title(folder, desk.words, cache) == "小镇计划"
    file = folder / "north/town/plan/policy.yaml"
    before = file.stat()
    file.write_text(file.read_text("utf-8").replace("小镇计划", "小镇规划"), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))  # neither size nor time tells the change
    assert file.stat().st_size == before.st_size
    assert title(folder, desk.words, cache) == "小镇规划"


def test_a_changed_vocabulary_is_read_anew(desk: Desk, folder: Path, tmp_path: Path) -> None:
    cache, words = Cache(tmp_path / "cache"), tmp_path / "words"
    shutil.copytree(desk.words, words)
    title(folder, words, cache)
    file = words / "facts/enterprise.yaml"
    file.write_text(file.read_text("utf-8").replace("label: 实缴资本", "label: 注册资本"), "utf-8")
    fact = Library(folder, words, cache).vocabulary.by_key("capital")
    assert fact is not None
    assert fact.label == "注册资本"


def test_a_fault_that_comes_later_is_not_hidden_by_the_cache(desk: Desk, folder: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    title(folder, desk.words, cache)
    (folder / "north/town/plan/cases.yaml").unlink()
    with pytest.raises(Exception, match=r"cases\.yaml"):
        title(folder, desk.words, cache)


@pytest.mark.parametrize("content", [b"", b"no pickle", pickle.dumps("text"), b"\x80\x05cno_such_module\nx\n."])
def test_a_broken_entry_is_the_same_as_none(desk: Desk, folder: Path, tmp_path: Path, content: bytes) -> None:
    cache = Cache(tmp_path / "cache")
    title(folder, desk.words, cache)
    entries = list((tmp_path / "cache").iterdir())
    assert entries
    for entry in entries:
        entry.write_bytes(content)
    assert title(folder, desk.words, Cache(tmp_path / "cache")) == "小镇计划"


class Trap:
    """Something that writes a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.file,))


@pytest.mark.parametrize("open_part", ["entry", "folder"])
def test_an_entry_that_others_could_have_written_is_not_opened(tmp_path: Path, open_part: str) -> None:
    cache, sprung = Cache(tmp_path / "cache"), tmp_path / "sprung"
    cache.put("key", Trap(sprung))
    (entry,) = (tmp_path / "cache").iterdir()
    part = entry if open_part == "entry" else tmp_path / "cache"
    part.chmod(part.stat().st_mode | 0o022)
    assert cache.get("key") is None
    assert not sprung.exists()


def test_an_entry_of_another_user_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put("key", 5)
    assert cache.get("key") == 5
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    assert cache.get("key") is None


def test_a_new_cache_folder_is_the_persons_own(tmp_path: Path) -> None:
    Cache(tmp_path / "cache").put("key", 5)
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_harmless(desk: Desk, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/none/cache")):
        assert title(folder, desk.words, Cache(place)) == "小镇计划"


def test_nothing_is_left_behind_when_an_entry_cannot_be_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put("first", 1)
    before = sorted((tmp_path / "cache").iterdir())
    cache.put("second", lambda: None)  # no pickle can hold it
    assert sorted((tmp_path / "cache").iterdir()) == before


def test_without_a_folder_nothing_is_remembered() -> None:
    cache = Cache(None)
    cache.put("key", 5)
    assert cache.get("key") is None
