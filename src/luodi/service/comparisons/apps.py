"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ComparisonsConfig(AppConfig):
    """Comparisons; no tables."""

    name = "luodi.service.comparisons"
    label = "comparisons"
    verbose_name = "比较"
