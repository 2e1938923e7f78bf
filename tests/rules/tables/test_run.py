"""A run is killed in the middle: nothing stands under the result's name, and the next run is whole."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.core.errors import LuodiError
from luodi.engine.library import Library
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.run import run
from luodi.engine.rules.model import Policy

ON = date(2021, 6, 1)
#: Tells that the first query is done, then waits for ever in the middle of the run.
CHILD = """
import sys
from datetime import date
from pathlib import Path
from luodi.engine.library import Library
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.run import run

def told(done, total):
    assert done < total
    print("in the middle", flush=True)
    sys.stdin.read()

library = Library()
policies = [library.policy(name) for name in ("sichuan/chengdu/ai-policy-rules", "zhejiang/hangzhou/ai-zone-policy")]
files = {Path(name).stem: Path(name) for name in sys.argv[2:]}
run(policies, library.vocabulary, Question(date(2021, 6, 1)), files, Path(sys.argv[1]), progress=told)
"""


ASKED = ("sichuan/chengdu/ai-policy-rules", "zhejiang/hangzhou/ai-zone-policy")


def policies(library: Library) -> list[Policy]:
    return [library.policy(name) for name in ASKED]


def asked(library: Library, files: Mapping[str, Path], out: Path, **how: Any) -> int:
    return run(policies(library), library.vocabulary, Question(ON), files, out, **how).rows


def killed_in_the_middle(files: Mapping[str, Path], out: Path) -> None:
    command = [sys.executable, "-c", CHILD, str(out), *(str(file) for file in files.values())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        child.kill()  # signal 9: nothing of the process runs any more
        assert child.wait() != 0


def test_a_killed_run_leaves_nothing_under_the_name_and_the_next_is_whole(
    real_library: Library, synthetic: dict[str, Path], answers: Callable[[Path], Any], tmp_path: Path
) -> None:
    whole, out = tmp_path / "whole.parquet", tmp_path / "answers.parquet"
    rows = asked(real_library, synthetic, whole)
    killed_in_the_middle(synthetic, out)
    assert not out.exists()
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".")] == ["whole.parquet"]
    assert asked(real_library, synthetic, out) == rows > 0
    assert answers(out) == answers(whole)
    assert {p.name for p in tmp_path.iterdir()} == {"whole.parquet", "answers.parquet"}


def test_a_killed_run_leaves_the_result_of_an_earlier_one_as_it_was(
    real_library: Library, synthetic: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "answers.parquet"
    asked(real_library, synthetic, out)
    before = out.read_bytes()
    killed_in_the_middle(synthetic, out)
    assert out.read_bytes() == before


def test_a_run_that_fails_leaves_nothing(real_library: Library, synthetic: dict[str, Path], tmp_path: Path) -> None:
    def told(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked(real_library, synthetic, tmp_path / "answers.parquet", progress=told)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_before_anything_is_computed(
    real_library: Library, synthetic: dict[str, Path], tmp_path: Path
) -> None:
    with pytest.raises(LuodiError, match="没有文件夹"):
        asked(real_library, synthetic, tmp_path / "nowhere" / "answers.parquet")


def test_how_many_supports_a_query_answers_for_changes_no_answer(
    real_library: Library, synthetic: dict[str, Path], answers: Callable[[Path], Any], tmp_path: Path
) -> None:
    found = []
    for outputs in (30, 600):
        out = tmp_path / f"{outputs}.parquet"
        run(policies(real_library), real_library.vocabulary, Question(ON, outputs=outputs), synthetic, out)
        found.append(answers(out))
    assert found[0] == found[1]


def test_rejected_claims_are_rows_without_a_sum_and_change_nothing_else(
    real_library: Library, synthetic: dict[str, Path], answers: Callable[[Path], Any], tmp_path: Path
) -> None:
    found = []
    for rejected in (False, True):
        out = tmp_path / f"{rejected}.parquet"
        run(policies(real_library), real_library.vocabulary, Question(ON, rejected=rejected), synthetic, out)
        found.append(answers(out))
    open_, every = found
    assert [row for row in every if row[3] != "no"] == open_
    assert all(row[5:8] == (None, None, None) and row[8] is False for row in every if row[3] == "no")
    assert len(every) > len(open_)
