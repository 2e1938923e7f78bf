"""Addresses of simulations."""

from __future__ import annotations

from django.urls import path

from luodi.service.simulations.pages import comparing, drafting, listing, preparing, showing

urlpatterns = [
    path("simulations/", listing.listed, name="simulations"),
    path("simulations/new/", preparing.new, name="simulation-new"),
    path("simulations/drafts/new/", drafting.new_draft, name="simulation-draft-new"),
    path("simulations/compare/", comparing.compare, name="simulation-compare"),
    path("simulations/compare.xlsx", comparing.sheet, name="simulation-compare-sheet"),
    path("simulations/populations/new/", listing.new_population, name="simulation-population-new"),
    path("simulations/populations/<int:number>/", listing.population, name="simulation-population"),
    path("simulations/populations/<int:number>/add/", listing.add_table, name="simulation-population-add"),
    path(
        "simulations/populations/<int:number>/remove/", listing.remove_population, name="simulation-population-remove"
    ),
    path(
        "simulations/populations/<int:number>/errors/<slug:entity>.csv",
        listing.errors,
        name="simulation-population-errors",
    ),
    path("simulations/<int:number>/", showing.run, name="simulation"),
    path("simulations/<int:number>/edit/", preparing.edit, name="simulation-edit"),
    path("simulations/<int:number>/check/", preparing.check, name="simulation-check"),
    path("simulations/<int:number>/figures/", preparing.figures, name="simulation-figures"),
    path("simulations/<int:number>/cancel/", showing.cancel, name="simulation-cancel"),
    path("simulations/<int:number>/again/", showing.again, name="simulation-again"),
    path("simulations/<int:number>/retry/", showing.retry, name="simulation-retry"),
    path("simulations/<int:number>/remove/", showing.remove, name="simulation-remove"),
    path("simulations/<int:number>/files/<str:name>", showing.file, name="simulation-file"),
]
