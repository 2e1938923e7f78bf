"""A cache of loaded policies that cannot be stale: a key is the digest of every byte a policy depends on.

That is the policy's own file, the vocabulary, and the source of this package with the version of Python. A changed byte
is another key, so nothing is ever invalidated by hand. A broken or unreadable entry is the same as none.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

#: Values that a process keeps: many times the policies there are.
_MOST = 2000


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return a digest of the engine's own source and of the interpreter."""
    digest = hashlib.sha256(sys.version.encode())
    root = Path(__file__).resolve().parents[1]
    for subject in ("core", "rules", "library"):
        for file in sorted((root / subject).glob("**/*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


class Cache:
    """A folder of pickled values by digest; without a folder it remembers nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def _file(self, key: str) -> Path | None:
        if self.folder is None:
            return None
        return self.folder / f"{hashlib.sha256((code_digest() + key).encode()).hexdigest()[:40]}.pickle"

    def get(self, key: str) -> Any | None:
        """Return what was put under the key, or None."""
        file = self._file(key)
        if file is None or not self._mine(file):
            return None
        try:
            return pickle.loads(file.read_bytes())
        except Exception:  # an entry that cannot be read is no entry: it is computed again
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value; quietly does nothing where the folder cannot be written."""
        file = self._file(key)
        if file is None:
            return
        try:
            raw = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as handle:
                handle.write(raw)
            Path(handle.name).replace(file)
        except (OSError, AttributeError, TypeError, pickle.PicklingError):
            return

    @staticmethod
    def _mine(file: Path) -> bool:
        """A pickle is code: only one that this user wrote, in a folder only this user can write, is opened."""
        try:
            folder, entry = file.parent.stat(), file.stat()
        except OSError:
            return False
        if not hasattr(os, "getuid"):
            return True
        return folder.st_uid == entry.st_uid == os.getuid() and not (folder.st_mode | entry.st_mode) & 0o022


class Memory(Cache):
    """The same for one process: what was read stays at hand when a library is read anew because some of it changed."""

    def __init__(self) -> None:
        super().__init__(None)
        self._held: dict[str, Any] = {}

    def get(self, key: str) -> Any | None:
        """Return what was put under the key, or None."""
        held = self._held.pop(key, None)
        if held is not None:
            self._held[key] = held  # asked for last, so dropped last
        return held

    def put(self, key: str, value: Any) -> None:
        """Keep a value; of very many the one that was longest not asked for is dropped."""
        self._held[key] = value
        if len(self._held) > _MOST:
            self._held.pop(next(iter(self._held)), None)
