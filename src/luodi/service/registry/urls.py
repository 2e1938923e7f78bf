"""Addresses of the registry."""

from __future__ import annotations

from django.urls import path

from luodi.service.registry.pages import enterprise, files, lists, recording

urlpatterns = [
    path("registry/", lists.enterprises, name="registry"),
    path("registry/import/", files.send, name="registry-import"),
    path("registry/imports/<int:number>/", files.imported, name="registry-imported"),
    path("registry/imports/<int:number>/refused.xlsx", files.refused, name="registry-refused"),
    path("registry/export.xlsx", files.export_list, name="registry-export-list"),
    path("registry/template.xlsx", files.template, name="registry-template"),
    path("registry/suggest/regions/", lists.suggest_regions, name="suggest-regions"),
    path("registry/suggest/industries/", lists.suggest_industries, name="suggest-industries"),
    path("registry/<str:code>/", enterprise.enterprise, name="enterprise"),
    path("registry/<str:code>/history/", enterprise.history, name="fact-history"),
    path("registry/<str:code>/names/", enterprise.rename, name="enterprise-names"),
    path("registry/<str:code>/facts.yaml", files.fact_file, name="fact-file"),
    path("registry/<str:code>/facts.xlsx", files.export, name="enterprise-export"),
    path("registry/<str:code>/evidence/<str:digest>/", files.evidence, name="fact-evidence"),
    path("registry/<str:code>/record/", recording.choose, name="fact-choose"),
    path("registry/<str:code>/record/fact/", recording.one, name="fact-record"),
    path("registry/<str:code>/record/<str:entity>/", recording.thing, name="thing-record"),
    path("registry/<str:code>/withdraw/<int:statement>/", recording.withdraw, name="fact-withdraw"),
    path("registry/<str:code>/none/", recording.none_of, name="fact-none"),
    path("registry/<str:code>/gone/", recording.gone, name="thing-gone"),
]
