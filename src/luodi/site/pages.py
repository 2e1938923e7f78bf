"""Pages of no subject of their own: the home page, what the site is, and the answer to an address that is none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luodi.service.policies.queries import counts


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what one can do here."""
    return render(request, "site/home.html", {"counts": counts()})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the answers mean, and what they do not promise."""
    return render(request, "site/about.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, and where to go on."""
    said = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "site/404.html", {"said": said}, status=404)
