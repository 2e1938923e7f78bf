"""`luodi explain`: the whole reasoning of one support."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luodi.cli.check import answer_for, parse_day
from luodi.cli.console import library, out

if TYPE_CHECKING:
    from luodi.engine.rules.model import Policy


@click.command()
@click.argument("support_id", metavar="SUPPORT")
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--on", callback=parse_day, metavar="DATE", help="问题的日期，优先于文件里的 on")
def explain(support_id: str, facts: Path, on: date | None) -> None:
    """一项支持（政策id#条款）的全部推理：有效期、每个条件、每一步金额、上限、分期。"""
    from luodi.cli.explanation import lines

    lib = library()
    support = lib.support(support_id)
    related = [lib.policy(support.policy), *_related(lib.ids(), support.policy, support.implements)]
    answer = answer_for(lib, facts, on, related)
    for claim in answer.policies[0].of(support.id):
        for line in lines(claim, answer.policies[0], lib.vocabulary):
            out.print(line, markup=False)


def _related(ids: tuple[str, ...], policy_id: str, implements: tuple[str, ...]) -> list[Policy]:
    """Policies that speak for this one, or for which it speaks: they decide whether it counts."""
    lib = library()
    targets = {target.partition("#")[0] for target in implements}
    return [lib.policy(i) for i in ids if i != policy_id and (i in targets or lib.policy(i).implements == policy_id)]
