"""The shape of `policy.yaml`: every key, its meaning and its type. The JSON Schema and the reference page come from here.

Only shapes live here; what names and figures mean is found out in `lower`. Pydantic is imported only when a file is
really read: a policy that comes from the cache does not need it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


Texts = Annotated[list[str], BeforeValidator(_as_list)]
Clauses = Annotated[list[str], BeforeValidator(_as_list)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Whole = Annotated[Decimal, Field(gt=0, multiple_of=1)]


class Shape(BaseModel):
    """Every shape refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


class SameAs(Shape):
    """期限随另一文件。"""

    same_as: str = Field(description="政策 id 或文号")


class IssuedBetween(Shape):
    """印发日的范围。"""

    not_before: str | date | Decimal | None = Field(None, description="不早于")
    not_after: str | date | Decimal | None = Field(None, description="不晚于")


class InForce(Shape):
    """有效期。"""

    clause: Clauses = Field(default_factory=list, description="写明有效期的条款")
    from_: date | str | None = Field(None, alias="from", description="施行日：日期、issue、issue+30d；没有写明则省略")
    until: date | str | SameAs | None = Field(
        None, description="终止日：日期、from+4y、issue+3y、{same_as: …}；没有写明则省略"
    )


class At(Shape):
    """出处。"""

    clause: Clauses = Field(description="按原文印的条款路径")


class Combining(Shape):
    """全文的合并享受规则。"""

    rule: Literal["highest_only", "choose_one", "stacks", "not_stated"] = Field(
        description="就高不重复、自选其一、可叠加、没有写明"
    )
    clause: Clauses = Field(default_factory=list, description="出处")


class SumRounding(Shape):
    """金额的取整。"""

    to: Decimal = Field(gt=0, description="单位（元）")
    how: Literal["down", "half_up"] = Field("half_up", description="down 舍尾，half_up 四舍五入")


class RoundingShape(Shape):
    """取整规则。"""

    clause: Clauses = Field(description="出处")
    sum: SumRounding | None = Field(None, description="金额")
    facts: dict[str, SumRounding] = Field(default_factory=dict, description="读某个事实时先取整")


class BoundaryWords(Shape):
    """含本数的词。"""

    clause: Clauses = Field(description="出处")
    inclusive: Texts = Field(description="原文声明含本数的词")


class Definition(Shape):
    """一次定义、各支持共用的口径。"""

    title: str = Field(description="原文的名称")
    clause: Clauses = Field(description="出处")
    values: dict[str, Any] = Field(default_factory=dict, description="口径里的数字")
    assume: dict[str, Any] = Field(default_factory=dict, description="假定的数字")
    formula: str = Field(description="公式")


class GroupShape(Shape):
    """互斥组。"""

    rule: Literal["highest_only", "choose_one"] = Field(description="就高不重复或自选其一")
    per: str = Field("enterprise", description="enterprise 或实体：按谁互斥")
    clause: Clauses = Field(description="出处")


class Years(Shape):
    """滚动年数。"""

    years: Whole = Field(description="几年内")


class LimitShape(Shape):
    """合计上限。"""

    supports: Texts = Field(default_factory=list, description="合计哪几项（全文级必填；支持级就是本项）")
    per: str = Field(description="enterprise 或实体：按谁合计")
    period: Literal["year", "lifetime"] | Years = Field(description="year 当年、lifetime 累计、{years: n} n 年内")
    cap: Decimal | str | dict[str, Decimal] = Field(description="上限：数，或 values 里的名字")
    clause: Clauses = Field(default_factory=list, description="出处；支持级可省略")


class ClaimLimitShape(Shape):
    """申报项数的限制。"""

    supports: Texts = Field(default_factory=list, description="合计哪几项；省略就是全文的每一项")
    per: str = Field("enterprise", description="enterprise、entity 或一种实体：按谁计")
    period: Literal["year", "lifetime"] | Years = Field(description="year 当年、lifetime 累计、{years: n} n 年内")
    count: Whole = Field(description="至多申报几项")
    clause: Clauses = Field(min_length=1, description="出处")


class CommitmentShape(Shape):
    """承诺。"""

    text: str = Field(description="自己的话")
    clause: Clauses = Field(default_factory=list, description="出处")
    years: Whole | None = Field(None, description="承诺的年数")


class ContactShape(Shape):
    """咨询部门。"""

    office: str = Field(description="处室")
    phone: Texts = Field(default_factory=list, description="单位电话，加引号")


