"""The real documents beside the project: they are imported, found by words of two characters, and read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="没有 ../shared/corpus")
ON = date(2022, 6, 1)


def test_every_document_is_imported_found_and_read(client: Any, bring: Callable[..., list[Any]]) -> None:
    from luodi.service.policies.catalogue import catalogue
    from luodi.service.policies.library import library
    from luodi.service.policies.models import Clause
    from luodi.service.policies.queries import clause_link
    from luodi.service.policies.searching import Query, outcome

    files = sorted(CORPUS.rglob("*/*.txt"))
    done = [
        one for file in files for one in bring(file.read_bytes(), file.name, path=file.relative_to(CORPUS).as_posix())
    ]
    assert [one.message for one in done if one.state == "failed"] == []
    texts = list(Clause.objects.filter(version__in=catalogue().by_version).values_list("pk", "text"))
    for word in ("算力", "传感", "揭榜", "首台套"):
        found = {clause for clause, _ in outcome(Query(word, ON)).clauses}
        assert found == {pk for pk, text in texts if word in text}
        assert found
    for key in catalogue().by_key:
        assert client.get(f"/documents/{key}/").status_code == 200
    for policy in library().policies():
        for support in policy.supports:
            for clause in support.clause:
                assert "#" in (clause_link(policy.id, clause) or ""), (policy.id, clause)
