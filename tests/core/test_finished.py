"""Folders and files that appear whole or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from luodi.engine.core.errors import DataError
from luodi.engine.core.finished import whole_files, whole_folder

SLOW = """
import sys, time
from pathlib import Path
from luodi.engine.core.finished import whole_folder
with whole_folder(Path(sys.argv[1])) as part:
    (part / "enterprise.parquet").write_text("half")
    print("ready", flush=True)
    time.sleep(600)
"""


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_folder_appears_when_the_block_ends(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "p") as part:
        (part / "a").write_text("1")
        assert not (tmp_path / "p").exists()
    assert names(tmp_path) == {"p"}
    assert names(tmp_path / "p") == {"a"}


@pytest.mark.parametrize("make", [whole_folder, whole_files])
def test_an_error_leaves_nothing(tmp_path: Path, make: type[whole_folder]) -> None:
    with pytest.raises(ZeroDivisionError), make(tmp_path / "p") as part:
        (part / "a").write_text("1")
        _ = 1 // 0
    assert names(tmp_path) == set()


def test_a_folder_that_holds_something_is_refused_or_replaced(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "mine").write_text("1")
    with pytest.raises(DataError, match="--replace"), whole_folder(tmp_path / "p"):
        pass
    assert names(tmp_path / "p") == {"mine"}
    with whole_folder(tmp_path / "p", replace=True) as part:
        (part / "new").write_text("2")
        assert names(tmp_path / "p") == {"mine"}
    assert names(tmp_path / "p") == {"new"}
    assert names(tmp_path) == {"p"}


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    with whole_folder(tmp_path / "p") as part:
        (part / "a").write_text("1")
    assert names(tmp_path / "p") == {"a"}


@pytest.mark.parametrize("make", [whole_folder, whole_files])
def test_a_file_is_no_folder(tmp_path: Path, make: type[whole_folder]) -> None:
    (tmp_path / "p").write_text("1")
    with pytest.raises(DataError, match="不是文件夹"), make(tmp_path / "p"):
        pass


@pytest.mark.parametrize("make", [whole_folder, whole_files])
def test_where_nothing_can_be_written_it_is_said(tmp_path: Path, make: type[whole_folder]) -> None:
    (tmp_path / "file").write_text("1")
    with pytest.raises(DataError, match="不能写"), make(tmp_path / "file" / "p"):
        pass


def test_files_join_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "mine").write_text("1")
    with whole_files(tmp_path / "p") as part:
        (part / "new").write_text("2")
        assert names(tmp_path / "p") == {"mine"}
    assert names(tmp_path / "p") == {"mine", "new"}
    assert names(tmp_path) == {"p"}


@pytest.mark.skipif(sys.platform == "win32", reason="no locks of this kind")
def test_a_killed_process_leaves_no_folder_and_the_next_run_completes(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SLOW, str(tmp_path / "p")], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline().strip() == b"ready"
        with pytest.raises(DataError, match="另一个进程"), whole_folder(tmp_path / "p"):
            pass
        assert (tmp_path / ".p.part" / "enterprise.parquet").exists()  # the other's work is left alone
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert not (tmp_path / "p").exists()
    with whole_folder(tmp_path / "p") as part:
        assert names(part) == {".lock"}
        (part / "whole").write_text("1")
    assert names(tmp_path) == {"p"}
    assert names(tmp_path / "p") == {"whole"}
