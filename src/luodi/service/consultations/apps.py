"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """征求意见."""

    name = "luodi.service.consultations"
    label = "consultations"
    verbose_name = "征求意见"