class ApplicationShape(Shape):
    """申报信息。"""

    clause: Clauses = Field(default_factory=list, description="出处")
    window: str | None = Field(None, description="受理时间，自己的话")
    opens: str | None = Field(None, description="每年开始日，月-日")
    closes: str | None = Field(None, description="每年截止日，月-日")
    where: str | None = Field(None, description="向谁申报")
    steps: Texts | None = Field(None, description="步骤")
    materials: Texts | None = Field(None, description="材料")
    contact: list[ContactShape] | None = Field(None, description="咨询部门与电话")


class OpenQuestion(Shape):
    """原文没有说清的问题。"""

    ask: str = Field(description="问题")
    assume: dict[str, Any] = Field(default_factory=dict, description="为计算而作的假定，可在公式里用")
    clause: Clauses = Field(default_factory=list, description="出自哪一条")


class ToDecide(Shape):
    """起草时要人定的事；只许草稿里有。"""

    ask: str = Field(description="要定什么")
    about: Texts = Field(default_factory=list, description="values 里还没有用上的名字")


class QuotaShape(Shape):
    """名额。"""

    count: Whole = Field(description="个数")
    per: str = Field("year", description="按什么计")


class ConditionShape(Shape):
    """一个条件。"""

    if_: str = Field(alias="if", description="公式")
    clause: Clauses = Field(default_factory=list, description="出处；省略则同本支持")
    note: str = Field("", description="自己的话")


class AlsoRead(Shape):
    """读过而不授予支持、却有数字的条款。"""

    clause: Clauses = Field(description="条款")
    holds: str = Field(description="里面的数字说的是什么，自己的话")


class SupportShape(Shape):
    """一项支持。"""

    id: str = Field(pattern=r"^(a?\d+|end|head)(\.\d+)*(-\d+)?$", description="条款 id，一条几项时加 -1、-2")
    title: str = Field(min_length=2, max_length=60, description="自己拟的短名")
    clause: Clauses = Field(min_length=1, description="按原文印的条款路径")
    instrument: Literal[
        "grant", "reward", "matching", "interest", "voucher", "rent", "tax", "guarantee", "equity", "in_kind", "priority"
    ] = Field(description="方式")  # fmt: skip
    for_: str = Field("enterprise", alias="for", description="一笔钱按什么计：实体")
    implements: Texts = Field(default_factory=list, description="具体化了哪一项支持")
    status: Literal["draft", "reviewed"] | None = Field(None, description="省略则同全文")
    checked: date | None = Field(None, description="与原文核对的日期；省略则同全文")
    year: Literal["this", "last"] = Field("this", description="按年的事实取问题日的哪一年")
    values: dict[str, Any] = Field(default_factory=dict, description="条款里的数字")
    when: str | ConditionShape | list[str | ConditionShape] | None = Field(None, description="条件")
    amount: str | Decimal | None = Field(None, description="确定金额的公式")
    at_most: str | Decimal | None = Field(None, description="上限的公式")
    discretion: str | None = Field(None, description="不能计算的理由")
    at_least: str | Decimal | None = Field(None, description="承诺的下限")
    once: Literal["enterprise", "entity"] | None = Field(None, description="一次性")
    years_paid: Whole | None = Field(None, description="连续几年、每年一次")
    group: Texts = Field(default_factory=list, description="互斥组")
    stacks: bool = Field(False, description="另行给予，不参加就高不重复")
    limits: list[LimitShape] = Field(default_factory=list, description="本项的合计上限")
    pays: list[Share] = Field(default_factory=list, description="分期比例，余数归末期")
    quota: QuotaShape | None = Field(None, description="名额")
    funded_by: dict[str, Any] | None = Field(None, description="各级财政分担")
    bodies: Texts | None = Field(None, description="责任单位，按原文")
    commitments: list[CommitmentShape] = Field(default_factory=list, description="承诺")
    application: ApplicationShape | None = Field(None, description="申报信息，逐键覆盖全文的")
    unmodelled: Texts = Field(default_factory=list, description="公式装不下的部分，自己的话")
    open_questions: list[OpenQuestion] = Field(default_factory=list, description="没有说清的问题与假定")
    to_decide: list[ToDecide] = Field(default_factory=list, description="起草时要人定的事；定了就删去，只许草稿里有")
    notes: Texts = Field(default_factory=list, description="说明，自己的话")


