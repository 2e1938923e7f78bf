"""`luodi ask`: the next most useful missing fact."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from luodi.cli.check import answer_for, chosen, parse_day
from luodi.cli.console import library, out, print_json


@click.command()
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--on", callback=parse_day, metavar="DATE", help="问题的日期，优先于文件里的 on")
@click.option("--policy", "policy_ids", multiple=True, metavar="ID", help="只问这项政策用得到的")
@click.option("-n", "count", type=click.IntRange(min=1), default=5, show_default=True, help="列出几个")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def ask(facts: Path, on: date | None, policy_ids: tuple[str, ...], count: int, as_json: bool) -> None:
    """还缺哪个事实最值钱：按它牵动的金额排序，供问卷逐个询问。"""
    from luodi.engine.core.money import plain, round_to, yuan
    from luodi.engine.rules.answer_json import label_of
    from luodi.engine.rules.ask import questions
    from luodi.engine.rules.vocabulary import KNOWN_BY

    lib = library()
    found = questions(answer_for(lib, facts, on, chosen(lib, policy_ids, None)).claims())[:count]
    if as_json:
        rows = [
            {"fact": q.missing.key, "label": label_of(q.missing, lib.vocabulary), "entity": q.missing.thing or None,
             "stake": plain(round_to(q.stake)), "supports": list(q.supports)}
            for q in found
        ]  # fmt: skip
        print_json(rows)
        return
    if not found:
        out.print("没有待补的事实：每一项支持都有了结论。")
    for i, q in enumerate(found, 1):
        fact = lib.vocabulary.facts.get(q.missing.entity, {}).get(q.missing.name)
        thing = f"[{q.missing.thing}]" if q.missing.thing else ""
        out.print(f"{i}. {label_of(q.missing, lib.vocabulary)}（{q.missing.key}{thing}）", markup=False, style="bold")
        out.print(f"   牵动 {len(q.supports)} 项支持，合计至多{yuan(q.whole)}", markup=False)
        if fact:
            out.print(f"   {fact.meaning}；由{KNOWN_BY[fact.known_by]}掌握", markup=False)
