"""What `luodi policies sql` prints: the queries of some policies in the SQL of a person's own database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from luodi.cli.console import library
from luodi.engine.core.errors import DataError, Place
from luodi.engine.rules.engines.tables.emit import Emission, emit
from luodi.engine.rules.engines.tables.needs import Needs, needs
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.statements import cells, create
from luodi.engine.rules.model import Policy

WHAT = {"queries": "查询", "tables": "建表语句", "cells": "查错的查询"}


def print_sql(
    policies: Sequence[Policy], dialect: str, on: date, what: str, *,
    without: Sequence[str], told: Sequence[str], in_force: bool, rejected: bool, outputs: int, file: Path | None,
) -> None:  # fmt: skip
    """Print what was asked for (or write it to a file), and on stderr what the dialect cannot express."""
    lib = library()
    vocabulary = lib.vocabulary
    needed = needs(policies, vocabulary, on.year, without=without, told=told)
    unsupported: list[str] = []
    if what == "tables":
        statements = create(needed, dialect)
    elif what == "cells":
        statements = [cells(needed, vocabulary, dialect)]
    else:
        told_in_force = {policy.id: True for policy in policies} if in_force else {}
        question = Question(on, told_in_force, needed.layout, rejected=rejected, outputs=outputs)
        # The same grant may have been paid before under the id of a policy that is not asked about.
        asked = {policy.id for policy in policies}
        others = [policy for policy in lib.policies() if policy.id not in asked]
        emission = emit(policies, vocabulary, question, dialect=dialect, beside=others)
        statements = [query.sql for query in emission.queries]
        unsupported = [f"{one.support}：{one.reason}" for one in emission.unsupported]
        _say(emission, needed, on)
    head = f"-- luodi policies sql：{WHAT[what]}，{dialect}，{on}，第 {{}}/{len(statements)} 句\n"
    _write("".join(f"{head.format(i)}{statement};\n" for i, statement in enumerate(statements, start=1)), file)
    drafts = [policy.id for policy in policies if policy.draft]
    if drafts:
        click.echo(f"草稿，未经人核对：{'、'.join(drafts)}", err=True)
    for line in unsupported:
        click.echo(f"不能写成 {dialect} 的 SQL，没有算：{line}", err=True)


def _say(emission: Emission, needed: Needs, on: date) -> None:
    """Say what the queries read, so that nobody looks for a table that is not asked for."""
    if not emission.queries:
        click.echo(f"{on} 没有一项支持可能给任何企业，没有查询", err=True)
        return
    supports = sum(len(query.supports) for query in emission.queries)
    click.echo(f"{supports} 项支持，{len(emission.queries)} 句；读 {'、'.join(needed.tables)}", err=True)


def _write(text: str, file: Path | None) -> None:
    if file is None:
        sys.stdout.write(text)
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise DataError(
            "写不进这个文件", place=Place(str(file)), why=error.strerror or "", fix="换一个文件名或文件夹"
        ) from None
    click.echo(f"已写出 {file}", err=True)
