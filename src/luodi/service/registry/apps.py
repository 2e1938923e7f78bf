"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """登记."""

    name = "luodi.service.registry"
    label = "registry"
    verbose_name = "登记"
