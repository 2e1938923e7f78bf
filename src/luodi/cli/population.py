"""`luodi population`: make synthetic enterprises, check a person's own table of enterprises."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luodi.cli.console import library, out, print_json
from luodi.cli.extras import tables_extra

if TYPE_CHECKING:
    from luodi.engine.population.check import Request
    from luodi.engine.population.findings import Findings, Heading
    from luodi.engine.population.headings import Wishes

_YEARS = re.compile(r"(\d{4})(?:\s*[-–—~至]\s*(\d{4}))?")
_ROWS = re.compile(r"(\d[\d_,]*)(万|亿)?")


@click.group("population", short_help="一批企业：生成合成的，检查自己的")
def population() -> None:
    """一批企业的数据：生成合成企业来试算，检查自己的企业表。"""


def _rows(_ctx: click.Context, _param: click.Parameter, value: str) -> int:
    match = _ROWS.fullmatch(value.strip())
    if not match:
        raise click.BadParameter(f"“{value}”不是企业数，写成 100000、10万 或 1_000_000")
    return int(re.sub(r"\D", "", match[1])) * {"万": 10_000, "亿": 100_000_000}.get(match[2], 1)


def _span(_ctx: click.Context, _param: click.Parameter, value: str) -> range:
    match = _YEARS.fullmatch(value.strip())
    if not match or int(match[2] or match[1]) < int(match[1]):
        raise click.BadParameter(f"“{value}”不是年份，写成 2019-2022 或 2021")
    return range(int(match[1]), int(match[2] or match[1]) + 1)


@population.command("make", short_help="生成合成企业")
@click.argument("rows", callback=_rows, metavar="N")
@click.option("--seed", type=int, default=1, show_default=True, help="种子：同一种子在任何机器上得到同样的值")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, metavar="DIR", help="写到这个文件夹")
@click.option(
    "--years", callback=_span, default="2019-2022", show_default=True, metavar="Y-Y", help="按年的事实给哪几年"
)
@click.option(
    "--policy", "policy_ids", multiple=True, metavar="ID", help="只生成这项政策用到的事实，可写几次；不写就是全部"
)
@click.option("--replace", is_flag=True, help="DIR 里已有东西时整个换掉")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：各文件的行数")
def make(
    rows: int, seed: int, folder: Path, years: range, policy_ids: tuple[str, ...], replace: bool, as_json: bool
) -> None:
    """生成 N 家合成企业及其项目、贷款、平台等，写成 DIR 里的 Parquet；只用于试算，与真实企业无关。

    \b
    luodi population make 10万 --seed 1 --out 合成企业
    luodi population make 1000000 --seed 7 --years 2020-2022 --out 合成企业
    """
    lib = library()
    policies = [lib.policy(own) for own in policy_ids] if policy_ids else lib.policies()
    with tables_extra("读写大表"):
        from luodi.engine.population.make import NOTE
        from luodi.engine.population.make import make as make_population
        from luodi.engine.population.recipe import recipe_for

        asked = recipe_for(policies, lib.vocabulary, rows, seed, years)
        with _progress("生成企业", rows) as told:
            made = make_population(asked, lib.vocabulary, folder, replace=replace, told=told)
    if as_json:
        print_json({"folder": str(folder), "files": dict(made.rows)})
        return
    others = "、".join(
        f"{file.partition('.')[0]} {count:,}" for file, count in made.rows.items() if not file.startswith("enterprise")
    )
    out.print(f"已写出 {folder}：合成企业 {rows:,} 家" + (f"；{others}" if others else ""), markup=False)
    out.print(NOTE, markup=False)


@population.command("check", short_help="检查自己的企业表，读成事实")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--for",
    "entity",
    default="enterprise",
    show_default=True,
    metavar="ENTITY",
    help="一行是什么：enterprise、project、loan ……",
)
@click.option("--sheet", metavar="NAME", help="工作表的名字；不写就是第一张")
@click.option("--header", type=click.IntRange(1), metavar="N", help="列名在第几行；不写就自己找")
@click.option(
    "--map", "mapped", multiple=True, metavar="列名=事实", help="说明一列是哪个事实；等号后空着就是不用这一列；可写几次"
)
@click.option("--unit", metavar="UNIT", help="列名里没有写单位的金额，按这个单位读：元、千元、万元、百万元、亿元")
@click.option("--year", type=click.IntRange(1949, 2100), metavar="Y", help="列名里没有写年份的按年事实，算哪一年")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="把读好的行写成 DIR 里的 Parquet，有错的行写成 CSV",
)
@click.option("--replace", is_flag=True, help="DIR 里已有这个文件时换掉")
@click.option("--add", is_flag=True, help="把读好的行续在 DIR 里已有的这个文件后面，如改好的 errors.csv")
@click.option("--errors", "shown", default=20, show_default=True, type=click.IntRange(0), help="列出前几条错误")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def check(
    file: Path, entity: str, sheet: str | None, header: int | None, mapped: tuple[str, ...], unit: str | None, year: int | None,
    folder: Path | None, replace: bool, add: bool, shown: int, as_json: bool,
) -> None:  # fmt: skip
    """检查 FILE（XLSX、CSV、Parquet）：每一列读作哪个事实、什么单位，哪些格不成立，为什么，怎么改。

    \b
    luodi population check 企业.xlsx
    luodi population check 企业.xlsx --unit 万元 --year 2021 --out 甲地企业
    luodi population check 贷款.csv --for loan --out 甲地企业
    luodi population check 甲地企业/enterprise.errors.csv --out 甲地企业 --add

    退出码：0 全部读好；1 有错误的行，或有要看一眼的列；2 文件不能用。
    """
    if folder is None and (replace or add):
        raise click.UsageError("--replace 与 --add 和 --out 一起用")
    with tables_extra("读写大表"):
        from luodi.engine.population.check import Request, as_data
        from luodi.engine.population.check import check as check_table

        request = Request(file, entity, sheet, header, _wishes(mapped, unit, year), folder, replace, add)
        with _progress("检查", 1000) as told:
            findings = check_table(request, library().vocabulary, told=lambda part: told(int(part * 1000)))
    if as_json:
        print_json(as_data(findings))
    else:
        _show(findings, request, shown)
    sys.exit(0 if findings.clean else 1)


def _wishes(mapped: tuple[str, ...], unit: str | None, year: int | None) -> Wishes:
    from luodi.engine.population.headings import Wishes
    from luodi.engine.population.numbers import units
    from luodi.engine.rules.tree import Type

    columns = {}
    for told in mapped:
        name, sign, fact = told.rpartition("=")
        if not sign or not name.strip():
            raise click.BadParameter(f"“{told}”要写成 列名=事实，如 营收=main_revenue", param_hint="--map")
        columns[name.strip()] = fact.strip()
    money = units(Type.MONEY)
    if unit is not None and unit not in money:
        raise click.BadParameter(f"没有单位“{unit}”，可用：{'、'.join(money)}", param_hint="--unit")
    return Wishes(columns, money[unit] if unit else None, year)


@contextmanager
def _progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal; nothing where the output is not one."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)


def _show(findings: Findings, request: Request, shown: int) -> None:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    out.print(f"{findings.file}　" + "；".join(findings.notes), markup=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for column, right in (
        ("列", False),
        ("读作", False),
        ("单位", False),
        ("有值", True),
        ("最小", True),
        ("最大", True),
        ("要看", False),
    ):
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    for heading in findings.headings:
        if heading.used or heading.problems:
            table.add_row(*(escape(cell) for cell in _line(heading, findings.read)))
    out.print(table, soft_wrap=False)
    unused = [f"{h.text}（{h.how}）" for h in findings.headings if not h.used and not h.problems and h.text]
    if unused:
        out.print(f"没有用的列：{'、'.join(unused)}", markup=False)
    for problem in findings.problems:
        out.print(f"要看：{problem}", markup=False)
    for error in findings.errors[:shown]:
        out.print(str(error), markup=False)
    total = sum(findings.kinds.values())
    if total > shown:
        kinds = "、".join(f"{what} {count}" for what, count in sorted(findings.kinds.items(), key=lambda k: -k[1])[:6])
        out.print(f"共 {total:,} 处错误：{kinds}", markup=False)
    blank = f"；空行 {findings.blank:,}" if findings.blank else ""
    made = f"；其中合成企业 {findings.synthetic:,}" if findings.synthetic else ""
    out.print(f"读 {findings.read:,} 行 = 合格 {findings.good:,} + 有错 {findings.wrong:,}{blank}{made}", markup=False)
    if request.out is not None:
        wrong = f"、{request.entity}.errors.csv（改好后加 --add 再检查）" if findings.wrong else ""
        out.print(f"已写出 {request.out}：{request.entity}.parquet、{request.entity}.report.json{wrong}", markup=False)


def _line(heading: Heading, read: int) -> tuple[str, ...]:
    """One column of the table, as it was read."""
    fact = heading.column.fact if heading.column else None
    year = f"，{heading.column.year} 年" if heading.column and heading.column.year else ""
    how = "" if heading.how in {"名称", "中文名", "编号"} else f"（{heading.how}）"
    taken = (
        f"{fact.label} {fact.name}{year}{how}"
        if fact
        else {"id": "编号", "enterprise_id": "所属企业"}.get(heading.role, "——")
    )
    unit = heading.unit.word if heading.unit else fact.type.label if fact else ""
    share = f"{heading.filled * 100 // read}%" if read else "——"
    problems = list(heading.problems)
    if heading.wrong:
        problems.insert(0, f"{heading.wrong} 格有错")
    if heading.told_unknown:
        problems.append(f"{heading.told_unknown} 格写着不知道，按没有填")
    return heading.text, taken, unit, share if heading.used else "", *_ends(heading), "；".join(problems)


def _ends(heading: Heading) -> tuple[str, str]:
    from luodi.engine.core.money import yuan
    from luodi.engine.population.check import shown
    from luodi.engine.rules.tree import Type

    money = heading.column is not None and heading.column.fact.type is Type.MONEY
    least, most = (
        yuan(v) if money and isinstance(v, Decimal) else shown(v) or "" for v in (heading.least, heading.most)
    )
    return least, most
