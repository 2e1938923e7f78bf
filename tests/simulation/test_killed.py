"""A run that is killed leaves nothing under its final name, and the next one completes: real processes, really killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.simulation.passing import passing_folder

from .conftest import KINDS, NAMES, Bench, write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="没有 SIGKILL 的系统，跳过")
MANY = 20_000


@pytest.fixture
def many(bench: Bench) -> Bench:
    """Enough enterprises that a run lasts."""
    rows = tuple((n, "330106", "software", "enterprise", 10, 20_000, n % 2 == 0) for n in range(MANY))
    write(bench.folder / "enterprise.parquet", NAMES, KINDS, rows)
    return bench


@contextmanager
def running(bench: Bench, tmp_path: Path, *words: object) -> Iterator[subprocess.Popen[bytes]]:
    """`luodi simulate` in a process of its own."""
    environment = {
        **os.environ,
        "LUODI_POLICIES": str(bench.library.folder),
        "LUODI_CACHE": "",
        "TMPDIR": str(tmp_path / "passing"),
    }
    (tmp_path / "passing").mkdir(exist_ok=True)
    command = [
        sys.executable,
        "-c",
        "from luodi.cli import main; main()",
        "simulate",
        bench.folder,
        "--on",
        "2021-06-01",
        *words,
    ]
    with subprocess.Popen(
        [str(w) for w in command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def until(process: subprocess.Popen[bytes], there: Callable[[], Any]) -> None:
    """Wait for what a run makes in its middle; it must not have ended before."""
    while not there():
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)


@pytest.mark.parametrize("engine", ["tables", "reference"])
def test_a_killed_run_leaves_no_result_and_the_next_completes(many: Bench, tmp_path: Path, engine: str) -> None:
    out = tmp_path / "out"
    words = ("--engine", engine, "--out", out)
    with running(many, tmp_path, *words) as process:
        until(process, (tmp_path / ".out.part" / ".work" / "sums.duckdb").exists)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not out.exists()
    assert (tmp_path / ".out.part").exists()
    with running(many, tmp_path, "--out", out) as process:
        _, err = process.communicate()
        assert process.returncode == 0, err
    assert (out / "report.html").exists()
    assert not (out / ".work").exists()
    assert not (tmp_path / ".out.part").exists()


def test_a_result_that_is_to_be_replaced_stays_until_the_new_one_is_whole(many: Bench, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("旧的", "utf-8")
    with running(many, tmp_path, "--out", out, "--replace") as process:
        until(process, (tmp_path / ".out.part" / ".work" / "sums.duckdb").exists)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (out / "report.html").read_text("utf-8") == "旧的"


def test_an_interrupt_takes_everything_away(many: Bench, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with running(many, tmp_path, "--engine", "reference", "--out", out) as process:
        until(process, (tmp_path / ".out.part" / ".work" / "base.parquet").exists)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 1
    assert "已中断" in err.decode()
    assert "Traceback" not in err.decode()
    assert not out.exists()
    assert not (tmp_path / ".out.part").exists()


def test_a_killed_run_that_keeps_nothing_is_cleaned_up_by_the_next(
    many: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "passing"
    with running(many, tmp_path, "--engine", "reference") as process:
        until(process, lambda: list(passing.glob("luodi-simulate-*/.work/base.parquet")))
        process.send_signal(signal.SIGKILL)
        process.wait()
    [left] = passing.glob("luodi-simulate-*")
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    with passing_folder() as first:
        assert not left.exists()
        with passing_folder() as second:  # what is still held stays
            assert first.exists()
            assert second.exists()
    assert list(passing.iterdir()) == []
