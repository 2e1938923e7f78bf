"""Every encoded policy agrees with the document it was encoded from, where a copy of the documents is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.library import Library

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.mark.parametrize("policy_id", Library().ids())
def test_every_clause_and_every_figure_stands_in_the_document(real_library: Library, policy_id: str) -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"no copy of the documents at {CORPUS}")
    pytest.importorskip("luodi.engine.documents", reason="documents cannot be read yet")
    from luodi.engine.library.verify import find_document, verify

    result = verify(real_library.policy(policy_id), find_document(CORPUS, policy_id))
    assert result.clauses > 0
    assert [str(f) for f in result.findings] == []
