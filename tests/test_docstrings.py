"""Every example in a docstring of the engine runs and shows what it says."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import luodi.engine

MODULES = [m.name for m in pkgutil.walk_packages(luodi.engine.__path__, "luodi.engine.")]
SUBJECTS = ["luodi.engine.documents", "luodi.engine.extraction", "luodi.engine.library", "luodi.engine.rules"]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


def test_the_subjects_have_a_runnable_example() -> None:
    examples = {
        name: len(doctest.DocTestFinder(recurse=False).find(import_module(name))[0].examples) for name in SUBJECTS
    }
    assert all(examples.values()), examples
