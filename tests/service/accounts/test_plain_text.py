"""One line of text as a person meant it."""

from __future__ import annotations

from typing import Any

import pytest

from luodi.service.accounts.plain_text import plain


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (" 王\u3000晓 ", "王 晓"),
        ("Ｌｉｎ", "Lin"),
        ("a\x00b", "ab"),
        ("a\u200bb\u202e", "ab"),
        ("a\tb\nc", "a b c"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_plain(text: str, meant: str) -> None:
    assert plain(text) == meant


def test_a_zero_byte_breaks_nothing(cast: Any, enter: Any) -> None:
    client = enter(cast["administrator"])
    assert client.get("/people/", {"words": "t-\x00person"}).status_code == 200
    assert client.get("/audit/", {"words": "\x00", "kind": "a\x00"}).status_code == 200
    assert client.post("/people/new/", {"login": "n\x00ul", "name": "空"}).status_code == 422
    made = client.post("/api/v1/people", {"login": "n\x00ul", "name": "空\x00"}, content_type="application/json")
    assert made.status_code == 201
    assert client.get(f"/api/v1/people/{made.json()['person']}").json()["login"] == "nul"
    for path in (f"/people/{10**30}/", f"/audit/{10**30}/", f"/authorisations/{10**30}/", f"/api/v1/people/{10**30}"):
        assert client.get(path).status_code == 404, path
