"""What a page refuses becomes a page that says why: 403 without the right, 404 for what is not there, 422 for what cannot be used."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from luodi.engine.core.errors import LuodiError, NotFound, Problems
from luodi.service.accounts.rights import Refused


class Refusals:
    """Answers for errors that a page let through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for an error of ours; None leaves it to Django."""
        if not isinstance(error, LuodiError):
            return None
        first = error.problems[0] if isinstance(error, Problems) and error.problems else error
        if isinstance(error, Refused):
            return render(request, "site/403.html", {"why": first.why}, status=403)
        if isinstance(error, NotFound):
            return render(request, "site/404.html", {"said": f"{first.what}。{first.fix}"}, status=404)
        return render(request, "site/422.html", {"problem": first}, status=422)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without a valid secret of its page (CSRF)."""
    why = _("这张表是在另一次浏览里打开的，或者开得太久了。回到上一页，重新载入再提交。")
    return render(request, "site/403.html", {"why": why}, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """The answer when something of ours broke; it needs no database."""
    return render(None, "site/500.html", status=500)  # type: ignore[arg-type]
