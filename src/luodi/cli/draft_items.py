"""`luodi drafts show|item|accept|refuse|reopen`: the items of a policy, and what a person decides of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from luodi.cli.console import out, print_json
from luodi.cli.given import text_of
from luodi.engine.core.errors import DataError, LuodiError, NotFound, Problems

if TYPE_CHECKING:
    from luodi.service.drafts.models import Desk, Item
    from luodi.service.drafts.trying import Tried

_FILE = click.Path(path_type=Path, dir_okay=False)
_SEEN = click.option(
    "--seen",
    type=click.IntRange(1),
    metavar="N",
    help="看到的是第几次的写法（item --json 的 version）；别人先改了就不收",
)
_LONGEST = 40


@click.command("show")
@click.argument("key", metavar="ID")
@click.option("--kind", type=click.Choice(["support", "target", "task"]), help="只列支持、目标或任务")
@click.option("--open", "only_open", is_flag=True, help="只列要审的")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，含每一项的原文和写法")
def show(key: str, kind: str | None, only_open: bool, as_json: bool) -> None:
    """列出一项政策的各项，次序与网站上相同：要审的在先，其中钱多而拿不准的排在前面；审过的按原文的顺序。"""
    held = _desk(key)
    from luodi.service.drafts import queries
    from luodi.service.drafts.models import OPEN

    items = [
        one for one in queries.ordered(held) if kind in (None, one.kind) and not (only_open and one.state not in OPEN)
    ]
    if as_json:
        from luodi.service.drafts.data import item_data, proposal_data

        proposals = [proposal_data(one) for one in held.proposals.order_by("-pk")]
        print_json({**_desk_data(held), "drafts": [item_data(one) for one in items], "proposals": proposals})
        return
    _head(held)
    if items:
        out.print(_table(items), soft_wrap=False)
    else:
        click.echo("没有要审的" if only_open else "没有这样的项")
    following = next((one for one in items if one.state in OPEN), None)
    if following is not None:
        click.echo(f"先看：luodi drafts item {held.key}#{following.own}")


@click.command("item")
@click.argument("name", metavar="ID#OWN")
@click.option("--only", type=click.Choice(["words", "drafted", "text", "cases"]),
              help="只写出这一样：原文、初稿、现在的写法、算例（没有就是要填的空例），供改了再 accept")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，含检验的结果")
def item(name: str, only: str | None, as_json: bool) -> None:
    """一项的原文、现在的写法、算例，还要人定的地方，和严格装载器的检验。

    \b
    luodi drafts item zhejiang/hangzhou/workshop#1.1
    luodi drafts item zhejiang/hangzhou/workshop#1.1 --only text > 1.1.yaml
    luodi drafts item zhejiang/hangzhou/workshop#1.1 --only cases > 1.1.cases.yaml
    """
    held = _item(name)
    if only is not None:
        click.echo(_sample(held) if only == "cases" and not held.cases else getattr(held, only), nl=False)
        return
    from luodi.service.drafts.actions.deciding import tried

    found = tried(held, held.text, held.cases)
    if as_json:
        from luodi.service.drafts.data import item_data

        asks = [ask for ask, _about in _asks(held, held.text)]
        print_json({**item_data(held), "to_decide": asks, "faults": [fault_data(one) for one in found.faults]})
    else:
        _print_item(held, found)


@click.command("accept")
@click.argument("name", metavar="ID#OWN")
@click.option(
    "--text", "file", type=_FILE, metavar="FILE", help="改正的写法（YAML，从 item --only text 改起）；不写就照现在的"
)
@click.option(
    "--cases", "cases_file", type=_FILE, metavar="FILE", help="算例（YAML，写法同 cases.yaml 里的各例）；不写就用现有的"
)
@click.option("--settled", is_flag=True, help="还要人定的都核对过了，就照这样定")
@_SEEN
def accept(name: str, file: Path | None, cases_file: Path | None, settled: bool, seen: int | None) -> None:
    """接受一项；带 --text 就是改正。要人定的都定了、严格装载器接受、算例都符合，才收。

    \b
    luodi drafts accept zhejiang/hangzhou/workshop#1.1 --settled --cases 1.1.cases.yaml
    luodi drafts accept zhejiang/hangzhou/workshop#1.2 --text 1.2.yaml --cases 1.2.cases.yaml
    """
    held = _item(name)
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import actions, trying

    text = _decided(held, text_of(file) if file else held.text, settled)
    cases = trying.typed(text_of(cases_file) if cases_file else held.cases)
    made = actions.decide(COMMAND, held.pk, seen or held.version, text, cases, timezone.now())
    _said(name, made)


@click.command("refuse")
@click.argument("name", metavar="ID#OWN")
@click.option("--reason", required=True, help="为什么不采用；留在审计记录里")
@_SEEN
def refuse(name: str, reason: str, seen: int | None) -> None:
    """不采用一项，写明理由。"""
    held = _item(name)
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import actions

    _said(name, actions.refuse(COMMAND, held.pk, seen or held.version, reason, timezone.now()))


@click.command("reopen")
@click.argument("name", metavar="ID#OWN")
@_SEEN
def reopen(name: str, seen: int | None) -> None:
    """重新审一项：接受了的、不采用的，都回到待审。"""
    held = _item(name)
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import actions

    _said(name, actions.reopen(COMMAND, held.pk, seen or held.version, timezone.now()))


COMMANDS = (show, item, accept, refuse, reopen)


def fault_data(fault: LuodiError) -> dict[str, str]:
    """A fault as plain data: what, where, why, what to do."""
    return {"what": fault.what, "where": str(fault.place), "why": fault.why, "fix": fault.fix}


def _desk(key: str) -> Desk:
    from luodi.site.start import start

    start()
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import queries

    try:
        return queries.desk(COMMAND, key)
    except NotFound as error:
        raise NotFound(error.what, fix="luodi drafts list 列出审编台上的；luodi drafts begin ID 开始一份") from None


def _item(name: str) -> Item:
    """The item that `ID#OWN` names; NotFound with those that are there."""
    key, _sign, own = name.partition("#")
    if not own:
        raise DataError(
            f"“{name}”没有写是哪一项", fix=f"写成 {key or 'ID'}#编号；luodi drafts show {key or 'ID'} 列出各项"
        )
    held = _desk(key)
    found = held.items.select_related("desk").filter(own=own).first()
    if found is None:
        from difflib import get_close_matches

        every = list(held.items.values_list("own", flat=True))
        near = get_close_matches(own, every, 3, 0.3) or every[:3]
        hint = f"相近的有：{'、'.join(near)}；" if near else ""
        raise NotFound(f"{key} 里没有“{own}”这一项", fix=f"{hint}luodi drafts show {key} 列出全部")
    return found


def _asks(held: Item, text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    from luodi.service.drafts import fields

    asks: tuple[tuple[str, tuple[str, ...]], ...] = fields.of_text(held.kind, text).asks
    return asks


def _decided(held: Item, text: str, settled: bool) -> str:
    """The text without its questions when they are settled, as the ticked boxes of the page leave it; Problems names those that are left."""
    asks = _asks(held, text)
    if asks and settled:
        from dataclasses import replace

        from luodi.service.drafts import fields

        bare: str = replace(fields.of_text(held.kind, text), asks=()).text
        return bare
    if asks:
        fix = "对着原文核对；照这样定就加 --settled，要改就写 --text 文件并删去 to_decide"
        raise Problems([DataError(f"还没有定：{ask}", fix=fix) for ask, _about in asks])
    return text


def _sample(held: Item) -> str:
    """A case to fill in, when the item is a support that loads."""
    from django.utils import timezone

    from luodi.service.drafts import trying
    from luodi.service.drafts.actions.deciding import tried

    policy = tried(held, held.text, "").policy if held.kind == "support" else None
    support = policy.support(held.own) if policy else None
    if policy is None or support is None:
        return ""
    made: str = trying.skeleton(policy, support, timezone.localdate().replace(month=6, day=1))
    return made


def _said(name: str, made: Item) -> None:
    from luodi.service.drafts import queries
    from luodi.service.drafts.models import STATES

    left = queries.progress(made.desk).open
    following = queries.after(made.desk, made)
    click.echo(f"{name}　{STATES[made.state]}；还要审 {left} 项")
    if following is not None:
        click.echo(f"下一项：luodi drafts item {made.desk.key}#{following.own}")


def _head(held: Desk) -> None:
    from luodi.service.drafts import queries
    from luodi.service.drafts.models import OUTCOMES

    progress = queries.progress(held)
    out.print(f"{held.title}　{held.key}", markup=False)
    out.print(f"审了 {progress.decided}/{progress.total}，用了 {progress.minutes} 分钟", markup=False)
    newer = held.document.current if held.document else None
    if newer is not None and newer.pk != held.read_id:
        out.print(f"原文有了第 {newer.number} 版：luodi drafts refresh {held.key}", markup=False)
    last = held.proposals.order_by("-pk").first()
    if last is not None:
        number = f"第 {last.number} 版" if last.number else ""
        why = f"：{last.reason}" if last.reason else ""
        out.print(f"最近一次提请　{last.made_name}　{OUTCOMES[last.state]}{number}{why}", markup=False)


def _table(items: list[Item]) -> Table:
    from luodi.engine.core.money import yuan
    from luodi.service.drafts.models import KINDS, STATES

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("编号", "是什么", "条款", "短名与原文", "最大的数", "待定", "状态"):
        table.add_column(column, overflow="fold", justify="right" if column in {"最大的数", "待定"} else "left")
    for one in items:
        words = " ".join(one.words.split())
        shortened = words[:_LONGEST] + ("…" if len(words) > _LONGEST else "")
        table.add_row(
            escape(one.own), str(KINDS[one.kind]), escape(one.clause), f"{escape(one.label)}\n[bright_black]{escape(shortened)}[/]",
            yuan(one.worth) if one.worth else "—", str(one.asks), str(STATES[one.state]),
        )  # fmt: skip
    return table


def _print_item(held: Item, found: Tried) -> None:
    from luodi.service.drafts.models import KINDS, STATES

    out.print(f"{held.desk.key}#{held.own}　{KINDS[held.kind]}　{held.clause}　{STATES[held.state]}", markup=False)
    for heading, text in (
        ("不采用的理由", held.reason), ("原文", held.words), ("改以前的原文", held.words_before if held.state == "changed" else ""),
        ("新的初稿", held.drafted if held.state == "changed" and held.drafted != held.text else ""), ("写法", held.text), ("算例", held.cases),
    ):  # fmt: skip
        if text:
            out.print(f"\n[bold]{heading}[/]")
            out.print(text.rstrip(), markup=False)
    asks, faults = _asks(held, held.text), found.faults
    if asks:
        out.print("\n[bold]还要人定[/]")
    for ask, _about in asks:
        out.print(f"  {ask}", markup=False)
    passed = f"装得上，{len(found.results)} 个算例都符合" if found.results else "装得上，还没有算例"
    out.print(
        "\n[bold]检验[/]　" + (f"{len(faults)} 处不行" if faults else passed if held.kind == "support" else "装得上")
    )
    for fault in faults:
        out.print(f"  {fault}", markup=False)


def _desk_data(held: Desk) -> dict[str, Any]:
    from luodi.service.drafts import queries
    from luodi.service.drafts.data import desk_data

    progress, made = queries.progress(held), held.proposals.filter(state="published").first()
    newer = held.document.current if held.document else None
    return {
        **desk_data(held, progress, made),
        "newer": newer.number if newer is not None and newer.pk != held.read_id else None,
    }
