"""The command `luodi`: each verb is one module here, imported only when it is called.

A verb's module holds a click command of the same name; `VERBS` gives the module, the attribute and the one line that
`luodi --help` prints, so that asking for help imports no subject of the engine.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from luodi import __version__

VERBS: dict[str, tuple[str, str, str]] = {
    "check": ("luodi.cli.check", "check", "政策体检：一家企业在各项政策下能得什么、为什么、还差什么"),
    "explain": ("luodi.cli.explain", "explain", "一项支持的全部推理，逐步展开"),
    "ask": ("luodi.cli.ask", "ask", "还缺哪个事实最值钱"),
    "best": ("luodi.cli.best", "best", "最优组合：互斥、自选其一、共用上限之下申报哪几项，放弃了什么"),
    "next": ("luodi.cli.next_step", "next_step", "再差多少、能多得多少：只改一个事实的下一步"),
    "facts": ("luodi.cli.facts", "facts", "查事实：名称、单位、谁掌握"),
    "policies": ("luodi.cli.policies", "policies", "已编政策：列出、查看、检验、对原文核对、比较、新建"),
    "read": ("luodi.cli.read", "read", "读公文：标题、条款、责任单位、有效期，均带原文位置"),
    "extract": ("luodi.cli.extract", "extract", "从公文找出支持、目标、任务、有效期，每个数字都是原文的一段"),
    "review": ("luodi.cli.review", "review", "起草体检：矛盾、算不出、漏写的地方，各有理由和要问的问题"),
    "compare": ("luodi.cli.compare", "compare", "比对两份文件，数字差异在先"),
    "simulate": ("luodi.cli.simulate", "simulate", "对一批企业推演：每项支持要花多少、谁得益、改了会怎样"),
    "population": ("luodi.cli.population", "population", "一批企业：生成合成的，检查自己的表"),
    "import": ("luodi.cli.import_", "import_", "把公文导入网站的文件库：检索、阅读、版本、关系"),
    "serve": ("luodi.cli.serve", "serve", "启动网站：政策库、政策体检、接口"),
    "worker": ("luodi.cli.worker", "worker", "后台工作进程：做网站交下来的推演"),
    "backup": ("luodi.cli.backup", "backup", "备份网站的全部数据；检验一份备份"),
    "restore": ("luodi.cli.backup", "restore", "从备份恢复到一个空的数据文件夹或数据库"),
    "registry": ("luodi.cli.registry", "registry", "企业登记：表格导入，导出表格或事实文件"),
    "drafts": ("luodi.cli.drafts", "drafts", "审编台：开始、逐项审、提请，导出、导入政策文件夹"),
    "simulations": ("luodi.cli.simulations", "simulations", "网站上的推演：列出、发起、取消、导出、比较两次"),
    "consultations": (
        "luodi.cli.consultations",
        "consultations",
        "征求意见：发起、截止、审核、答复、公布，导出意见与答复",
    ),
    "targets": ("luodi.cli.goals", "targets", "目标并列：各地的指标、数、年份、责任单位"),
    "tasks": ("luodi.cli.goals", "tasks", "任务并列：各地谁牵头、谁配合、何时完成"),
    "everywhere": ("luodi.cli.everywhere", "everywhere", "一家企业假如登记在各地，各能得什么"),
    "search": ("luodi.cli.search", "search", "在一个文件夹的政策中查找字词，给出条款与位置"),
    "accounts": ("luodi.cli.accounts", "accounts", "人员：建第一个管理员，给岗位、撤岗位，重置密码"),
    "audit": ("luodi.cli.audit", "audit", "审计记录：校验整条链，列出改动"),
}


class Verbs(click.Group):
    """The group of verbs; a verb is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of `VERBS`."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command; None when there is no such verb."""
        if cmd_name not in VERBS:
            return None
        module, attribute, _ = VERBS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; an unknown one is answered with the nearest."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], VERBS, 1, 0.5)
            hint = f"是不是想写“{near[0]}”？" if near else "可用：" + "、".join(VERBS)
            ctx.fail(f"没有“{args[0]}”这个命令。{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs from the table, importing none of them."""
        with formatter.section("命令"):
            formatter.write_dl([(verb, line) for verb, (_, _, line) in VERBS.items()])


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="luodi %(version)s", help="显示版本")
def cli() -> None:
    """落地：把政策条文变成算得清、对得上、有出处的支持与任务。"""


def main() -> None:
    """Run the command; a refusal is printed without a traceback and ends with exit code 2."""
    from luodi.cli import own_words
    from luodi.engine.core.errors import LuodiError

    own_words.speak()
    try:
        cli()
    except LuodiError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
