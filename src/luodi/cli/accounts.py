"""`luodi accounts`: the first administrator, posts, passwords, from the machine itself."""

from __future__ import annotations

import sys
from typing import Any

import click

from luodi.cli.console import out
from luodi.engine.core.errors import NotFound


@click.group("accounts", short_help="人员：建第一个管理员，给岗位、撤岗位，重置密码")
def accounts() -> None:
    """网站的人员与岗位。能在本机运行命令的人就是管理员，所以这里不问密码；每次改动都进审计记录。"""


@accounts.command("create")
@click.argument("login", metavar="LOGIN")
@click.option("--name", required=True, help="姓名")
@click.option("--administrator", is_flag=True, help="同时给全部地区的管理员岗位")
@click.option("--unit", default="平台", show_default=True, help="管理员岗位所在的单位")
def create(login: str, name: str, administrator: bool, unit: str) -> None:
    """建一个人员，打印一次性密码；第一次登录要先换掉它。

    \b
    luodi accounts create admin --name 王晓 --administrator
    """
    _start()
    from django.db import transaction
    from django.utils.timezone import now

    from luodi.service.accounts.actions import people, posts
    from luodi.service.accounts.rights import COMMAND

    with transaction.atomic():
        made, password = people.create(COMMAND, login, people.Details(name), now())
        if administrator:
            posts.grant(COMMAND, made.pk, "administrator", unit, "", now())
    click.echo(f"已建 {made.login}（{made.name}）{'，管理员' if administrator else ''}")
    _password(password)


@accounts.command("list")
@click.argument("words", required=False, default="", metavar="[WORDS]")
@click.option("--staff", is_flag=True, help="只列有岗位的")
def listed(words: str, staff: bool) -> None:
    """列出人员和岗位；岗位前面的数字用来撤销。没有就退出码 1。"""
    _start()
    from django.utils.timezone import localdate
    from rich.table import Table

    from luodi.service.accounts import queries
    from luodi.service.accounts.rights import COMMAND

    found = list(queries.people(COMMAND, words, staff=staff))
    table = Table(box=None, pad_edge=False)
    for head in ("登录名", "姓名", "状态", "岗位"):
        table.add_column(head, overflow="fold")
    for one in found:
        state = "停用" if not one.is_active else "一次性密码" if one.must_change else "正常"
        table.add_row(one.login, one.name, state, "\n".join(_post(post) for post in queries.posts(one, localdate())))
    if found:
        out.print(table)
    else:
        click.echo("没有这样的人", err=True)
        sys.exit(1)


@accounts.command("give")
@click.argument("login", metavar="LOGIN")
@click.argument("role", metavar="ROLE")
@click.option("--unit", required=True, help="任职的单位")
@click.option("--region", default="", metavar="CODE", help="六位地区代码，含其下级；不写就是全部地区")
def give(login: str, role: str, unit: str, region: str) -> None:
    """给岗位：ROLE 是 officer 政策员、reviewer 复核员、finance 财务、auditor 审计员、administrator 管理员。

    \b
    luodi accounts give lin officer --unit 市经信局 --region 510100
    """
    _start()
    from django.utils.timezone import now

    from luodi.service.accounts.actions import posts
    from luodi.service.accounts.rights import COMMAND

    made = posts.grant(COMMAND, _person(login).pk, role, unit, region, now())
    click.echo(f"{login}：{_post(made)}")


@accounts.command("revoke")
@click.argument("post", type=click.IntRange(1), metavar="POST")
@click.option("--reason", required=True, help="为什么；留在审计记录里")
def revoke(post: int, reason: str) -> None:
    """撤销岗位，立即生效；POST 是 luodi accounts list 里岗位前面的数字。"""
    _start()
    from django.utils.timezone import now

    from luodi.service.accounts.actions import posts
    from luodi.service.accounts.rights import COMMAND

    posts.revoke(COMMAND, post, reason, now())
    click.echo(f"岗位 {post} 已撤销")


@accounts.command("reset")
@click.argument("login", metavar="LOGIN")
@click.option("--reason", required=True, help="为什么；留在审计记录里")
def reset(login: str, reason: str) -> None:
    """重置密码，打印一次性密码；同时关掉第二步验证，结束全部登录，撤销全部接口密钥。"""
    _start()
    from luodi.service.accounts.actions import people
    from luodi.service.accounts.rights import COMMAND

    _password(people.reset_password(COMMAND, _person(login).pk, reason))


def _start() -> None:
    from luodi.site.start import start

    start()


def _person(login: str) -> Any:
    from luodi.service.accounts.models import Person

    found = Person.objects.filter(login=login.casefold()).first()
    if found is None:
        raise NotFound(f"没有登录名为“{login}”的人", fix="luodi accounts list 列出全部人员")
    return found


def _post(post: Any) -> str:
    from luodi.service.accounts.regions import name
    from luodi.service.accounts.rights import ROLES

    return f"{post.pk} {ROLES[post.role]} {post.unit} {name(post.region)}"


def _password(password: str) -> None:
    click.echo(f"一次性密码（只打印这一次）：{password}")
