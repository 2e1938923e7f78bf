"""Sign up: a person, and in the same step the organisation the person acts for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from luodi.service.accounts.acting import acting
from luodi.service.accounts.actions import organisations, people
from luodi.service.accounts.forms import OrganisationForm, SignUpForm
from luodi.service.accounts.models import Authorisation, Person
from luodi.service.accounts.pages.forms_of import answered, evidence_of, page
from luodi.service.accounts.pages.sign_in import enter
from luodi.service.accounts.rights import VISITOR


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The page of sign-up; the part on the organisation may be left empty and done later."""
    if request.acting.person is not None:  # type: ignore[attr-defined]
        return redirect("my-organisations")
    told = _wants_organisation(request)
    person = SignUpForm(request.POST or None)
    organisation = OrganisationForm(request.POST if told else None, request.FILES if told else None)
    for field in organisation.fields.values():
        field.required = field.required and told
        field.widget.is_required = field.required
    if request.method == "POST" and (answer := _signed_up(request, person, organisation if told else None)) is not None:
        return answer
    return page(
        request,
        "accounts/sign_up.html",
        {"person": person, "organisation": organisation, "told": told},
        person,
        organisation,
    )


def _wants_organisation(request: HttpRequest) -> bool:
    return bool(
        request.POST.get("code", "").strip()
        or request.POST.get("organisation", "").strip()
        or request.FILES.get("evidence")
    )


def _signed_up(request: HttpRequest, person: SignUpForm, organisation: OrganisationForm | None) -> HttpResponse | None:
    """Both or none: a wrong credit code leaves no account behind. What is wrong in either half is said at once."""
    made: list[Person] = []

    def do_person(held: dict[str, Any]) -> HttpResponse:
        details = people.Details(held["name"], held["phone"], held["email"])
        made.append(people.sign_up(VISITOR, held["login"], details, held["password"], timezone.now()))
        return redirect("me")

    with transaction.atomic():
        answer = answered(person, do_person)
        if organisation is not None and not organisation.is_valid():
            answer = None
        elif answer is not None and organisation is not None:
            answer = answered(organisation, lambda held: join(request, made[0], held))
        if answer is None:
            transaction.set_rollback(True)
            return None
    enter(request, made[0])
    if organisation is None:
        messages.success(request, _("注册好了。要代表企业，请在下面填写它的信用代码。"))
        return redirect("my-organisations")
    return answer


def join(request: HttpRequest, person: Person, held: dict[str, Any]) -> HttpResponse:
    """Sign an organisation up, or ask to act for it, and say which of both it was."""
    now = timezone.now()
    told = organisations.Told(held["code"], held["organisation"], held["region"], held["kind"])
    made = organisations.sign_up(acting(person, now), told, held["role"], evidence_of(held), now)
    if isinstance(made, Authorisation):
        messages.success(request, _("%(name)s已登记，您可以代表它了") % {"name": made.organisation.name})
    else:
        messages.warning(
            request,
            _("%(name)s已经有人登记。您的申请已送给它的授权人和当地政策员审定，结果在这里看。")
            % {"name": made.organisation.name},
        )
    return redirect("my-organisations")
