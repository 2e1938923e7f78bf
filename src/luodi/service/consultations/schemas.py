"""The shapes of the API of consultations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

Kind = Literal["add", "delete", "change"]
Decision = Literal["accepted", "partly", "declined"]


class ToldIn(Schema):
    """征求意见的日期、单位、联系方式；closes 是最后一天。"""

    opens: date
    closes: date
    unit: str
    title: str = ""
    explanation: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    visitors: bool = Field(default=False, description="没有登录的人也能提，经审核收下")


class OpenIn(ToldIn):
    """对哪份文件征求意见。"""

    document: str = Field(description="文件的编号，如 sichuan/chengdu/ai-policy")


class ConsultationOut(Schema):
    """一次征求意见；phase 是 coming、open、closed 或 published。"""

    id: int
    title: str
    document: str
    version: int
    region: str
    unit: str
    explanation: str
    contact: str
    phone: str
    email: str
    opens: date
    closes: date
    visitors: bool
    phase: str
    closed_at: datetime | None
    published_at: datetime | None


class ConsultationsOut(Schema):
    """一页征求意见。"""

    items: list[ConsultationOut]
    count: int


class ClauseOut(Schema):
    """一条，和对它提的意见的条数。"""

    id: str
    path: str
    heading: str
    text: str
    comments: int


class ClausesOut(Schema):
    """一页条款。"""

    items: list[ClauseOut]
    count: int


class CommentIn(Schema):
    """一条意见。clause 空着是对全文；修改时 proposed 写修改后的整条文字；没有登录的写 name 和 contact。"""

    clause: str = ""
    kind: Kind
    proposed: str = ""
    reason: str
    version: int | None = Field(default=None, description="看到的是第几版；换了版就不收")
    organisation: str = Field(default="", description="代表企业提：它的统一社会信用代码")
    shows_organisation: bool = False
    name: str = ""
    contact: str = ""


class CommentOut(Schema):
    """一条意见，和提它的时候条款的文字；没有权限看的，姓名、联系方式打码。"""

    number: int
    clause: str
    path: str
    clause_text: str
    kind: str
    kind_label: str
    proposed: str
    reason: str
    author_kind: str
    author: str
    contact: str
    state: str
    made_at: datetime
    attachments: int


class MadeOut(CommentOut):
    """刚提的意见；secret 只给没有登录的人，只这一次：凭它撤回。"""

    secret: str = ""


class CommentsOut(Schema):
    """一页意见。"""

    items: list[CommentOut]
    count: int


class AttachmentOut(Schema):
    """收下的附件。"""

    digest: str
    name: str
    size: int


class ModerateIn(Schema):
    """收下，或不收并写理由。"""

    accept: bool
    reason: str = ""


class ClusterOut(Schema):
    """一组相同的意见；答复时带上看到的 revision。"""

    number: int
    clause: str
    path: str
    kind: str
    clause_text: str
    size: int
    decision: str
    explanation: str
    answered: bool
    revision: int
    changed_at: datetime
    changed_by: str
    changed_how: str
    comments: list[int]


class ClustersOut(Schema):
    """一页组。"""

    items: list[ClusterOut]
    count: int


class AnswerIn(Schema):
    """答复一组。"""

    decision: Decision
    explanation: str = ""
    revision: int = Field(ge=0, le=2**31 - 1, description="看到这一组时的 revision；变过了就不收")


class SplitIn(Schema):
    """拆出哪几条。"""

    comments: list[int] = Field(min_length=1, max_length=1000)
    revision: int = Field(ge=0, le=2**31 - 1)


class MergeIn(Schema):
    """归并哪几组。"""

    clusters: list[int] = Field(min_length=2, max_length=1000)


class WhyIn(Schema):
    """理由。"""

    reason: str


class ConclusionIn(Schema):
    """总的说明。"""

    conclusion: str = ""


class SecretIn(Schema):
    """没有登录的人凭提交时给的 secret。"""

    secret: str = ""
