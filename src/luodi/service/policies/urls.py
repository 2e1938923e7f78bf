"""Addresses of the policy library, the check-up and the API."""

from __future__ import annotations

from django.urls import path, re_path

from luodi.service.policies import pages
from luodi.service.policies.api import api, documentation

urlpatterns = [
    path("policies/", pages.policies, name="policies"),
    re_path(r"^policies/(?P<policy_id>[a-z0-9-]+(?:/[a-z0-9-]+)+)/$", pages.policy, name="policy"),
    path("facts/", pages.facts, name="facts"),
    path("check-up/", pages.check_up, name="checkup"),
    path("check-up/tell/", pages.tell, name="tell"),
    path("check-up/take-back/", pages.take_back, name="take-back"),
    path("api/", documentation, name="api-docs"),
    path("api/v1/", api.urls),
]
