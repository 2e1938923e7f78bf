"""What the API of accounts takes and gives, in the words of its description (which is Chinese)."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Query, Schema

#: Which part of a list, for the addresses of every subject that refuse what is out of bounds.
LIMIT, OFFSET = Query(50, ge=1, le=200), Query(0, ge=0, le=1_000_000)


class Page(Schema):
    """哪一段：至多 200 条，从第几条起。"""

    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000_000)


class OrganisationOut(Schema):
    """一家企业或机构。"""

    id: int
    code: str
    name: str
    region: str
    kind: str


class MyOrganisation(Schema):
    """我代表的一家企业。"""

    organisation: OrganisationOut
    role: str
    manages: bool
    chosen: bool


class PostOut(Schema):
    """一个岗位。"""

    id: int
    role: str
    unit: str
    region: str
    starts: date
    ends: date | None


class Me(Schema):
    """正在操作的人。"""

    id: int
    login: str
    name: str
    phone: str
    email: str
    language: str
    second_factor: bool
    roles: list[str]
    scopes: list[str] | None
    organisations: list[MyOrganisation]
    posts: list[PostOut]


class DetailsIn(Schema):
    """我的信息。"""

    name: str = Field(max_length=200)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=254)


class SignInOut(Schema):
    """一次登录。"""

    id: int
    address: str
    agent: str
    at: datetime
    seen: datetime
    here: bool


class TokenOut(Schema):
    """一个接口密钥（不含密钥本身）。"""

    id: int
    label: str
    scopes: list[str]
    created: datetime
    expires: datetime | None
    last_used: datetime | None


class NewToken(TokenOut):
    """新的接口密钥；secret 只在这里给一次。"""

    secret: str


class TokenIn(Schema):
    """要建的接口密钥。"""

    label: str = Field(max_length=60)
    scopes: list[str] = Field(min_length=1, max_length=200)
    days: int = 90


class AuthorisationOut(Schema):
    """谁可以代表一家企业。电话、邮箱按你的权限打码。"""

    id: int
    organisation: int
    person: int
    name: str
    phone: str
    email: str
    role: str
    manages: bool
    starts: date
    ends: date | None
    revoked_at: datetime | None
    revoked_reason: str


class RequestOut(Schema):
    """一份授权申请。"""

    id: int
    organisation: OrganisationOut
    person: int
    name: str
    role: str
    asked_at: datetime
    decided_at: datetime | None
    refused_reason: str


class Joined(Schema):
    """登记企业的结果：有了授权，或只有一份等待审定的申请。"""

    authorisation: int | None = None
    request: int | None = None


class ReasonIn(Schema):
    """为什么。"""

    reason: str = Field(max_length=200)


class DecisionIn(Schema):
    """同意或不同意；不同意要写原因。"""

    accept: bool
    manages: bool = False
    reason: str = Field("", max_length=200)


class PersonOut(Schema):
    """一个人员。电话、邮箱按你的权限打码。"""

    id: int
    login: str
    name: str
    phone: str
    email: str
    active: bool
    joined: datetime
    posts: list[PostOut]


class PersonIn(DetailsIn):
    """要建的人员。"""

    login: str = Field(max_length=60)


class PasswordOut(Schema):
    """一次性密码，只在这里给一次。"""

    person: int
    password: str


class PostIn(Schema):
    """要给的岗位；地区空着就是全部地区。"""

    role: str
    unit: str = Field(max_length=120)
    region: str = Field("", max_length=6)
    ends: date | None = None


class Tokens(Schema):
    """接口密钥的列表。"""

    items: list[TokenOut]
    count: int


class SignIns(Schema):
    """登录的列表。"""

    items: list[SignInOut]
    count: int


class Authorisations(Schema):
    """授权的列表。"""

    items: list[AuthorisationOut]
    count: int


class Requests(Schema):
    """申请的列表。"""

    items: list[RequestOut]
    count: int


class People(Schema):
    """人员的列表。"""

    items: list[PersonOut]
    count: int
