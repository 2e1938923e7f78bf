"""Whatever subject an address belongs to: a visitor opens what is public and nothing else, and every right of the table is asked somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

#: What anybody may do by the API: read what is published, try a check-up without leaving anything.
PUBLIC = {
    "/check", "/check/questions", "/check/tell", "/check/best", "/check/next-steps", "/check/report", "/policies", "/policies/{policy_id}", "/facts", "/search",
    "/documents", "/documents/{document_id}", "/documents/{document_id}/clauses", "/rights", "/regions", "/industries", "/shared/{secret}",
    "/organisations/template.xlsx",
    "/comparisons/themes", "/comparisons/supports", "/comparisons/ranking", "/comparisons/targets", "/comparisons/tasks", "/comparisons/lineage",
    "/comparisons/lineage/pair", "/consultations",
}  # fmt: skip
#: The pages that anybody may open, and those that only lead on.
PUBLIC_PAGES = {
    "home", "about", "api-docs", "policies", "facts", "search", "checkup", "checkup-result", "checkup-yaml", "checkup-json", "checkup-best", "checkup-next", "checkup-keep",
    "checkup-print", "checkup-pdf", "sign-in", "sign-in-code", "sign-up", "registry-template", "suggest-regions", "suggest-industries", "received",
    "compare", "compare-most", "compare-enterprise", "compare-targets", "compare-tasks", "compare-lineage", "consultations",
}  # fmt: skip


def _operations() -> list[tuple[str, str]]:
    from luodi.site.api import api

    paths = api.get_openapi_schema()["paths"]
    return [(path.removeprefix("/api/v1"), method.upper()) for path, methods in paths.items() for method in methods]


def _filled(path: str) -> str:
    return "/api/v1" + re.sub(r"\{[^}]*\}", "1", path)


@pytest.mark.usefixtures("cast")
def test_the_api_opens_to_a_visitor_only_what_is_public(enter: Any) -> None:
    client, opened = enter(), []
    for path, method in _operations():
        if path in PUBLIC and method in {"GET", "POST"} and path != "/documents":
            continue
        if path == "/documents" and method == "GET":
            continue
        answer = client.generic(method, _filled(path), b"{}", content_type="application/json")
        empty = answer.status_code == 200 and answer.json() == {"items": [], "count": 0}
        if answer.status_code not in {401, 403, 404, 422} and not empty:
            opened.append((method, path, answer.status_code))
    assert opened == []


def test_a_signed_in_person_without_any_role_sees_nothing_of_others(cast: Any, enter: Any) -> None:
    """By guessed ids 1 … 3 of every kind; lists of one's own are empty."""
    client, own = (
        enter(cast["other"]),
        {"/me", "/me/sessions", "/me/tokens", "/check-ups", "/saved-searches", "/alerts"},
    )
    for path, method in _operations():
        if method != "GET" or path in PUBLIC:
            continue
        for number in {"1", "2", "3"} - {str(cast["other"].pk)}:
            answer = client.get("/api/v1" + re.sub(r"\{[^}]*\}", number, path))
            if path in own:
                assert answer.status_code == 200
                assert path == "/me" or answer.json()["count"] == (1 if path == "/me/sessions" else 0), path
            else:
                assert answer.status_code in {403, 404, 422}, path


@pytest.mark.usefixtures("cast")
def test_pages_without_an_id_open_to_a_visitor_only_where_they_are_public(enter: Any) -> None:
    from django.urls import get_resolver, reverse
    from django.urls.exceptions import NoReverseMatch

    client, opened = enter(), []
    for name in (key for key in get_resolver().reverse_dict if isinstance(key, str)):
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue  # it needs an id; its own subject tries it
        answer = client.get(path)
        if name not in PUBLIC_PAGES and answer.status_code not in {302, 403, 404, 405}:
            opened.append((name, answer.status_code))
    assert opened == []


def test_every_right_of_the_table_is_asked_somewhere() -> None:
    from luodi.service import accounts
    from luodi.service.accounts.rights import table

    package = Path(accounts.__file__).parents[2]
    source = "\n".join(
        file.read_text("utf-8") for folder in ("service", "site") for file in (package / folder).rglob("*.py")
    )
    public = {
        f"{kind}.{action}"
        for kind, actions in table().items()
        for action, rules in actions.items()
        if "visitor" in rules
    }
    rights = {f"{kind}.{action}" for kind, actions in table().items() for action in actions}
    assert {right for right in rights - public if f'"{right}"' not in source} == set()
