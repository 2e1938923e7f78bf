"""Pages of no subject of their own: the home page, what the site is, and the answer to an address that is none."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luodi.service.policies.queries import counts
from luodi.site.api import api
from luodi.site.example import example


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what one can do here."""
    return render(request, "site/home.html", {"counts": counts(), "example": example()})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the answers mean, and what they do not promise."""
    return render(request, "site/about.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, and where to go on."""
    said = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "site/404.html", {"said": said}, status=404)


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The documentation of the API, made from its own description; nothing is fetched."""
    title, paths = _described()
    return render(request, "site/api.html", {"here": "api", "paths": paths, "title": title})


@lru_cache(maxsize=1)
def _described() -> tuple[str, list[dict[str, Any]]]:
    """The title of the API and its addresses by subject; its description takes a while to make, and is the same until the site stops."""
    schema = api.get_openapi_schema()
    paths = [
        {"method": method.upper(), "path": path, "summary": told.get("summary", ""), "description": told.get("description", ""),
         "parameters": told.get("parameters", []), "body": "requestBody" in told, "group": (told.get("tags") or [""])[0]}
        for path, methods in schema["paths"].items() for method, told in methods.items()
    ]  # fmt: skip
    return schema["info"]["title"], sorted(paths, key=lambda one: one["group"])
