"""Addresses of the check-up."""

from __future__ import annotations

from django.urls import path

from luodi.service.checkups import pages, result_pages, saved_pages, things_pages

urlpatterns = [
    path("check-up/", pages.check_up, name="checkup"),
    path("check-up/tell/", pages.tell, name="tell"),
    path("check-up/take-back/", pages.take_back, name="take-back"),
    path("check-up/upload/", pages.upload, name="checkup-upload"),
    path("check-up/facts.yaml", pages.download, {"kind": "yaml"}, name="checkup-yaml"),
    path("check-up/facts.json", pages.download, {"kind": "json"}, name="checkup-json"),
    path("check-up/things/<slug:entity>/", things_pages.things, name="things"),
    path("check-up/received/", things_pages.received, name="received"),
    path("check-up/result/", result_pages.result, name="checkup-result"),
    path("check-up/best/", result_pages.best, name="checkup-best"),
    path("check-up/next/", result_pages.nearer, name="checkup-next"),
    path("check-up/keep/", result_pages.keep, name="checkup-keep"),
    path("check-up/print/", result_pages.printed, name="checkup-print"),
    path("check-up/report.pdf", result_pages.pdf, name="checkup-pdf"),
    path("check-up/save/", saved_pages.save, name="checkup-save"),
    path("check-ups/", saved_pages.listed, name="checkups"),
    path("check-ups/compare/", saved_pages.compare, name="checkups-compare"),
    path("check-ups/<int:number>/", saved_pages.saved, name="saved-checkup"),
    path("check-ups/<int:number>/report.pdf", saved_pages.saved_pdf, name="saved-pdf"),
    path("check-ups/<int:number>/open/", saved_pages.reopen, name="saved-open"),
    path("check-ups/<int:number>/remove/", saved_pages.remove, name="saved-remove"),
    path("check-ups/<int:number>/links/", saved_pages.share, name="saved-share"),
    path("check-ups/<int:number>/links/<int:link>/revoke/", saved_pages.revoke, name="saved-revoke"),
    path("shared/<str:secret>/", saved_pages.shared, name="shared-checkup"),
    path("shared/<str:secret>/report.pdf", saved_pages.shared_pdf, name="shared-pdf"),
]
