"""Read a PDF in a process of its own, which may have so much memory and time; what it takes beyond ends only itself.

The process is this module run as a program: it takes the file from its standard input and gives a pickled `Source`, or
the refusal, on its standard output.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress

from luodi.engine.core.errors import Place, SourceError
from luodi.engine.documents.source import Source

#: For the pages with text, which need some megabytes; and for recognising scans, by threads that reserve far more.
MEMORY, MEMORY_OF_SCANS = 2 * 1024**3, 8 * 1024**3
#: For all pages with text, and again for each page that is an image.
SECONDS, SECONDS_OF_A_SCAN = 60, 60
#: Where the system has no alarm for processes: for the whole file.
LONGEST = 1800


def read_apart(data: bytes, name: str) -> Source:
    """Read a PDF within limits; SourceError when it goes beyond them."""
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-P", "-m", __name__, name, str(MEMORY), str(SECONDS)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=LONGEST, env=environment, check=False)
    except subprocess.TimeoutExpired as error:
        raise _beyond(name) from error
    if done.returncode or not done.stdout:
        raise _beyond(name)
    answer: Source | SourceError = pickle.loads(done.stdout)
    if isinstance(answer, SourceError):
        raise answer
    return answer


def _beyond(name: str) -> SourceError:
    return SourceError(
        "PDF 太复杂，没有读完",
        place=Place(name),
        why=f"读它要超过 {SECONDS} 秒或 {MEMORY // 1024**3} GB 内存：图形层层嵌套，或解压后极大",
        fix="请确认文件来源；可用阅读器打开后“打印为 PDF”再读",
    )


def main() -> None:
    """Read the file on standard input and answer on standard output."""
    from luodi.engine.documents.readers.pdf.pages import read_pages

    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    name, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit(memory, seconds)
    answer: Source | SourceError
    try:
        answer = read_pages(sys.stdin.buffer.read(), name, lambda: _limit(MEMORY_OF_SCANS, SECONDS_OF_A_SCAN))
    except SourceError as error:
        answer = error
    except MemoryError:
        answer = _beyond(name)
    with answers:
        pickle.dump(answer, answers)


def _limit(memory: int, seconds: int) -> None:
    """Allow so much memory from now on in all, and so many seconds from now on."""
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit, macOS refuses it
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import signal

    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process also inside the library
        signal.alarm(seconds)


if __name__ == "__main__":
    main()
