"""Runs the command as a person would, on four small policies of the tests' own."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from luodi.cli import console, main

HEAD = """\
title: {title}
region: "{region}"
status: {status}
in_force: {{from: 2020-01-01, until: 2029-12-31}}
supports:
- id: "1"
  title: {own}
  clause: 一
  instrument: grant
  for: enterprise
{body}
"""
CASE = """\
given: {received: []}
cases:
- name: 算例
  date: 2024-06-30
  facts: {enterprise: {main_revenue: {2024: 5_000_000.01}}}
  expect: {"1": %s}
"""
DONE = """\
  values: {rate: 0.2, line: 500_000, cap: 1_000_000}
  when: kind == "enterprise" and main_revenue >= line
  at_most: min(main_revenue * rate, cap)"""
OPEN = "  values: {x: 7}\n  when: independent_legal_person\n  amount: x"
OTHER = "  amount: main_revenue"


@dataclass
class Result:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command:
    """Calls `luodi` in this process, as its entry point does."""

    def __init__(self, policies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.policies, self._patch = policies, monkeypatch

    def __call__(self, *words: object) -> Result:
        console.library.cache_clear()
        out, err, code = io.StringIO(), io.StringIO(), 0
        self._patch.setattr(sys, "argv", ["luodi", *map(str, words)])
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        return Result(code, out.getvalue(), err.getvalue())


@pytest.fixture
def luodi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """The command with policies of the tests' own."""
    policies = tmp_path / "policies"
    for at, title, region, status, own, body, expect in (
        (
            "north/town/done",
            "小镇计划",
            "330100",
            "reviewed",
            "收入补助",
            DONE,
            "{eligible: unknown, at_most: 1_000_000, missing: [kind]}",
        ),
        ("north/town/draft", "小镇草案", "330100", "draft", "草拟的补助", OPEN, "{eligible: unknown, amount: 7}"),
        ("north/town/open", "小镇细则", "330100", "reviewed", "法人补助", OPEN, "{eligible: unknown, amount: 7}"),
        (
            "west/city/other",
            "其他政策",
            "510100",
            "reviewed",
            "全额补助",
            OTHER,
            "{eligible: true, amount: 5_000_000.01}",
        ),
    ):
        folder = policies / at
        folder.mkdir(parents=True)
        text = HEAD.format(title=title, region=region, status=status, own=own, body=body)
        (folder / "policy.yaml").write_text(text, "utf-8")
        (folder / "cases.yaml").write_text(CASE % expect, "utf-8")
    monkeypatch.setenv("LUODI_POLICIES", str(policies))
    yield Command(policies, monkeypatch)
    console.library.cache_clear()  # what comes next must not read these policies
