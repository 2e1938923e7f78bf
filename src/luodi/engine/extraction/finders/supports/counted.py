"""Say what one sum is counted for: a project, an enterprise, a person, … and whether it is a yearly limit.

The text says it in one of these ways, the nearest first: 150元/人/期, 单个企业…最高, 每认定1家, 给予提供方…, 国家级企业、产品分别给予,
对…的企业给予, 按项目投入的…给予. Where it says nothing, nothing is said.
"""

from __future__ import annotations

import re

from luodi.engine.extraction.finders.supports import words
from luodi.engine.extraction.finders.supports.pieces import Piece
from luodi.engine.extraction.model import Figure

#: The nouns; those that contain another come first.
_NOUNS: tuple[tuple[str, str], ...] = (
    ("project", r"(?:项目|场景)(?:建设|承担|实施|申报|牵头|依托)(?:主体|单位|企业)|多项目晶圆"),
    (
        "platform",
        r"平台(?:建设|运营|承担|依托)(?:主体|单位|企业)|企业(?:技术中心|重点实验室|工程中心|研发设计平台|研究中心)"
        r"|[^，。；、]{0,4}实验室|(?:研究|技术|创新|工程|算力|服务|计算)中心|平台",
    ),
    ("enterprise", r"[^，。；、]{2,12}所在(?:企业|单位)"),
    ("team", r"人才团队|创新创业团队|科研团队|团队"),
    ("person", r"人才|专家|院士|获得者|个人|博士后?|硕士|毕业生|高管|领军人物|人员"),
    ("incubator", r"孵化器|孵化载体|众创空间|加速器"),
    ("school", r"高校(?!院所)|高等院校|学校|学院|职业院校"),
    ("park", r"园区|小镇|集聚区|产业园|功能区"),
    ("base", r"基地"),
    ("activity", r"活动|展会|论坛|大赛|赛事|峰会|会议|竞赛|展览"),
    ("loan", r"贷款"),
    ("item", r"标准(?!条件|厂房|化)|专利|产品|软件(?!和|企业|服务)|基站|首台套|证书|模型|算法"),
    ("project", r"项目|课题|工程(?!技术|师)|示范场景|应用场景|场景|解决方案|专项"),
    ("institution", r"研究院|科研院所|研发机构|科研机构|院所"),
    ("organisation", r"协会|联盟|企事业单位|单位|主体|组织|交易中心"),
    ("enterprise", r"企业|公司|供应商|服务商|总部|厂商|运营商"),
    ("institution", r"机构"),
)  # fmt: skip
_NOUN = re.compile("|".join(f"(?P<n{place}>{pattern})" for place, (_, pattern) in enumerate(_NOUNS)))
_SLASH = re.compile(
    r"[/／每]?(?P<what>人|家|户|平方米|项目|台|件|个|场|次|课时|年)(?:[/／·](?P<time>期|年|月|次|日|天|人))?"
)
_SLASHED = {"人": "person", "家": "enterprise", "户": "enterprise", "项目": "project", "平方米": "square_metre"}
_EACH = re.compile(
    r"(?:单个|每个|每一|单家|单一|同一|单项|单户|每家|每户|每名|每位|每人|每项|每件|每台|每证|每)([^，。；最给]{0,14})(?:给予|可?获|补[助贴]|奖励|支持|资助)?$"
)
_EACH_WORD = {"每家": "enterprise", "每户": "enterprise", "每人": "person", "每名": "person", "每位": "person", "每证": "item", "每件": "item", "每台": "item",
              "单家": "enterprise", "单户": "enterprise"}  # fmt: skip
