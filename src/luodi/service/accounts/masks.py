"""Personal data as the one who looks may see it: one function decides, for every page, file and answer of the API.

>>> masked("phone", "13800001234"), masked("identity", "110101199001011234"), masked("email", "lin@example.org")
('138****1234', '1****************4', 'l***@example.org')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from luodi.service.accounts.rights import Acting, Over, may


def personal(acting: Acting, kind: str, value: str, over: Over) -> str:
    """Return a piece of personal data, whole for those with `personal.view` over what it belongs to, masked for all others.

    `kind` is phone, identity (number of an identity card), email, or account (of a bank).
    """
    return value if not value or may(acting, "personal.view", over) else masked(kind, value)


def masked(kind: str, value: str) -> str:
    """Return the value with its middle hidden; KeyError for a kind that is none."""
    return _MASKS[kind](value) if value else value


def _phone(value: str) -> str:
    return _middle(value, 3, 4) if len(value) >= 9 else _middle(value, 0, 2)


def _email(value: str) -> str:
    name, at, host = value.partition("@")
    return f"{name[:1]}***{at}{host}"


def _middle(value: str, first: int, last: int) -> str:
    """Keep some at both ends; a value too short for it is hidden whole."""
    hidden = len(value) - first - last
    return value[:first] + "*" * hidden + value[len(value) - last :] if hidden > 0 else "*" * len(value)


_MASKS: Mapping[str, Callable[[str], str]] = {
    "phone": _phone, "identity": lambda value: _middle(value, 1, 1), "email": _email, "account": lambda value: _middle(value, 0, 4),
}  # fmt: skip
