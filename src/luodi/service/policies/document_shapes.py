"""What the API of held documents takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field


class Asked(Schema):
    """检索的条件；`on` 是效力按哪一天算，不写是今天。"""

    words: str = ""
    on: date | None = None
    region: str = ""
    year: str = ""
    kind: str = ""
    instrument: str = ""
    body: str = ""
    validity: str = ""
    order: str = "fit"
    limit: int = 20
    offset: int = 0


class DocumentOut(Schema):
    """一份文件。"""

    id: str
    title: str
    number: str
    kind: str
    region: str
    year: int | None
    issuers: list[str]
    state: str
    state_label: str
    validity: str
    encoded: bool


class DocumentsOut(Schema):
    """一页文件。"""

    items: list[DocumentOut]
    count: int


class RelationOut(Schema):
    """与另一份文件的关系；`other` 空着是库中没有。"""

    number: int
    label: str
    title: str
    other: str
    clause: str
    found: str
    effective: date | None
    note: str


class VersionOut(Schema):
    """一个版本，`changes` 是比上一版改了几处。"""

    number: int
    file_name: str
    sha256: str
    imported_at: str
    imported_by: str
    clauses: int
    changes: int


class DocumentDetail(DocumentOut):
    """一份文件，连同版本和关系。"""

    versions: list[VersionOut]
    relations: list[RelationOut]


class ClauseOut(Schema):
    """一条：编号、印的路径、标题、正文、批注（机器找出，未经核对）。"""

    id: str
    path: list[str]
    title: str
    depth: int
    text: str
    page: int | None
    marks: list[dict[str, Any]]


class ClausesOut(Schema):
    """一页条款。"""

    items: list[ClauseOut]
    count: int


class HitOut(Schema):
    """检索到的一条；`marks` 是字词在摘录里的起止。"""

    document: str
    title: str
    clause: str
    path: list[str]
    state: str
    excerpt: str
    marks: list[tuple[int, int]]
    link: str


class ChoiceOut(Schema):
    """一个可选的条件和选了它有几条。"""

    value: str
    label: str
    count: int


class FoundOut(Schema):
    """一页检索结果与可选的条件。"""

    items: list[HitOut]
    count: int
    documents: int
    facets: dict[str, list[ChoiceOut]]


class OutcomeOut(Schema):
    """文件导入的结果：added、changed、same、known、failed。"""

    file: str
    state: str
    id: str
    title: str
    version: int
    clauses: int
    message: str


class OutcomesOut(Schema):
    """一个文件里各份文件导入的结果。"""

    items: list[OutcomeOut]
    count: int


class RelateIn(Schema):
    """关系：kind 是 basis、implements、amends、repeals；other 是编号，或没有导入时的标题。"""

    kind: str
    other: str
    effective: date | None = None
    note: str = ""


class WhyIn(Schema):
    """理由，记入审计。"""

    why: str = ""


class DescribeIn(Schema):
    """原文没有写的。"""

    number: str = ""
    kind: str
    region: str = ""
    issued: date | None = None


class SearchIn(Schema):
    """要订阅的检索。"""

    words: str
    name: str = ""
    chosen: dict[str, str] = Field(default_factory=dict)


class SearchOut(Schema):
    """订阅的检索。"""

    number: int
    name: str
    words: str
    chosen: dict[str, str]
    unseen: int


class SearchesOut(Schema):
    """订阅的检索们。"""

    items: list[SearchOut]
    count: int


class SeenIn(Schema):
    """哪些提醒看过了；不写是全部。"""

    numbers: list[Annotated[int, Field(ge=1, le=2**53)]] | None = None


class AlertOut(Schema):
    """一个提醒：哪份文件的哪个版本符合哪个订阅。"""

    number: int
    search: int
    words: str
    document: str
    title: str
    version: int
    clauses: int
    link: str
    made_at: str
    seen: bool


class AlertsOut(Schema):
    """一页提醒。"""

    items: list[AlertOut]
    count: int
