"""`luodi check`: the policy check-up (政策体检)."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luodi.cli.console import encoded, library, out, print_json

if TYPE_CHECKING:
    from luodi.engine.library import Library
    from luodi.engine.rules.answer import CheckUp, Claim
    from luodi.engine.rules.model import Policy
    from luodi.engine.rules.situation import Situation


def parse_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    """Read a day given on the command line."""
    if value is None:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no time zone)
    except ValueError:
        raise click.BadParameter(f"没有“{value}”这一天，写成 2021-06-01") from None


def situation_of(lib: Library, facts: Path, on: date | None) -> Situation:
    """Read a fact file."""
    from luodi.engine.core import strict_yaml
    from luodi.engine.rules.facts import read_situation

    source = strict_yaml.load(facts)
    supports = [s.path for policy in lib.policies() for s in policy.supports]
    return read_situation(source, lib.vocabulary, on=on, supports=supports, policies=lib.ids())


def answer_for(lib: Library, facts: Path, on: date | None, policies: list[Policy]) -> CheckUp:
    """Read a fact file and evaluate the policies for it."""
    from luodi.engine.rules.checkup import check_up

    return check_up(policies, situation_of(lib, facts, on), lib.vocabulary, beside=lib.policies())


def chosen(lib: Library, policy_ids: tuple[str, ...], region: str | None) -> list[Policy]:
    """Return the policies asked for: by id, by region (what lies in it and what it lies in), else all."""
    if policy_ids:
        return [lib.policy(p) for p in policy_ids]
    policies = [lib.policy(policy_id) for policy_id in encoded()]
    if region is None:
        return policies
    regions = lib.vocabulary.regions
    regions.check(region)
    return [p for p in policies if regions.related(p.region, region)]


@click.command()
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--on", callback=parse_day, metavar="DATE", help="问题的日期，如 2021-06-01；优先于文件里的 on")
@click.option("--region", metavar="CODE", help="只看这个地区（GB/T 2260 代码）适用的政策")
@click.option("--policy", "policy_ids", multiple=True, metavar="ID", help="只看这项政策，可写多次")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.option("--all", "everything", is_flag=True, help="连不适用的政策和不符合的支持也逐条列出")
def check(
    facts: Path, on: date | None, region: str | None, policy_ids: tuple[str, ...], as_json: bool, everything: bool
) -> None:
    """政策体检：FACTS.yaml 里的企业，在各项政策下能得什么、多少、依据哪一条、还差什么。

    退出码：0 没有待核实的事项；1 有待核实或草稿；2 输入有误。
    """
    lib = library()
    answer = answer_for(lib, facts, on, chosen(lib, policy_ids, region))
    if as_json:
        from luodi.engine.rules.answer_json import as_data

        print_json(as_data(answer, lib.vocabulary))
    else:
        from luodi.cli.answer_table import show

        show(answer, lib.vocabulary, out, everything=everything)
    sys.exit(1 if any(c.warnings or _open(c) for c in answer.claims()) else 0)


def _open(claim: Claim) -> bool:
    """Whether something is still to be verified: the eligibility, or the sum of what is eligible."""
    return claim.verdict is None or (claim.verdict and claim.sum is not None and not claim.sum.known)
