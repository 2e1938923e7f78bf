"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policies and check-ups."""

    name = "luodi.service.policies"
    label = "policies"
    verbose_name = "政策"
