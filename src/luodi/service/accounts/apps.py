"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their rights."""

    name = "luodi.service.accounts"
    label = "accounts"
    verbose_name = "账户"
