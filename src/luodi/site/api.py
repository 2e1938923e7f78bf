"""The API of all subjects: one router each, one way to sign in, one form of errors (problem+json)."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from luodi.engine.core.errors import Conflict, Ended, LuodiError, NotFound, each
from luodi.service.accounts.acting import of_token
from luodi.service.accounts.api import router as accounts
from luodi.service.accounts.rights import Refused
from luodi.service.audit.api import router as audit
from luodi.service.checkups.api import router as checkups
from luodi.service.comparisons.api import router as comparisons
from luodi.service.consultations.api import router as consultations
from luodi.service.drafts.api import router as drafts
from luodi.service.policies.api import router as policies
from luodi.service.registry.api import router as registry
from luodi.service.simulations.api import router as simulations


class ByToken(HttpBearer):
    """`Authorization: Bearer …`: acts for the person of the token, within its scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Put who acts on the request; None is answered with 401."""
        found = of_token(token, timezone.now())
        if found is not None:
            request.acting = found  # type: ignore[attr-defined]
        return found


def by_session(request: HttpRequest) -> Any:
    """Whoever the session says, a visitor included: what they may do is asked for each action.

    A change in somebody's name needs the secret of the page (X-CSRFToken) beside the cookie, as a form does.
    """
    if request.headers.get("Authorization"):
        return None
    if request.acting.person is not None and check_csrf(request):  # type: ignore[attr-defined]
        raise HttpError(403, "缺少 X-CSRFToken：用浏览器的会话改东西要带它；程序请用接口密钥")
    return request.acting  # type: ignore[attr-defined]


api = NinjaAPI(
    title="落地", version="1", description="金额是文字，单位元；日期写 2021-06-01。出错时的回答是 problem+json。", docs_url=None, auth=[ByToken(), by_session],
)  # fmt: skip
api.add_router("", checkups)
api.add_router("", comparisons)
api.add_router("", policies)
api.add_router("", accounts)
api.add_router("", audit)
api.add_router("", registry)
api.add_router("", consultations)
api.add_router("", simulations)
api.add_router("", drafts)


_STATUS = {
    NotFound: (404, "没有找到"),
    Refused: (403, "没有权限"),
    Conflict: (409, "别人先改了"),
    Ended: (410, "已经失效"),
}


@api.exception_handler(LuodiError)
def _refused(request: HttpRequest, error: LuodiError) -> HttpResponse:
    problems = each(error)
    status, title = next((said for kind, said in _STATUS.items() if isinstance(error, kind)), (422, "不能用"))
    told = [
        {"what": p.what, "why": p.why, "fix": p.fix, "place": str(p.place) if str(p.place) else None} for p in problems
    ]
    return problem(status, title, str(problems[0]), problems=told)


@api.exception_handler(ValidationError)
def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    told = [
        {"what": str(one["msg"]), "why": "", "fix": "照接口说明改这一处", "place": ".".join(map(str, one["loc"]))}
        for one in error.errors
    ]
    return problem(422, "请求不合接口的形式", told[0]["what"] if told else "", problems=told)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, "密钥不能用", "密钥不对、已撤销或已过期；在“我的账户”里另建一个")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "没有找到", "没有这个对象，或者你不能看")


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "不能用", str(error))


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """An answer by RFC 9457."""
    data = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return HttpResponse(json.dumps(data, ensure_ascii=False), status=status, content_type="application/problem+json")


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: kept in the log, told without its inner parts."""
    logging.getLogger("luodi.api").exception("API %s %s", request.method, request.path)
    return problem(500, "服务器出了故障", "不是请求的问题；没做完的改动都已退回。请稍后再试，还不行就把时间告诉管理员")