_YEARLY = re.compile(r"每年|年度(?!交易|收入|营业|个人|研发|投入|销售|实际|[^，。；]{0,4}额)|当年(?!度?投)")
_GIVEN = re.compile(r"(?:给予|奖励|补助|资助|补贴)([^，。；]{2,20})$")
_EVERY_ONE = re.compile(r"每[^，。；]{0,10}1?[一1](家|个|名|项|件)")
_EVERY_COUNTS = {"家": "enterprise", "名": "person", "项": "project", "件": "item"}
_HELD = re.compile(r"(?:举办|主办|承办|组织开展|开展)[^，。；]{0,24}(?:活动|展会|论坛|大赛|赛事|峰会|会议)")
_BASE = re.compile(r"(?:按照?|根据|不超过|不高于)(?:其|该)?([^，。；]{2,20}?)(?:的|投入|总|实际|建设|服务|成本|[0-9])")
_SUM_BEGINS = re.compile("给予|予以|按照?(?!规定|要求)|最高|分别|根据|不超过|一次性|每年|奖励|可通过")
_CLAUSE = re.compile("[，,；;。：:]")
_ENDS = re.compile(r"(?:[（(][^（）()]*[）)]|等|类|方)*$")


def counted_for(piece: Piece, first: Piece, figure: Figure) -> str | None:
    """Return the entity, with `_year` when the sum is a yearly one; None where the text does not say."""
    head = piece.before(figure.quantity)
    segment = re.split("[，,；;。：:]", head)[-1]
    tail = piece.text[figure.span.end - piece.start :]
    slashed = _SLASH.match(tail) if tail[:1] in {"/", "／"} else None
    if slashed:
        return _SLASHED.get(slashed["what"], "item") + {"期": "_term", "年": "_year", "月": "_month"}.get(
            slashed["time"] or "", ""
        )
    entity = _named(head, segment, figure) or _addressed(head) or _ended(head)
    if entity is None and piece is not first:
        entity = _addressed(first.text)
    entity = entity or _based(segment)
    yearly = bool(_YEARLY.search(segment)) and figure.role != "floor"
    monthly = "每月" in segment
    return entity + ("_month" if monthly else "_year" if yearly else "") if entity else None


def _named(head: str, segment: str, figure: Figure) -> str | None:
    """The words right before the number say it: 单个企业, 每个基站, 给予每证, 给予企业."""
    each = _EACH.search(segment)
    if each:
        found = entity(each[1], first=True) or _EACH_WORD.get(each[0][:2])
        if found:
            return found
    every = _EVERY_ONE.search(head)
    if every and every[1] in _EVERY_COUNTS:
        return _EVERY_COUNTS[every[1]]
    if figure.when and (found := entity(figure.when, first=False)):
        return found
    given = _GIVEN.search(segment)
    return entity(given[1], first=True) if given else None


def _addressed(head: str) -> str | None:
    """The one who is addressed: the noun that ends 对…企业, else the first noun of it."""
    stop = len(head)
    for mark in reversed(list(words.ADDRESSED.finditer(head))):
        if not head.startswith("其", mark.end()):
            said = _SUM_BEGINS.split(head[mark.end() : stop])[0]
            found = "activity" if _HELD.search(said) else _ended(said) or entity(said, first=True)
            if found:
                return found
        stop = mark.start()
    return None


def _ended(said: str) -> str | None:
    """The noun that ends a clause of it, the last clause first: 实施…协同创新项目，开展联合攻关 is a project."""
    for part in reversed(_CLAUSE.split(said)):
        ended = _ENDS.sub("", part)
        nouns = list(_NOUN.finditer(ended))
        if nouns and nouns[-1].end() == len(ended):
            return _name(nouns[-1])
    return None


def _based(segment: str) -> str | None:
    base = _BASE.search(segment)
    return entity(base[1], first=True) if base else None


def entity(text: str, *, first: bool) -> str | None:
    """Return the entity whose noun stands first, or last, in a text."""
    nouns = list(_NOUN.finditer(text))
    return _name(nouns[0 if first else -1]) if nouns else None


def _name(noun: re.Match[str]) -> str:
    return _NOUNS[int((noun.lastgroup or "n0")[1:])][0]
