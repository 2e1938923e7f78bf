"""The addresses of the site."""

from __future__ import annotations

from django.urls import include, path

from luodi.site.pages import about, home, not_found

urlpatterns = [
    path("", home, name="home"),
    path("about/", about, name="about"),
    path("", include("luodi.service.policies.urls")),
]
handler404 = not_found
