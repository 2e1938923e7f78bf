"""Addresses of the check-up."""

from __future__ import annotations

from django.urls import path

from luodi.service.checkups import pages

urlpatterns = [
    path("check-up/", pages.check_up, name="checkup"),
    path("check-up/tell/", pages.tell, name="tell"),
    path("check-up/take-back/", pages.take_back, name="take-back"),
]
