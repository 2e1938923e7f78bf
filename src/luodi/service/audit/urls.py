"""Addresses of the log."""

from __future__ import annotations

from django.urls import path

from luodi.service.audit import pages

urlpatterns = [
    path("audit/", pages.listed, name="audit"),
    path("audit/verify/", pages.verify, name="audit-verify"),
    path("audit/<int:number>/", pages.entry, name="audit-entry"),
    path("audit/history/<str:kind>/<path:key>/", pages.history, name="audit-history"),
]
