"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit log."""

    name = "luodi.service.audit"
    label = "audit"
    verbose_name = "审计"
