"""Addresses of the policy library."""

from __future__ import annotations

from django.urls import path, re_path

from luodi.service.policies.pages import imports, library, reading, search

_KEY = r"(?P<key>[a-z0-9-]+(?:/[a-z0-9-]+)+)"

urlpatterns = [
    path("policies/", library.policies, name="policies"),
    re_path(r"^policies/(?P<policy_id>[a-z0-9-]+(?:/[a-z0-9-]+)+)/$", library.policy, name="policy"),
    path("facts/", library.facts, name="facts"),
    path("documents/", search.search, name="search"),
    path("documents/import", imports.upload, name="import"),
    path("documents/import=<int:number>", imports.batch, name="import-batch"),
    path("documents/import=<int:number>/again", imports.again, name="import-again"),
    path("alerts/", search.kept, name="alerts"),
    path("alerts/keep", search.keep, name="keep-search"),
    path("alerts/seen", search.see, name="see-alerts"),
    path("alerts/<int:number>/drop", search.drop, name="drop-search"),
    # a part of a document begins with a sign that no key holds
    re_path(rf"^documents/{_KEY}/=day$", reading.day, name="document-day"),
    re_path(rf"^documents/{_KEY}/=original$", reading.original, name="document-original"),
    re_path(rf"^documents/{_KEY}/=page-(?P<page>[0-9]{{1,5}})$", reading.beside, name="document-beside"),
    re_path(rf"^documents/{_KEY}/=page-(?P<page>[0-9]{{1,5}})\.png$", reading.picture, name="document-picture"),
    re_path(rf"^documents/{_KEY}/=changes-(?P<number>[0-9]{{1,5}})$", reading.changes, name="document-changes"),
    re_path(rf"^documents/{_KEY}/=relate$", reading.relate, name="relate"),
    re_path(rf"^documents/{_KEY}/=unrelate-(?P<number>[0-9]{{1,12}})$", reading.unrelate, name="unrelate"),
    re_path(rf"^documents/{_KEY}/=describe$", reading.describe, name="describe"),
    re_path(rf"^documents/{_KEY}/=withdraw$", reading.withdraw, name="withdraw"),
    re_path(rf"^documents/{_KEY}/$", reading.document, name="document"),
]
