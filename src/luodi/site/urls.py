"""The addresses of the site."""

from __future__ import annotations

from django.urls import include, path, re_path

from luodi.site.api import api
from luodi.site.desk_to_simulation import simulate
from luodi.site.pages import about, documentation, home, not_found
from luodi.site.refusals import failed

urlpatterns = [
    path("", home, name="home"),
    path("about/", about, name="about"),
    path("api/", documentation, name="api-docs"),
    path("api/v1/", api.urls),
    path("", include("luodi.service.policies.urls")),
    path("", include("luodi.service.checkups.urls")),
    path("", include("luodi.service.comparisons.urls")),
    path("", include("luodi.service.accounts.urls")),
    path("", include("luodi.service.audit.urls")),
    path("", include("luodi.service.registry.urls")),
    path("", include("luodi.service.simulations.urls")),
    re_path(r"^desk/(?P<key>[a-z0-9-]+(?:/[a-z0-9-]+)+)/=simulate$", simulate, name="desk-simulate"),
    path("", include("luodi.service.drafts.urls")),
    path("", include("luodi.service.consultations.urls")),
]
handler404 = not_found
handler500 = failed
