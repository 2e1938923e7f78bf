"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class SimulationsConfig(AppConfig):
    """政策推演."""

    name = "luodi.service.simulations"
    label = "simulations"
    verbose_name = "政策推演"
