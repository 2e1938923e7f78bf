"""A way that is measured in a process of its own, so that its memory is its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def run(script: str, way: str, folder: Path, *more: str) -> dict[str, Any]:
    """Run one way of a script and return what it printed; ends with its words when it fails."""
    command = [sys.executable, script, "--way", way, "--folder", str(folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{way}: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measured(call: Callable[[], dict[str, Any]]) -> None:
    """Call and print the seconds, the memory, and what the call says of itself."""
    start = time.perf_counter()
    told = call()
    clock = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    memory = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(json.dumps({"clock": clock, "processor": used.ru_utime + used.ru_stime, "memory": memory, **told}))
