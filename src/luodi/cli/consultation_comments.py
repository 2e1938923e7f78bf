"""`luodi consultations comments|groups|moderate|answer|split|merge`: what staff do with comments and the groups they are in."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.cli.console import out
from luodi.cli.given import written_or_said

if TYPE_CHECKING:
    from luodi.service.consultations.models import Cluster, Comment, Consultation

_NUMBER = click.IntRange(1, 2**63 - 1)
_OWN = click.IntRange(1, 2**31 - 1)
_FILE = click.Path(path_type=Path, dir_okay=False)
_STATES = ("waiting", "shown", "hidden", "withdrawn")
_SEEN = click.option(
    "--seen", type=click.IntRange(1), metavar="N", help="看到这一组时的 revision（groups --json）；变过了就不收"
)


@click.command("comments", short_help="列出意见")
@click.argument("number", type=_NUMBER, metavar="N")
@click.option("--state", type=click.Choice(_STATES), help="只列待审核、已收下、未收下或已撤回的")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def comments(number: int, state: str | None, as_json: bool) -> None:
    """第 N 号的意见，按提的次序；含姓名和联系方式，请妥善保管。没有就退出码 1。"""
    of = _held(number, "comment.moderate")
    from luodi.service.consultations import summary
    from luodi.service.consultations.models import Comment

    rows = Comment.objects.filter(consultation=of).exclude(state="withdrawn" if state is None else "")
    rows = rows.filter(state=state) if state else rows
    found = list(rows.select_related("person", "organisation", "consultation", "cluster").order_by("number"))
    told = [{**summary.comment(one, whole=True), "group": one.cluster.number if one.cluster else None} for one in found]
    if as_json:
        _json(told)
    elif found:
        for one, data in zip(found, told, strict=True):
            _print_comment(one, data)
    else:
        click.echo("没有这样的意见", err=True)
    if not found:
        sys.exit(1)


@click.command("groups", short_help="列出归并的意见与答复")
@click.argument("number", type=_NUMBER, metavar="N")
@click.option("--open", "only_open", is_flag=True, help="只列还要答复的")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON；答复时可以带上看到的 revision")
def groups(number: int, only_open: bool, as_json: bool) -> None:
    """第 N 号的意见归并成的各组，按条款的次序，和已有的答复。没有就退出码 1。"""
    of = _held(number, "consultation.answer")
    from luodi.service.consultations import queries

    found = [one for one in queries.clusters(of) if not (only_open and one.answered)]
    held = queries.comments_of(found)
    if as_json:
        _json([_group_data(one, held.get(one.pk, [])) for one in found])
    elif found:
        for one in found:
            _print_group(one, held.get(one.pk, []))
    else:
        click.echo("都答复了" if only_open else "还没有收下的意见", err=True)
    if not found:
        sys.exit(1)


@click.command("moderate", short_help="审核一条意见")
@click.argument("number", type=_NUMBER, metavar="N")
@click.argument("own", type=_OWN, metavar="OWN")
@click.option("--accept", is_flag=True, help="收下")
@click.option("--reason", default="", metavar="TEXT", help="不收，因为；提的人看得到，留在审计记录里")
def moderate(number: int, own: int, accept: bool, reason: str) -> None:
    """审核第 N 号的第 OWN 条意见：--accept 收下，或写 --reason 不收。"""
    if accept == bool(reason):
        raise click.UsageError("写 --accept 收下，或写 --reason 说为什么不收，二者选一")
    _start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import actions

    made = actions.moderate(COMMAND, number, own, timezone.now(), accept=accept, reason=reason)
    click.echo(f"第 {own} 条{'收下了' if made.state == 'shown' else '没有收下'}")


@click.command("answer", short_help="答复一组意见")
@click.argument("number", type=_NUMBER, metavar="N")
@click.argument("group", type=_OWN, metavar="GROUP")
@click.option(
    "--decision", type=click.Choice(["accepted", "partly", "declined"]), required=True, help="采纳、部分采纳、不采纳"
)
@click.option("--explanation", default="", metavar="TEXT", help="说明；采纳可以不写")
@click.option("--explanation-file", "file", type=_FILE, metavar="FILE", help="说明写在这个文本文件里")
@_SEEN
def answer(number: int, group: int, decision: str, explanation: str, file: Path | None, seen: int | None) -> None:
    """答复第 N 号的第 GROUP 组：组里每一条都得到这个答复。

    \b
    luodi consultations answer 3 7 --decision declined --explanation "上位法已有规定。"
    """
    text = written_or_said(explanation, file, "explanation")
    of = _held(number, "consultation.answer")
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import actions, queries
    from luodi.service.consultations.models import DECISIONS

    revision = seen or queries.cluster_of(of, group).revision
    made = actions.answer(COMMAND, number, group, decision, text, revision, timezone.now())
    left = queries.counts(of).unanswered
    click.echo(f"第 {group} 组答复了：{DECISIONS[made.decision]}；还有 {left} 组没有答复")


@click.command("split", short_help="从一组里拆出几条")
@click.argument("number", type=_NUMBER, metavar="N")
@click.argument("group", type=_OWN, metavar="GROUP")
@click.argument("own", type=_OWN, nargs=-1, required=True, metavar="OWN...")
@_SEEN
def split(number: int, group: int, own: tuple[int, ...], seen: int | None) -> None:
    """从第 N 号的第 GROUP 组里拆出第 OWN 条，成为新的一组，还没有答复。"""
    of = _held(number, "consultation.answer")
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import actions, queries

    made = actions.split(COMMAND, number, group, own, seen or queries.cluster_of(of, group).revision, timezone.now())
    click.echo(f"拆出了第 {made.number} 组")


@click.command("merge", short_help="归并几组")
@click.argument("number", type=_NUMBER, metavar="N")
@click.argument("group", type=_OWN, nargs=-1, required=True, metavar="GROUP...")
def merge(number: int, group: tuple[int, ...]) -> None:
    """把第 N 号同一条、同一种的几组归并成一组；答复不同的，要再答复。"""
    _start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import actions

    made = actions.merge(COMMAND, number, group, timezone.now())
    click.echo(f"归并到了第 {made.number} 组")


COMMANDS = (comments, groups, moderate, answer, split, merge)


def _start() -> None:
    from luodi.site.start import start

    start()


def _held(number: int, right: str) -> Consultation:
    _start()
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import queries

    return queries.held(COMMAND, number, right)


def _group_data(of: Cluster, held: list[Comment]) -> dict[str, Any]:
    from luodi.service.consultations.queries import cluster_data

    proposed = held[0].proposed if held else ""
    return {**cluster_data(of, held), "changed_at": of.changed_at.isoformat(), "proposed": proposed}


def _print_comment(of: Comment, told: dict[str, Any]) -> None:
    from luodi.service.consultations.models import STATES

    group = f"　第 {told['group']} 组" if told["group"] is not None and of.state == "shown" else ""
    contact = f"　{told['contact']}" if told["contact"] else ""
    why = f"：{of.state_why}" if of.state_why else ""
    out.print(f"第 {of.number} 条　{told['path']}　{told['kind_label']}　{STATES[of.state]}{why}{group}", markup=False)
    out.print(f"  {told['author']}{contact}　{told['made_at']:%Y-%m-%d %H:%M}", markup=False)
    for label, text in (("建议", of.proposed), ("理由", of.reason)):
        if text:
            out.print(f"  {label}：{text}", markup=False)


def _print_group(of: Cluster, held: list[Comment]) -> None:
    from luodi.service.consultations.models import DECISIONS, KINDS

    state = "要再答复" if of.stale else str(DECISIONS[of.decision]) if of.decision else "未答复"
    numbers = "、".join(str(one.number) for one in held)
    out.print(
        f"第 {of.number} 组　{of.path or '全文'}　{KINDS[of.kind]}　{len(held)} 条（{numbers}）　{state}", markup=False
    )
    for label, text in (
        ("建议", held[0].proposed if held else ""),
        ("理由", held[0].reason if held else ""),
        ("说明", of.explanation),
    ):
        if text:
            out.print(f"  {label}：{text}", markup=False)


def _json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))
