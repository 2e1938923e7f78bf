"""What the pages share: a form that is filled in, an action that may refuse, and the page shown again with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luodi.engine.core.errors import DataError, LuodiError, Place
from luodi.service.accounts.actions.organisations import EVIDENCE
from luodi.service.accounts.forms import Form
from luodi.service.files import Kept, keep


def answered(form: Form, action: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse | None:
    """Do the action with what a form holds; None when the form, or the action, refuses: its errors are in the form then."""
    if not form.is_valid():
        return None
    try:
        return action(form.cleaned_data)
    except DataError as error:  # what was refused for other reasons is a page of its own
        form.take(error)
        return None


def page(request: HttpRequest, template: str, context: dict[str, Any], *forms: Form) -> HttpResponse:
    """The page; 422 when one of its forms was refused, so that programs see it too."""
    return render(request, template, context, status=422 if any(form.errors for form in forms) else 200)


def evidence_of(held: dict[str, Any]) -> Kept:
    """Keep the uploaded authorisation; DataError beside its field when it is not taken."""
    uploaded = held["evidence"]
    try:
        return keep(uploaded, kinds=EVIDENCE, limit=settings.EVIDENCE_LIMIT, name=uploaded.name)
    except LuodiError as error:
        raise DataError(error.what, why=error.why, fix=error.fix, place=Place(key="evidence")) from None
