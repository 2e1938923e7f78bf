"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """审编台."""

    name = "luodi.service.drafts"
    label = "drafts"
    verbose_name = "审编台"
