"""`luodi policies …`: the encoded policies: list, show, check, verify, compare, side by side, new, sql."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from luodi.cli.check import parse_day
from luodi.cli.console import encoded, library, out, print_json
from luodi.cli.extras import tables_extra
from luodi.engine.core.errors import DataError, LuodiError, NotFound, Problems, each
from luodi.engine.rules.model import Policy


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def policies() -> None:
    """已编政策：列出、查看、检验、对原文核对、比较、并列、新建、写成 SQL。"""


@policies.command("check")
@click.argument("policy_ids", nargs=-1, metavar="[ID]…")
@click.option("-v", "--verbose", is_flag=True, help="逐个列出算例")
def check(policy_ids: tuple[str, ...], verbose: bool) -> None:
    """装载政策并跑它的算例；不写 ID 就检验全部。"""
    from luodi.engine.library.cases import load_cases, run_case, uncovered

    lib = library()
    findings = 0
    for policy_id in policy_ids or encoded():
        try:
            policy = lib.policy(policy_id)
            cases = load_cases(lib, policy)
        except (Problems, LuodiError) as error:
            problems = each(error)
            findings += len(problems)
            out.print(f"[red]✗[/] {escape(policy_id)}：{len(problems)} 处装载错误")
            for problem in problems:
                out.print(f"  {problem}", markup=False)
            continue
        results = [run_case(lib, policy, case) for case in cases]
        failed = [r for r in results if r.findings]
        missing = uncovered(policy, cases)
        findings += len(failed) + len(missing)
        mark = "[red]✗[/]" if failed or missing else "[green]✓[/]"
        out.print(
            f"{mark} {policy_id}：{len(policy.supports)} 项支持，{_plan(policy)}{len(cases)} 个算例，{len(failed)} 个不符"
        )
        for result in results:
            if verbose and not result.findings:
                out.print(f"  [green]✓[/] {escape(result.case.name)}")
            for finding in result.findings:
                out.print(f"  {finding}", markup=False)
        for support in missing:
            out.print(f"  {support} 没有算例", markup=False)
        _undecided(policy)
        questions = [(s.id, q) for s in policy.supports for q in s.open_questions if not q.undecided]
        if questions:
            out.print(f"  原文没有说清 {len(questions)} 处" + ("：" if verbose else "（-v 列出）"))
        for support, question in questions if verbose else []:
            assumed = "，".join(f"{k}={v}" for k, v in question.assume)
            out.print(f"    {support} {question.ask}" + (f"（假定 {assumed}）" if assumed else ""), markup=False)
    sys.exit(1 if findings else 0)


def _plan(policy: Policy) -> str:
    """Say how many targets and tasks there are, where there are any."""
    counted = ((len(policy.targets), "个目标"), (len(policy.tasks), "项任务"))
    return "".join(f"{count} {word}，" for count, word in counted if count)


def _undecided(policy: Policy) -> None:
    """List what a draft leaves to a person."""
    asked = [("全文", q.ask) for q in policy.open_questions if q.undecided]
    asked += [(s.id, q.ask) for s in policy.supports for q in s.open_questions if q.undecided]
    asked += [(target.id, ask) for target in policy.targets for ask in target.undecided]
    asked += [(task.id, ask) for task in policy.tasks for ask in task.undecided]
    if asked:
        out.print(f"  [yellow]待定 {len(asked)} 处[/]：定下之后删去 to_decide，全部定下才能写 status: reviewed")
    wide = max((len(where) for where, _ in asked), default=0)
    for where, ask in asked:
        out.print(f"    {where:<{max(wide, 8)}} {ask}", markup=False)


@policies.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def list_policies(as_json: bool) -> None:
    """列出已编政策：名称、地区、有效期、支持数。"""
    lib = library()
    rows = [lib.policy(policy_id) for policy_id in encoded()]
    if as_json:
        data = [
            {"id": p.id, "title": p.title, "region": p.region, "from": str(p.validity.start), "until": str(p.validity.end),
             "supports": len(p.supports), "draft": p.draft}
            for p in rows
        ]  # fmt: skip
        print_json(data)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for column, ratio in (("政策", 5), ("地区", 2), ("有效期", 3), ("支持", 1)):
        table.add_column(column, ratio=ratio, overflow="fold", justify="right" if column == "支持" else "left")
    for p in rows:
        name = escape(p.title) + ("（草稿）" if p.draft else "")
        span = f"{p.validity.start} 起\n{p.validity.end} 止"
        table.add_row(
            f"{name}\n[bright_black]{p.id}[/]", lib.vocabulary.regions.name(p.region), span, str(len(p.supports))
        )
    out.print(table, soft_wrap=False)


@policies.command("show")
@click.argument("policy_id", metavar="ID")
def show_policy(policy_id: str) -> None:
    """一项政策的全部支持：条件、金额、申报；ID 可以带 #条款，只看一项。"""
    from luodi.cli.policy_text import policy_lines, support_lines

    lib = library()
    if "#" in policy_id:
        support = lib.support(policy_id)
        lines = support_lines(support, lib.policy(support.policy), lib.vocabulary)
    else:
        lines = policy_lines(lib.policy(policy_id), lib.vocabulary)
    for line in lines:
        out.print(line, markup=False)


