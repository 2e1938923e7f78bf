"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CheckupsConfig(AppConfig):
    """政策体检."""

    name = "luodi.service.checkups"
    label = "checkups"
    verbose_name = "政策体检"
