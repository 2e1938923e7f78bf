"""The same tests once more, with the tables in PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
THE_SAME = ("test_sign_in.py", "test_sign_up.py", "test_password.py", "test_second_factor.py", "test_tokens.py", "test_authorisations.py", "../audit/test_pages.py")  # fmt: skip


def test_the_same_holds_on_postgresql(postgresql: Callable[[], str]) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        *(str((HERE / name).resolve()) for name in THE_SAME),
    ]
    ran = subprocess.run(
        command,
        env={**os.environ, "LUODI_DATABASE": postgresql()},
        cwd=HERE.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
