"""What people call the objects, actions, roles and fields of the table of rights and of the log, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.translation import gettext

from luodi.service.accounts.rights import ROLES


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, str]]:
    """The words of `rights_words.yaml`: `{"objects": {…}, "actions": {…}, "fields": {…}}`, Chinese."""
    held: Mapping[str, Mapping[str, str]] = yaml.safe_load(
        Path(__file__).with_name("rights_words.yaml").read_text("utf-8")
    )
    return held


def said(right: str) -> str:
    """A right in words: `document.import` is 文件：导入."""
    kind, _, action = right.partition(".")
    return f"{object_words(kind)}：{gettext(words()['actions'].get(action, action))}"


def object_words(kind: str) -> str:
    """A kind of object in words: `document` is 文件."""
    return gettext(words()["objects"].get(kind, kind))


def field_words(name: str) -> str:
    """The name of a field in words: `login` is 登录名."""
    return gettext(words()["fields"].get(name, name))


def role_name(role: str) -> str:
    """A role in words: `officer` is 政策员."""
    return gettext(ROLES[role])
