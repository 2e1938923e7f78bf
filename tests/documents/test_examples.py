"""The examples in the module pages are run."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

MODULES = ["documents", "documents.labels", "documents.validity", "documents.search", "documents.source", "core.bodies"]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(import_module(f"luodi.engine.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