class TargetShape(Shape):
    """一个目标（或写明的现状、预计）。"""

    id: str = Field(
        pattern=r"^(a?\d+|end|head)(\.\d+)*-target(-\d+)?$", description="条款 id 加 -target；一条几个时再加 -2、-3"
    )
    indicator: str = Field(min_length=2, max_length=60, description="指标的短名")
    clause: Clauses = Field(min_length=1, description="按原文印的条款路径")
    kind: Literal["target", "baseline", "forecast"] = Field("target", description="目标、现状、预计")
    value: Decimal = Field(description="数：钱以元计，比率写 0.2，其余不带万、亿")
    upper: Decimal | None = Field(None, description="范围的高端")
    unit: str = Field("", max_length=20, description="元、比率、百分点，或量词：家、个、平方米；没有量词的省略")
    bound: Literal["exact", "at_least", "more_than", "at_most", "less_than", "about", "range"] = Field(
        "exact", description="达到、不低于、超过、不高于、低于、约、范围"
    )
    year: Whole | None = Field(None, description="到哪一年（现状：哪一年的）；原文没有写就省略")
    bodies: Texts = Field(default_factory=list, description="责任单位，按原文")
    to_decide: list[ToDecide] = Field(default_factory=list, description="起草时要人定的事，只许草稿里有")
    notes: Texts = Field(default_factory=list, description="说明，自己的话")


class TaskShape(Shape):
    """一项任务。"""

    id: str = Field(
        pattern=r"^(a?\d+|end|head)(\.\d+)*-task(-\d+)?$", description="条款 id 加 -task；一条几项时再加 -2、-3"
    )
    title: str = Field(min_length=2, max_length=60, description="任务的短名")
    clause: Clauses = Field(min_length=1, description="按原文印的条款路径")
    lead: Texts = Field(default_factory=list, description="牵头单位，按原文")
    assist: Texts = Field(default_factory=list, description="配合单位")
    bodies: Texts = Field(default_factory=list, description="没有分牵头、配合的责任单位")
    by: Annotated[list[str | date | Decimal], BeforeValidator(_as_list)] = Field(
        default_factory=list, description="何时完成：2025、2025-06 或日期；几个阶段写成列表"
    )
    to_decide: list[ToDecide] = Field(default_factory=list, description="起草时要人定的事，只许草稿里有")
    notes: Texts = Field(default_factory=list, description="说明，自己的话")


class PolicyShape(Shape):
    """一项政策。"""

    title: str = Field(min_length=2, description="政策名称")
    region: str = Field(pattern=r"^\d{6}$", description="GB/T 2260 六位代码")
    issuer: str | None = Field(None, description="发文机关")
    number: str | None = Field(None, description="文号")
    status: Literal["draft", "reviewed"] = Field(description="draft 草稿，reviewed 已有人核对")
    checked: date | None = Field(None, description="最近一次与原文核对的日期")
    issued: date | str | Decimal | IssuedBetween | None = Field(None, description="印发日，可只写年或年月")
    in_force: InForce | None = Field(None, description="有效期")
    implements: str | None = Field(None, description="是哪一项政策的实施细则")
    lead: str | None = Field(None, description="牵头单位")
    bodies: Texts = Field(default_factory=list, description="通用的责任单位")
    scope: At | None = Field(None, description="when_all 的出处")
    when_all: str | ConditionShape | list[str | ConditionShape] | None = Field(
        None, description="每一项支持都要满足的条件"
    )
    combining: Combining | None = Field(None, description="合并享受规则")
    rounding: RoundingShape | None = Field(None, description="取整规则")
    boundary_words: BoundaryWords | None = Field(None, description="含本数的词")
    definitions: dict[str, Definition] = Field(default_factory=dict, description="共用口径")
    groups: dict[str, GroupShape] = Field(default_factory=dict, description="互斥组")
    limits: list[LimitShape] = Field(default_factory=list, description="跨支持的合计上限")
    claim_limits: list[ClaimLimitShape] = Field(default_factory=list, description="每年（或累计）至多申报几项")
    funded_by: dict[str, Any] | None = Field(None, description="各级财政分担（含 clause）")
    commitments: list[CommitmentShape] = Field(default_factory=list, description="承诺")
    application: ApplicationShape | None = Field(None, description="通用的申报信息")
    also_read: list[AlsoRead] = Field(default_factory=list, description="读过的其他条款")
    open_questions: list[OpenQuestion] = Field(default_factory=list, description="全文没有说清的问题")
    to_decide: list[ToDecide] = Field(default_factory=list, description="起草时要人定的事，只许草稿里有")
    unmodelled: Texts = Field(default_factory=list, description="公式装不下的部分")
    notes: Texts = Field(default_factory=list, description="说明")
    supports: list[SupportShape] = Field(description="全部支持")
    targets: list[TargetShape] = Field(default_factory=list, description="目标")
    tasks: list[TaskShape] = Field(default_factory=list, description="任务")