@policies.command("verify")
@click.argument("policy_ids", nargs=-1, metavar="[ID]…")
@click.option(
    "--documents",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="你自己的文件副本，文件名同政策 id",
)
def verify_policies(policy_ids: tuple[str, ...], documents: Path) -> None:
    """对原文核对：每个引用的条款都在、每个数字都站得住、条款里没有漏掉的数字。"""
    from luodi.engine.library.verify import find_document, verify

    lib = library()
    if not documents.is_dir():
        raise NotFound(f"没有文件夹 {documents}", fix="--documents 写放文件的文件夹")
    total, absent = 0, list[NotFound]()
    for policy_id in policy_ids or encoded():
        policy = lib.policy(policy_id)
        try:
            document = find_document(documents, policy_id)
        except NotFound as error:  # the others can still be verified
            absent.append(error)
            out.print(f"[red]✗[/] {policy_id}：{escape(error.what)}")
            continue
        result = verify(policy, document)
        total += len(result.findings)
        mark = "[red]✗[/]" if result.findings else "[green]✓[/]"
        out.print(
            f"{mark} {policy_id}：条款 {result.clauses} 处、数字 {result.figures} 个在原文里，"
            f"原文数字 {result.explained} 个有着落，{len(result.findings)} 处不符"
        )
        for finding in result.findings:
            out.print(f"  {finding}", markup=False)
    if absent:
        out.print(f"{len(absent)} 项没有原文可核对：{absent[0].why}；{absent[0].fix}", markup=False)
    sys.exit(1 if total or absent else 0)


@policies.command("compare")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def compare_policies(first: str, second: str, as_json: bool) -> None:
    """比较两项政策：有实施关系的逐项对照（金额的性质、数字、条件），其余按方式并列。"""
    from luodi.cli.comparison import show
    from luodi.engine.library.compare import compare

    lib = library()
    result = compare(lib.policy(first), lib.policy(second))
    if as_json:
        data = {
            "a": first,
            "b": second,
            "pairs": [
                {"a": p.general.path, "b": p.specific.path, "differences": [{"what": d.what, "a": d.first, "b": d.second} for d in p.differences]}
                for p in result.pairs
            ],
            "only_a": [s.path for s in result.only_first],
            "only_b": [s.path for s in result.only_second],
        }  # fmt: skip
        print_json(data)
    else:
        show(result, lib.vocabulary, out)


