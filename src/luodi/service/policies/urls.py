"""Addresses of the policy library."""

from __future__ import annotations

from django.urls import path, re_path

from luodi.service.policies import pages

urlpatterns = [
    path("policies/", pages.policies, name="policies"),
    re_path(r"^policies/(?P<policy_id>[a-z0-9-]+(?:/[a-z0-9-]+)+)/$", pages.policy, name="policy"),
    path("facts/", pages.facts, name="facts"),
]
