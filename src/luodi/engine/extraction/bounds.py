"""The words around a number that bound it: 最高, 不超过, 以上, 左右, 近, 突破, …

Longest first, because 不超过 contains 超过. 以上 and 不低于 include the number, 超过 and 低于 do not; 以下 excludes unless 及 or 含
stands before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luodi.engine.extraction.model import Bound

#: What may stand between the bound word and the number.
_LINK = (
    r"(?:可|再|将|还|能|均|各|贴息|减免|一次性|每年|年度|每家|每个|给予|予以|发放|补助|补贴|奖励|奖补|支持|资助|扶持|配套|获得?|可?达到?|接近|为|按|按照|人民币|的|"
    r"(?:单个)?(?:企业|项目|单位|平台|机构)|累计|合计|额度?|金额|限额){0,4}"
)
_BEFORE_WORDS: tuple[tuple[Bound, str], ...] = (
    (
        "at_most",
        r"最[高长](?:可|限额|额度|金额)?(?:不(?:得)?(?:超过|高于|大于|多于|超))?|不(?:得|应|能)?(?:超过|高于|大于|多于|超出|超)"
        r"|至多|最多|上限(?:为|是)?|封顶|控制在",
    ),
    ("at_least", r"不(?:得|应|能)?(?:低于|少于|小于|短于)|至少|最低|最少|最短|下限(?:为|是)?"),
    ("more_than", r"超过|突破|大于|高于|多于|超出|(?<![高赶])超(?!算)|逾|(?<=[力已将并])破"),
    ("less_than", r"低于|不足|少于|小于|未满|不满|不到|没有"),
    ("about", r"大约|(?<![签合违节])约|大概|接近|(?<![最附临新])近|将近|上下"),
)  # fmt: skip
_BEFORE = re.compile(
    "(?:" + "|".join(f"(?P<{bound}>{words})" for bound, words in _BEFORE_WORDS) + rf")(?P<link>{_LINK})$"
)
#: 不超过项目总投资20%: the base stands between the word and the share.
_FAR = re.compile(r"(?:不(?:得)?(?:超过|高于|多于)|(?<=最高)按照?)[^，。；、：:,;0-9%]{1,24}$")
_FAR_LEAST = re.compile(r"不(?:得)?(?:低于|少于)[^，。；、：:,;0-9%]{1,24}$")
_FAR_MORE = re.compile(r"(?<!不)(?:超过|高于|大于)[^，。；、：:,;0-9%]{1,16}$")
_AFTER = re.compile(
    r"(?P<with>[（(]含(?:本数)?[）)]|[（(]含[0-9.]+[万亿千]*[元家个项%][）)])?"
    r"(?:(?P<at_least>[及或]?以上|起(?![诉草点步])|(?:的)?及以上)|(?P<at_most>(?:[及或]以下)|以[内里]|之内)|(?P<less_than>以下)|(?P<about>左右|上下|以?来)|(?P<inside>内))"
)
#: 上百家, 上千人; not 以上百强 or 网上百.
_HUNDREDS = re.compile(r"(?<![以之网线路马])上[百千]$")
_CUE = re.compile(
    r"(?:力争|争取|累计|合计)?(?:达到|达|到|实现|完成|突破|增长|提高到?|提升到?|降低|每|满|连续|未来|今后|近|第|前|新增)$"
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The run of the text with the bound words, the bound, and the word that leads to the number."""

    start: int
    end: int
    bound: Bound = "exact"
    cue: str = ""


def bounds_of(text: str, start: int, end: int, kind: str) -> Bounds:
    """Return the bound of the number at `text[start:end]`."""
    head = text[max(0, start - 40) : start]
    before = None if kind == "year" else _BEFORE.search(head)
    if before and kind == "duration" and before[0].startswith(("近", "最高")):
        before = None
    if _HUNDREDS.search(text[max(0, start - 2) : start + 1]):
        return Bounds(start - 1, end, "at_least", "上")
    cue = _CUE.search(head)
    word = before[0] if before else cue[0] if cue else ""
    begin = start - (len(before[0]) if before else 0)
    after = None if kind == "year" else _AFTER.match(text, end)
    if after and (after["inside"] or (after["about"] or "").endswith("来")) and kind != "duration":
        after = None
    if after:
        return Bounds(begin, after.end(), _after(after, before), word)
    if before:
        return Bounds(begin, end, _named(before), word)
    if kind == "ratio":
        for pattern, bound in ((_FAR, "at_most"), (_FAR_LEAST, "at_least"), (_FAR_MORE, "more_than")):
            if far := pattern.search(head):
                return Bounds(start - len(far[0]), end, bound, far[0])  # type: ignore[arg-type]
    return Bounds(begin, end, "exact", word)


def _after(after: re.Match[str], before: re.Match[str] | None) -> Bound:
    if after["at_least"]:
        return "at_least"
    if after["at_most"] or after["inside"]:
        return "at_most"
    if after["less_than"]:
        return "at_most" if after["with"] else "less_than"
    return _named(before) if before and _named(before) != "about" else "about"


def _named(match: re.Match[str]) -> Bound:
    return next(bound for bound, _ in _BEFORE_WORDS if match[bound])
