"""Addresses of comparison."""

from __future__ import annotations

from django.urls import path, re_path

from luodi.service.comparisons import pages

urlpatterns = [
    path("compare/", pages.supports, name="compare"),
    path("compare/most", pages.most, name="compare-most"),
    path("compare/enterprise", pages.of_enterprise, name="compare-enterprise"),
    path("compare/targets", pages.targets, name="compare-targets"),
    path("compare/tasks", pages.tasks, name="compare-tasks"),
    path("compare/lineage", pages.descents, name="compare-lineage"),
    path("compare/lineage/pair", pages.pair, name="compare-pair"),
    re_path(
        r"^compare/(?P<view>supports|most|enterprise|targets|tasks|lineage|pair)\.(?P<suffix>xlsx|pdf)$", pages.file, name="compare-file"
    ),
]  # fmt: skip
