"""Every example in the docstrings of the policy library runs."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from luodi.service import policies


def test_every_example_runs(application: Any) -> None:
    names = [
        found.name
        for found in walk_packages(policies.__path__, "luodi.service.policies.")
        if ".migrations" not in found.name
    ]
    results = {name: doctest.testmod(import_module(name)) for name in names}
    assert {name: result.failed for name, result in results.items() if result.failed} == {}
    assert sum(result.attempted for result in results.values()) > 10
