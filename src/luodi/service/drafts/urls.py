"""Addresses of the review desk."""

from __future__ import annotations

from django.urls import path, re_path

from luodi.service.drafts.pages import desks, items, publishing, reviews

_KEY = r"(?P<key>[a-z0-9-]+(?:/[a-z0-9-]+)+)"

urlpatterns = [
    path("desk/", desks.listed, name="desk"),
    path("desk/import", desks.take_in, name="desk-import"),
    path("desk/item=<int:number>", items.item, name="desk-item"),
    path("desk/item=<int:number>/check", items.check, name="desk-check"),
    path("desk/item=<int:number>/refuse", items.refuse, name="desk-refuse"),
    path("desk/item=<int:number>/reopen", items.reopen, name="desk-reopen"),
    path("desk/proposal=<int:number>", publishing.proposal, name="desk-proposal"),
    path("desk/proposal=<int:number>.zip", publishing.download, name="desk-proposal-zip"),
    # a part of a desk begins with a sign that no key holds
    re_path(rf"^desk/{_KEY}/=begin$", desks.begin, name="desk-begin"),
    re_path(rf"^desk/{_KEY}/=refresh$", desks.refresh, name="desk-refresh"),
    re_path(rf"^desk/{_KEY}/=head$", desks.head, name="desk-head"),
    re_path(rf"^desk/{_KEY}/=propose$", publishing.propose, name="desk-propose"),
    re_path(rf"^desk/{_KEY}/=withdraw$", publishing.withdraw, name="desk-withdraw"),
    re_path(rf"^desk/{_KEY}/=folder\.zip$", publishing.export, name="desk-folder"),
    re_path(rf"^desk/{_KEY}/=review$", reviews.review, name="desk-review"),
    re_path(rf"^desk/{_KEY}/=review\.txt$", reviews.text, name="desk-review-text"),
    re_path(rf"^desk/{_KEY}/=review\.xlsx$", reviews.sheet, name="desk-review-sheet"),
    re_path(rf"^desk/{_KEY}/$", desks.desk, name="desk-of"),
]
