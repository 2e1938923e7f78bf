"""May this one do that? The table role × action × object of `rights.yaml`, and nothing besides it.

>>> may(VISITOR, "document.view"), may(VISITOR, "document.import")
(True, False)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import yaml

from luodi.engine.core.errors import Refused
from luodi.engine.core.regions import Regions
from luodi.service.audit.actor import Actor

ROLES: Mapping[str, str] = {
    "visitor": "访客", "person": "登录的人", "enterprise": "企业用户", "adviser": "顾问", "officer": "政策员", "reviewer": "复核员",
    "finance": "财务", "auditor": "审计员", "administrator": "管理员",
}  # fmt: skip
#: The roles that a post can give; the others follow from signing in and from authorisations.
STAFF = ("officer", "reviewer", "finance", "auditor", "administrator")
OVER: Mapping[str, str] = {
    "any": "全部",
    "region": "本地区",
    "own": "所代表的企业",
    "managed": "所主管授权的企业",
    "self": "本人",
}

_REGIONS = Regions({})  # what lies within what follows from the codes alone
Table = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Held:
    """A post: a role over a region (empty: everywhere) in a unit."""

    role: str
    region: str
    unit: str


@dataclass(frozen=True)
class Acting(Actor):
    """An actor with what rights depend on. `scopes` limits a token to some actions; None means no such limit."""

    person: int | None = None
    posts: tuple[Held, ...] = ()
    organisations: Mapping[int, str] = field(default_factory=dict)  # organisation → enterprise or adviser
    scopes: frozenset[str] | None = None
    manages: frozenset[int] = frozenset()  # organisations for which this one may authorise others
    chosen: int | None = None  # the organisation this one acts for just now, of those in `organisations`

    @property
    def roles(self) -> frozenset[str]:
        """Every role held, over whatever it may be."""
        own = {"visitor"} | ({"person"} if self.person is not None else set())
        return frozenset(own | {post.role for post in self.posts} | set(self.organisations.values()))

    def may(self, right: str, over: Over | None = None) -> bool:
        """As `rights.may`; for templates, and for the layers below this one."""
        return may(self, right, over or NOTHING)

    def regions(self, right: str) -> tuple[str, ...] | None:
        """The regions over which a post gives a right, for questions to a database: None for everywhere, () for nowhere."""
        kind, _, action = right.partition(".")
        rules = table()[kind][action]
        if self.scopes is not None and right not in self.scopes:
            return ()
        held = {("" if rules[post.role] == "any" else post.region) for post in self.posts if post.role in rules}
        return None if "" in held or rules.get("visitor") == "any" else tuple(sorted(held))

    def everywhere_or(self, right: str) -> tuple[str, ...] | None:
        """As `regions`, Refused when it would be nowhere."""
        found = self.regions(right)
        if found == ():
            refuse(self, right)
        return found


@dataclass(frozen=True)
class Over:
    """What an object belongs to: a person, an organisation, a region (a code of GB/T 2260). What is not told does not match."""

    person: int | None = None
    organisation: int | None = None
    region: str = ""


VISITOR = Acting("visitor", "访客")
COMMAND = Acting(
    "command",
    "本机命令",
    posts=(Held("administrator", "", "本机"), Held("auditor", "", "本机"), Held("officer", "", "本机")),
)
NOTHING = Over()


@lru_cache(maxsize=1)
def table() -> Table:
    """The table of rights: object → action → role → over what."""
    held: Table = yaml.safe_load((Path(__file__).with_name("rights.yaml")).read_text("utf-8"))
    return held


def may(acting: Acting, right: str, over: Over = NOTHING) -> bool:
    """Whether somebody may do `right` (`object.action`) over what an object belongs to; KeyError for a right that is none."""
    kind, _, action = right.partition(".")
    rules = table()[kind][action]
    if acting.scopes is not None and right not in acting.scopes:
        return False
    return any(_holds(acting, role, rule, over) for role, rule in rules.items())


def require(acting: Acting, right: str, over: Over = NOTHING) -> None:
    """Refused unless `may`."""
    if not may(acting, right, over):
        refuse(acting, right)


def refuse(acting: Acting, right: str) -> NoReturn:
    """Say who may; the words tell nothing of the object, so that guessing its id teaches nothing."""
    from django.utils.translation import gettext as _  # the table itself is read where there is no Django

    kind, _dot, action = right.partition(".")
    what = _("没有这项权限")
    if acting.scopes is not None and right not in acting.scopes:
        raise Refused(
            what,
            why=_("这个密钥的范围里没有 %(right)s") % {"right": right},
            fix=_("在“我的账户”里另建一个含这一项的密钥"),
        )
    if acting.person is None and acting.id == VISITOR.id:
        raise Refused(what, why=_("还没有登录"), fix=_("先登录"))
    names = _("、").join(_(ROLES[role]) for role in table()[kind][action])
    raise Refused(
        what, why=_("这件事由%(names)s在各自范围内做") % {"names": names}, fix=_("请管理员、企业的授权人给你相应的权限")
    )


def _holds(acting: Acting, role: str, rule: str, over: Over) -> bool:
    if role == "visitor":
        return True
    if role == "person":
        return acting.person is not None and (rule == "any" or over.person == acting.person)
    if rule == "managed":
        return over.organisation in acting.manages and acting.organisations.get(over.organisation or 0) == role
    if role in {"enterprise", "adviser"}:
        return over.organisation is not None and acting.organisations.get(over.organisation) == role
    posts = [post for post in acting.posts if post.role == role]
    return any(rule == "any" or _within(over.region, post.region) for post in posts)


def _within(region: str, held: str) -> bool:
    """Whether a region lies in that of a post; an object without a region is only in a post that has none."""
    return held == "" or (region != "" and _REGIONS.within(region, held))
