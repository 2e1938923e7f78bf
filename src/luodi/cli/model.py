"""The optional language model of `luodi extract --model URL/NAME`: any server that speaks the OpenAI-compatible protocol."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luodi.engine.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from luodi.engine.documents import Document
    from luodi.engine.extraction.model import AnyDraft
    from luodi.engine.extraction.proposals import Counts

_LARGEST = 1 << 20
_GIVES_UP_AFTER = 3


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked: the address of the server, the name of the model, and how long to wait (seconds)."""

    url: str
    name: str
    timeout: float = 60

    @classmethod
    def of(cls, given: str, timeout: float = 60) -> Endpoint:
        """Read `http://127.0.0.1:8000/v1/NAME`; the name is what follows /v1/, else what follows the last stroke."""
        mark = given.find("/v1/")
        url, name = (given[: mark + 3], given[mark + 4 :]) if mark > 0 else given.rpartition("/")[::2]
        if not url.startswith(("http://", "https://")) or not name or url.endswith(":/"):
            raise DataError(
                f"看不懂模型地址“{given}”",
                why="要有服务地址和模型名",
                fix="例如 --model http://127.0.0.1:8000/v1/qwen2.5",
            )
        return cls(url, name, timeout)

    def ask(self, question: str) -> str | None:
        """Return the answer, or None when there is none that can be read in time."""
        body = {"model": self.name, "messages": [{"role": "user", "content": question}], "temperature": 0}
        headers = {"Content-Type": "application/json"}
        if key := os.environ.get("LUODI_MODEL_KEY"):
            headers["Authorization"] = f"Bearer {key}"
        request = urllib.request.Request(f"{self.url}/chat/completions", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                said = json.loads(answer.read(_LARGEST))
            content = said["choices"][0]["message"]["content"]
        except (OSError, ValueError, KeyError, IndexError, TypeError, urllib.error.URLError):
            return None
        return content if isinstance(content, str) else None


def propose(document: Document, drafts: Iterable[AnyDraft], endpoint: Endpoint) -> tuple[tuple[AnyDraft, ...], Counts]:
    """Ask about each support; after three questions in a row without an answer the rest is left as it was found."""
    from luodi.engine.extraction.model import Support
    from luodi.engine.extraction.proposals import Counts, accept, question

    counts, silent = Counts(), 0
    kept: list[AnyDraft] = []
    for draft in drafts:
        if not isinstance(draft, Support) or silent >= _GIVES_UP_AFTER:
            kept.append(draft)
            continue
        answer = endpoint.ask(question(document, draft))
        silent = silent + 1 if answer is None else 0
        made, one = accept(document, draft, answer)
        counts.add(one)
        kept.append(made)
    return tuple(kept), counts
