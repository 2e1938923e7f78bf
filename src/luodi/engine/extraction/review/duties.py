"""Who does it, how one applies, and whether one may take twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.engine.extraction.model import Application, Support, Task
from luodi.engine.extraction.review.model import Remark
from luodi.engine.extraction.review.reading import Reading, figures, money

_WHO = re.compile(
    r"(?:责任|牵头|落实|主管|咨询)(?:单位|部门)|由[^，。；]{2,30}(?:负责|牵头|受理|审核|兑现|组织实施|认定)|向[^，。；]{2,20}(?:提出|提交|申请)"
)
_FOR_ALL = re.compile(
    r"落实部门|由[^，。；]{2,24}(?:负责)?(?:牵头)?(?:组织实施|负责(?:具体)?实施|负责落实|负责兑现)|(?:申报|受理|兑现)(?:单位|部门|窗口)"
)
_HOW = re.compile(
    r"(?:申报|申请|兑现)(?:通知|指南|流程|程序|时间|条件|材料|办法|方式|窗口|平台|系统|期限)|(?:实施|操作)(?:细则|办法|规程)|另行(?:制定|发布|公布)"
    r"|向[^，。；]{2,30}(?:提出申请|提交|申报|申请)|组织申报|免申即享|落实程序|办理程序"
)
_WHEN = re.compile(
    r"常年受理|随时(?:受理|申报)|(?:申报|办事|兑现)?(?:通知|指南|公告)[^，。；]{0,6}(?:为准|要求|规定)|免申即享|(?:申报|申请)(?:时间|期限)|[0-9一二三四五六七八九十]{1,2}月"
)
#: Where nearly all tasks name a body, one that names none was forgotten.
_MOST, _FEWEST = 0.7, 5
_TOGETHER = re.compile(r"[就从择]高|重复(?:享受|申报|支持|奖励|补助)|不重复|叠加|择一|自愿选择|差额补")


def grants_without_body(reading: Reading) -> Iterator[Remark]:
    """A sum, and nobody to ask for it."""
    if not reading.pays or _FOR_ALL.search(reading.text):
        return
    homeless = [support for support in reading.paying if not _housed(reading, support)]
    if not homeless:
        return
    if len(homeless) == len(reading.paying):
        yield Remark(
            homeless[0].span, f"全文{len(homeless)}项有金额的支持都没有写由哪个部门受理和兑现",
            "企业不知道找谁，部门之间互相等；预算列在哪个部门名下、谁对误发错发负责，都没有着落。",
            "每一条由哪个部门牵头、哪个部门出钱？", places=tuple(support.span for support in homeless[1:]),
        )  # fmt: skip
        return
    for support in homeless:
        yield Remark(
            support.span, "这一项没有责任单位，别的条都有",
            "企业不知道找谁，分工表里也会漏掉这一项；预算没有归口就没有钱兑。", "这一项由哪个部门受理、哪个部门拨付？",
        )  # fmt: skip


def _housed(reading: Reading, support: Support) -> bool:
    """Whether a body stands with the grant, or in the part or chapter that holds it."""
    top = reading.above(reading.document.clause(support.clause))
    below = (c for c in reading.document.clauses if c.id == top.id or c.id.startswith(top.id + "."))
    return (
        bool(support.bodies) or any(clause.bodies for clause in below) or bool(_WHO.search("".join(top.text.split())))
    )


def tasks_without_body(reading: Reading) -> Iterator[Remark]:
    """The one task of many that names nobody; or a plan where none does."""
    if reading.pays or len(reading.tasks) < _FEWEST:
        return
    idle = [task for task in reading.tasks if not _has_body(reading, task)]
    if not idle or len(idle) == len(reading.tasks):
        if idle and not re.search(r"(?:分工方案|任务分解|分工表|责任清单|责任单位)", reading.text):
            yield Remark(
                idle[0].span, f"{len(idle)}项任务都没有写责任单位，也没有说另发分工方案",
                "没有牵头的任务到年底没有人报进度；开第一次协调会才分工，要晚几个月。",
                "各项任务由谁牵头、谁配合？另发分工方案的，请写明。", places=tuple(task.span for task in idle[1:]),
            )  # fmt: skip
    elif len(idle) <= (1 - _MOST) * len(reading.tasks):
        for task in (task for task in idle if _others_name(reading, task)):
            yield Remark(
                task.span, f"“{task.title[:24]}”没有责任单位，别的任务都有",
                "分工表按括号里的单位列，这一项会落空；考核和经费都没有主体。", "这一项由谁牵头？",
            )  # fmt: skip


def _others_name(reading: Reading, task: Task) -> bool:
    """Whether tasks of the same part name bodies; a closing part on safeguards is written without them."""
    top = reading.above(reading.document.clause(task.clause)).id
    return any(
        reading.above(reading.document.clause(other.clause)).id == top and other.bodies for other in reading.tasks
    )


def _has_body(reading: Reading, task: Task) -> bool:
    """Whether the task names a body, or a line of bodies closes the items that it stands among."""
    if task.bodies:
        return True
    clause = reading.document.clause(task.clause)
    above = reading.document.clause(clause.parent) if clause.parent else clause
    names = re.search(_WHO, "".join(clause.text.split())) is not None
    return names or bool(above.bodies) or _closed_by_bodies(reading, task)


def _closed_by_bodies(reading: Reading, task: Task) -> bool:
    """Whether the last of the items beside it names the bodies for all of them."""
    clause = reading.document.clause(task.clause)
    beside = reading.document.children(clause.parent)
    own = [child for child in beside if child.bodies]
    return bool(beside) and len(own) == 1 and own[0] is beside[-1]


def application_missing(reading: Reading) -> Iterator[Remark]:
    """Money to be had, and not a word on how to ask for it."""
    if not reading.pays or _procedure(reading) or _HOW.search(reading.text):
        return
    yield Remark(
        reading.title_span, f"{len(reading.paying)}项有金额的支持，没有写怎么申报、什么时候申报，也没有说另发细则或通知",
        "企业等通知，通知等细则；当年的投入错过一次申报就要再等一年，预算也要结转。",
        "按年集中申报还是常年受理？从申报到拨付几天？细则由谁在什么时候发？",
    )  # fmt: skip


def _procedure(reading: Reading) -> list[Application]:
    """Return what is said of how to apply, outside the grants themselves."""
    return [
        part
        for part in reading.application
        if not any(support.span.start <= part.span.start < support.span.end for support in reading.supports)
    ]


def window_missing(reading: Reading) -> Iterator[Remark]:
    """Steps of an application, and no date in them."""
    steps = [part for part in _procedure(reading) if part.what in {"step", "material"}]
    if not reading.pays or not steps or any(part.what == "window" for part in reading.application):
        return
    if _WHEN.search(reading.text):
        return
    yield Remark(
        steps[0].span, "写了申报材料或程序，没有写什么时候申报、多少天办完",
        "企业不知道哪个月备材料、哪一年到账；没有办理期限，压件也不算违规。", "申报窗口是哪几个月？受理、评审、公示、拨付各几天？",
    )  # fmt: skip


def combining_missing(reading: Reading) -> Iterator[Remark]:
    """Many grants, and not a word on taking two for one thing."""
    stated = [rule for rule in reading.combining if rule.rule != "stacks"]  # 另行给予 says nothing of other policies
    if not reading.pays or stated or _TOGETHER.search(reading.text):
        return
    sums = sorted(
        (f.value for s in reading.paying for f in figures(s, "cap", "amount") if f.unit == "yuan"), reverse=True
    )
    if len(sums) < 2:
        return
    yield Remark(
        reading.title_span, f"{len(reading.paying)}项有金额的支持，没有写同一个项目能不能享受两项、与上级和本级其他政策能不能叠加",
        f"同一个项目换个名目可以拿两次（仅最高的两项就是{money(sums[0])}和{money(sums[1])}）；反过来，经办人怕重复就都不给，企业少拿。",
        "同一项目、同一投入能否享受两项？与国家、省的奖补是叠加、补差还是就高？",
    )  # fmt: skip