@policies.command("side-by-side")
@click.option(
    "--theme",
    default="",
    metavar="T",
    help="主题：algorithms、platforms、computing、scenarios、people、finance、space、industry、exchange",
)
@click.option("--instrument", default="", metavar="I", help="方式：grant、reward、interest、rent、equity 等")
@click.option(
    "--on", callback=parse_day, metavar="DATE", help="哪一天的数与有效期；不写就按最后一次写明的数，不看有效期"
)
@click.option("--in-force", is_flag=True, help="只看那一天确知有效的（要写 --on）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def side_by_side(theme: str, instrument: str, on: date | None, in_force: bool, as_json: bool) -> None:
    """各地的支持按主题或方式并列：性质、单项最高、比例、条款。

    \b
    luodi policies side-by-side --theme computing
    luodi policies side-by-side --instrument rent --on 2021-06-01 --json
    """
    from luodi.cli.side_by_side import print_side_by_side
    from luodi.engine.library.side_by_side import Shelf, entry_data

    if in_force and on is None:
        raise DataError("--in-force 要知道是哪一天", fix="加上 --on 2021-06-01")
    lib = library()
    encoded()
    entries = Shelf(lib, on or date.max).choose(theme=theme, instrument=instrument, in_force=in_force)
    if as_json:
        data = [{**entry_data(one), "in_force": one.in_force if on else None} for one in entries]
        print_json(data)
    else:
        print_side_by_side(entries, lib.vocabulary, out, dated=on is not None)


@policies.command("new")
@click.argument("policy_id", metavar="ID")
@click.option("--title", default="", help="政策名称")
@click.option("--region", default="", metavar="CODE", help="GB/T 2260 六位代码")
@click.option(
    "--from", "source", type=click.Path(path_type=Path), metavar="FILE",
    help="从这份文件起草：读出支持、数字、责任单位、有效期，要人定的列为待定；再运行一次只动原文改过的",
)  # fmt: skip
def new_policy(policy_id: str, title: str, region: str, source: Path | None) -> None:
    """新建一个政策文件夹：policy.yaml 与 cases.yaml 的骨架（草稿），已有文件不会覆盖；--from 从文件起草。"""
    from luodi.engine.library.new import new

    if source is not None:
        _draft(policy_id, source, region)
        return
    folder = new(library(), policy_id, title, region)
    out.print(
        f"已写出 {folder}/policy.yaml 与 cases.yaml；按 docs/reference/policy-format.md 填写，再运行", markup=False
    )
    out.print(f"  luodi policies check {policy_id}", markup=False)


_WHAT = {
    "kept": "未动",
    "rewritten": "随原文重写",
    "asked": "原文改了，人改过的没有动，列为待定",
    "added": "新起草",
    "gone": "原文里已没有，列为待定",
}


def _draft(policy_id: str, source: Path, region: str) -> None:
    from luodi.engine.documents import read as read_document
    from luodi.engine.extraction.extract import extract
    from luodi.engine.library.draft import draft

    document = read_document(source, region=region)
    drafted = draft(library(), policy_id, document, extract(document), region)
    out.print(f"{'已起草' if drafted.created else '已更新'} {drafted.folder}/policy.yaml", markup=False)
    for what, said in _WHAT.items():
        ids = [change.id for change in drafted.changes if change.what == what]
        if ids:
            out.print(f"  {said} {len(ids)} 项：{'、'.join(ids[:12])}{' 等' if len(ids) > 12 else ''}", markup=False)
    out.print(f"再运行 luodi policies check {policy_id} 看待定的事", markup=False)


@policies.command("sql")
@click.argument("policy_ids", nargs=-1, metavar="[ID]…")
@click.option("--dialect", default="duckdb", show_default=True, metavar="NAME",
              help="哪种数据库：duckdb、postgres、sqlite、spark、clickhouse、trino")  # fmt: skip
@click.option("--on", callback=parse_day, required=True, metavar="DATE", help="问题日，如 2021-06-01")
@click.option("--tables", "what", flag_value="tables", help="不要查询，要建表语句：读哪些表、哪些列")
@click.option("--cells", "what", flag_value="cells", help="不要查询，要查错的查询：哪些表的哪些列有不能用的格")
@click.option("--without", multiple=True, metavar="TABLE", help="没有这张表（谁都没有告诉），可写几次")
@click.option(
    "--told",
    multiple=True,
    metavar="TABLE",
    help="这张表只告诉了一部分企业，由 enterprise 的 TABLE_told 列说明，可写几次",
)
@click.option("--in-force", is_flag=True, help="原文推不出有效期的政策，按有效计")
@click.option("--rejected", is_flag=True, help="不符合的也各占一行")
@click.option(
    "--outputs",
    type=click.IntRange(3),
    default=600,
    show_default=True,
    metavar="N",
    help="一句至多几个结果（每项支持三个）",
)
@click.option("--out", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="写进文件")
def sql_of_policies(
    policy_ids: tuple[str, ...], dialect: str, on: date, what: str | None, without: tuple[str, ...], told: tuple[str, ...],
    in_force: bool, rejected: bool, outputs: int, file: Path | None,
) -> None:  # fmt: skip
    """把政策写成 SQL，在自己的数据库里算每一家企业；不写 ID 就是全部。写不成的列在标准错误里。

    \b
    luodi policies sql --dialect postgres --on 2021-06-01 --tables
    luodi policies sql zhejiang/hangzhou/ai-zone-policy --dialect postgres --on 2021-06-01 --out 查询.sql
    """
    with tables_extra("写 SQL "):
        from luodi.cli.policy_sql import print_sql
    lib = library()
    chosen = [lib.policy(policy_id) for policy_id in dict.fromkeys(policy_ids or encoded())]
    print_sql(
        chosen, dialect, on, what or "queries", without=without, told=told, in_force=in_force, rejected=rejected,
        outputs=outputs, file=file,
    )  # fmt: skip
