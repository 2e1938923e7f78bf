"""The API of accounts: what the pages show and do, for a session or a key alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile

from luodi.service.accounts import queries
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.actions import authorisations, organisations, people, posts, sign_ins, tokens
from luodi.service.accounts.models import AccessRequest, Authorisation, Person
from luodi.service.accounts.rights import Acting, table
from luodi.service.accounts.schemas import (
    AuthorisationOut,
    Authorisations,
    DecisionIn,
    DetailsIn,
    Joined,
    Me,
    NewToken,
    Page,
    PasswordOut,
    People,
    PersonIn,
    PersonOut,
    PostIn,
    PostOut,
    ReasonIn,
    Requests,
    SignIns,
    TokenIn,
    Tokens,
)
from luodi.service.files import keep
from luodi.service.files.answer import attachment

router = Router(tags=["账户"])


def _part(found: Any, page: Page) -> dict[str, Any]:
    rows = found if isinstance(found, list) else found.all()
    return {
        "items": list(rows[page.offset : page.offset + page.limit]),
        "count": len(found) if isinstance(found, list) else found.count(),
    }


@router.get("/rights", response=dict[str, dict[str, dict[str, str]]], summary="权限表")
def rights(request: HttpRequest) -> Any:
    """对象 → 动作 → 角色 → 范围（any 全部、region 本地区、own 所代表的企业、managed 所主管授权的企业、self 本人）。"""
    return table()


@router.get("/me", response=Me, summary="我")
def me(request: HttpRequest) -> Any:
    """正在操作的人，以及他的角色、企业、岗位。"""
    mine = acting_of(request)
    person = queries.me(mine)
    return {
        **_fields(person, "id", "login", "name", "phone", "email", "language"), "second_factor": bool(person.totp_secret),
        "roles": sorted(mine.roles), "scopes": sorted(mine.scopes) if mine.scopes is not None else None,
        "organisations": queries.my_organisations(mine), "posts": queries.posts(person, timezone.localdate()),
    }  # fmt: skip


@router.patch("/me", response=Me, summary="改我的信息")
def change_me(request: HttpRequest, given: DetailsIn) -> Any:
    """改姓名、手机、邮箱。"""
    mine = acting_of(request)
    people.change(mine, queries.me(mine).pk, people.Details(given.name, given.phone, given.email))
    return me(request)


@router.get("/me/sessions", response=SignIns, summary="登录着的地方")
def my_sessions(request: HttpRequest, page: Query[Page]) -> Any:
    """我在哪些地方登录着。"""
    part = _part(queries.sign_ins(acting_of(request), timezone.now()), page)
    key = request.session.session_key
    return {
        **part,
        "items": [
            {**_fields(one, "id", "address", "agent", "at", "seen"), "here": one.session_key == key}
            for one in part["items"]
        ],
    }


@router.delete("/me/sessions/{int:session_id}", response={204: None}, summary="结束一次登录")
def end_session(request: HttpRequest, session_id: int) -> Any:
    """让一处退出。"""
    sign_ins.end(acting_of(request), session_id)
    return Status(204, None)


@router.get("/me/tokens", response=Tokens, summary="我的接口密钥")
def my_tokens(request: HttpRequest, page: Query[Page]) -> Any:
    """我的接口密钥，不含密钥本身。"""
    return _part(queries.tokens(acting_of(request)), page)


@router.post("/me/tokens", response={201: NewToken}, summary="新建接口密钥")
def new_token(request: HttpRequest, given: TokenIn) -> Any:
    """新建一个，密钥只在回答里给这一次；用密钥建的新密钥范围不能更大。"""
    token, secret = tokens.create(acting_of(request), given.label, given.scopes, given.days, timezone.now())
    return Status(201, {**_fields(token, "id", "label", "scopes", "created", "expires", "last_used"), "secret": secret})


@router.delete("/me/tokens/{int:token_id}", response={204: None}, summary="撤销接口密钥")
def revoke_token(request: HttpRequest, token_id: int) -> Any:
    """立即生效。"""
    tokens.revoke(acting_of(request), token_id, timezone.now())
    return Status(204, None)


@router.post("/me/organisations", response={201: Joined}, summary="登记企业，或申请代表它")
def join(
    request: HttpRequest, evidence: File[UploadedFile], code: Form[str], name: Form[str], role: Form[str] = "enterprise", region: Form[str] = "",
    kind: Form[str] = "enterprise",
) -> Any:  # fmt: skip
    """multipart：信用代码、名称和盖章的授权书；企业已经登记时成为一份申请。"""
    mine = acting_of(request)
    queries.me(mine)
    kept = _kept(evidence)
    made = organisations.sign_up(mine, organisations.Told(code, name, region, kind), role, kept, timezone.now())
    return Status(201, {"authorisation": made.pk} if isinstance(made, Authorisation) else {"request": made.pk})


@router.get(
    "/organisations/{int:organisation_id}/authorisations", response=Authorisations, summary="谁可以代表一家企业"
)
def of_organisation(request: HttpRequest, organisation_id: int, page: Query[Page]) -> Any:
    """有效的在前，撤销的在后。"""
    mine = acting_of(request)
    rows = queries.authorisations(mine, queries.organisation(mine, organisation_id))
    part = _part(rows, page)
    return {
        **part,
        "items": [_authorisation(row["authorisation"], row["phone"], row["email"]) for row in part["items"]],
    }


@router.post(
    "/organisations/{int:organisation_id}/authorisations", response={201: AuthorisationOut}, summary="授权给别人"
)
def grant(
    request: HttpRequest, organisation_id: int, evidence: File[UploadedFile], login: Form[str], role: Form[str] = "enterprise",
    manages: Form[bool] = False, ends: Form[date | None] = None,
) -> Any:  # fmt: skip
    """multipart：对方的登录名和盖章的授权书。"""
    mine = acting_of(request)
    queries.organisation(mine, organisation_id)
    made = authorisations.grant(
        mine, organisation_id, login, role, _kept(evidence), timezone.now(), manages=manages, ends=ends
    )
    held = next(row for row in queries.authorisations(mine, made.organisation) if row["authorisation"].pk == made.pk)
    return Status(201, _authorisation(made, held["phone"], held["email"]))


@router.post("/authorisations/{int:authorisation_id}/revoke", response={204: None}, summary="撤销授权")
def revoke(request: HttpRequest, authorisation_id: int, given: ReasonIn) -> Any:
    """立即生效，已登录的也一样。"""
    authorisations.revoke(acting_of(request), authorisation_id, given.reason, timezone.now())
    return Status(204, None)


@router.get("/evidence/{kind}/{int:key}", response={200: None}, summary="授权书")
def evidence(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """授权（authorisation）或申请（request）的授权书，原样。"""
    digest, name = queries.evidence(acting_of(request), kind, key)
    return attachment(digest, name)


@router.get("/access-requests", response=Requests, summary="等我审定的授权申请")
def requests(request: HttpRequest, page: Query[Page]) -> Any:
    """最早的在前。"""
    mine = acting_of(request)
    queries.require_some(mine)
    part = _part(queries.requests(mine), page)
    return {**part, "items": [_request(one) for one in part["items"]]}


@router.post("/access-requests/{int:request_id}", response={200: Joined}, summary="审定授权申请")
def decide(request: HttpRequest, request_id: int, given: DecisionIn) -> Any:
    """同意就有了授权；不同意要写原因。"""
    mine, now = acting_of(request), timezone.now()
    if given.accept:
        return {
            "authorisation": authorisations.accept(mine, request_id, now, manages=given.manages).pk,
            "request": request_id,
        }
    authorisations.refuse(mine, request_id, given.reason, now)
    return {"request": request_id}


@router.get("/people", response=People, summary="人员")
def everybody(request: HttpRequest, page: Query[Page], words: str = "", staff: bool = False) -> Any:
    """按登录名或姓名查。"""
    mine = acting_of(request)
    part = _part(queries.people(mine, words, staff=staff), page)
    return {**part, "items": [_person(mine, one) for one in part["items"]]}


@router.post("/people", response={201: PasswordOut}, summary="新建人员")
def new_person(request: HttpRequest, given: PersonIn) -> Any:
    """一次性密码只在回答里给这一次。"""
    details = people.Details(given.name, given.phone, given.email)
    made, password = people.create(acting_of(request), given.login, details, timezone.now())
    return Status(201, {"person": made.pk, "password": password})


@router.get("/people/{int:person_id}", response=PersonOut, summary="一个人员")
def one(request: HttpRequest, person_id: int) -> Any:
    """自己，或能看全部人员的人看任何人。"""
    mine = acting_of(request)
    return _person(mine, queries.person(mine, person_id))


@router.post("/people/{int:person_id}/reset", response=PasswordOut, summary="重置密码")
def reset(request: HttpRequest, person_id: int, given: ReasonIn) -> Any:
    """关掉第二步验证，结束全部登录，撤销全部密钥。"""
    return {"person": person_id, "password": people.reset_password(acting_of(request), person_id, given.reason)}


@router.post("/people/{int:person_id}/disable", response={204: None}, summary="停用")
def disable(request: HttpRequest, person_id: int, given: ReasonIn) -> Any:
    """立即生效。"""
    people.disable(acting_of(request), person_id, given.reason)
    return Status(204, None)


@router.post("/people/{int:person_id}/enable", response={204: None}, summary="恢复")
def enable(request: HttpRequest, person_id: int, given: ReasonIn) -> Any:
    """停用的人可以再登录。"""
    people.enable(acting_of(request), person_id, given.reason)
    return Status(204, None)


@router.post("/people/{int:person_id}/posts", response={201: PostOut}, summary="给岗位")
def grant_post(request: HttpRequest, person_id: int, given: PostIn) -> Any:
    """角色 × 单位 × 地区。"""
    return Status(
        201,
        posts.grant(
            acting_of(request), person_id, given.role, given.unit, given.region, timezone.now(), ends=given.ends
        ),
    )


@router.post("/posts/{int:post_id}/revoke", response={204: None}, summary="撤销岗位")
def revoke_post(request: HttpRequest, post_id: int, given: ReasonIn) -> Any:
    """立即生效。"""
    posts.revoke(acting_of(request), post_id, given.reason, timezone.now())
    return Status(204, None)


def _kept(evidence: UploadedFile) -> Any:
    return keep(evidence, kinds=organisations.EVIDENCE, limit=settings.EVIDENCE_LIMIT, name=evidence.name or "")


def _fields(held: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(held, name) for name in names}


def _authorisation(held: Authorisation, phone: str, email: str) -> dict[str, Any]:
    return {
        **_fields(held, "id", "role", "manages", "starts", "ends", "revoked_at", "revoked_reason"), "organisation": held.organisation_id,
        "person": held.person_id, "name": held.person.name, "phone": phone, "email": email,
    }  # fmt: skip


def _request(asked: AccessRequest) -> dict[str, Any]:
    own = _fields(asked, "id", "organisation", "role", "asked_at", "decided_at", "refused_reason")
    return {**own, "person": asked.person_id, "name": asked.person.name}


def _person(mine: Acting, found: Person) -> dict[str, Any]:
    return {
        **_fields(found, "id", "login", "name", "joined"),
        **queries.contact(mine, found),
        "active": found.is_active,
        "posts": queries.posts(found, timezone.localdate()),
    }
