"""What pages and API read of accounts: only what the one who asks may see; the rest is as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from luodi.engine.core.errors import NotFound
from luodi.service.accounts.actions.authorisations import over
from luodi.service.accounts.actions.sign_ins import too_old
from luodi.service.accounts.masks import personal
from luodi.service.accounts.models import AccessRequest, Authorisation, Organisation, Person, Post, SignIn, Token
from luodi.service.accounts.plain_text import plain
from luodi.service.accounts.rights import Acting, Over, may, refuse, require
from luodi.service.lists import within


def me(acting: Acting) -> Person:
    """The person who acts; Refused for a visitor, and for a key that may not see it."""
    require(acting, "person.view", Over(person=acting.person))
    return Person.objects.get(pk=acting.person)


def my_organisations(acting: Acting) -> list[dict[str, Any]]:
    """The organisations somebody acts for: organisation, role, whether others may be authorised, whether it is chosen."""
    found = Organisation.objects.filter(pk__in=list(acting.organisations)).order_by("name")
    return [
        {"organisation": one, "role": acting.organisations[one.pk], "manages": one.pk in acting.manages, "chosen": one.pk == acting.chosen}
        for one in found
    ]  # fmt: skip


def my_requests(acting: Acting) -> QuerySet[AccessRequest]:
    """What somebody asked for and is not decided, or was refused."""
    asked = AccessRequest.objects.select_related("organisation").filter(person=acting.person, authorisation=None)
    return asked.order_by("-asked_at")


def sign_ins(acting: Acting, now: datetime) -> QuerySet[SignIn]:
    """One's own sessions that are open, the last used first."""
    require(acting, "session.view", Over(person=acting.person))
    return SignIn.objects.filter(person=acting.person).exclude(too_old(now)).order_by("-seen")


def tokens(acting: Acting) -> QuerySet[Token]:
    """One's own keys of the API that are not revoked."""
    require(acting, "token.view", Over(person=acting.person))
    return Token.objects.filter(person=acting.person, revoked=None).order_by("-created")


def organisation(acting: Acting, key: int) -> Organisation:
    """An organisation whose authorisations the one who asks may see; NotFound for any other, whether there is one or not."""
    found = Organisation.objects.filter(pk=key).first()
    if found is None or not may(acting, "authorisation.view", Over(organisation=found.pk, region=found.region)):
        raise NotFound(_("没有这家企业，或者你不能看"), fix=_("核对地址；要代表它就在“我的企业”里申请"))
    return found


def authorisations(acting: Acting, held_by: Organisation) -> list[dict[str, Any]]:
    """Who acts, or acted, for an organisation; telephone and e-mail as the one who looks may see them."""
    found = held_by.authorisations.select_related("person", "organisation", "granted_by").order_by(
        "revoked_at", "-granted_at"
    )
    return [
        {"authorisation": one, "person": one.person, "phone": personal(acting, "phone", one.person.phone, over(one)),
         "email": personal(acting, "email", one.person.email, over(one)), "may_revoke": may(acting, "authorisation.revoke", over(one))}
        for one in found
    ]  # fmt: skip


def requests(acting: Acting) -> QuerySet[AccessRequest]:
    """The requests that wait for the one who asks to decide them."""
    regions = acting.regions("authorisation.grant")
    open_ones = (
        AccessRequest.objects.select_related("organisation", "person")
        .filter(decided_at=None)
        .exclude(person=acting.person)
    )
    held = Q(
        organisation__in=[key for key in acting.manages if may(acting, "authorisation.grant", Over(organisation=key))]
    )
    held |= within(regions or (), "organisation__region")
    managed = Authorisation.objects.filter(
        organisation=OuterRef("organisation"), manages=True, revoked_at=None, person__is_active=True
    )
    return (
        (open_ones if regions is None else open_ones.filter(held))
        .annotate(managed=Exists(managed))
        .order_by("asked_at")
    )


def require_some(acting: Acting) -> None:
    """Refused for those who can never decide a request."""
    if acting.regions("authorisation.grant") == () and not any(
        may(acting, "authorisation.grant", Over(organisation=key)) for key in acting.manages
    ):
        refuse(acting, "authorisation.grant")


_EVIDENCE: Mapping[str, tuple[Any, str]] = {
    "authorisation": (Authorisation, "authorisation.view"), "request": (AccessRequest, "access_request.view"),
}  # fmt: skip


def evidence(acting: Acting, kind: str, key: int) -> tuple[str, str]:
    """Digest and name of the written authorisation of an authorisation, or of a request for one."""
    model, right = _EVIDENCE.get(kind, (None, ""))
    found = model.objects.select_related("organisation", "person").filter(pk=key).first() if model else None
    if found is None or not found.evidence or not may(acting, right, over(found)):
        raise NotFound(_("没有这份授权书，或者你不能看"), fix=_("核对地址"))
    return found.evidence, f"{found.organisation.name}-{found.person.name}"


def people(acting: Acting, words: str = "", *, staff: bool = False) -> QuerySet[Person]:
    """Everybody, for those who may see everybody."""
    if acting.regions("person.view") is not None:
        refuse(acting, "person.view")
    found = Person.objects.order_by("login").prefetch_related("posts")
    if words := plain(words):
        found = found.filter(Q(login__icontains=words) | Q(name__icontains=words))
    if staff:
        found = found.filter(Exists(Post.objects.filter(person=OuterRef("pk"), revoked_at=None)))
    return found


def person(acting: Acting, key: int) -> Person:
    """One person; NotFound when there is none, or none to be seen."""
    found = Person.objects.filter(pk=key).first()
    if found is None or not may(acting, "person.view", Over(person=found.pk)):
        raise NotFound(_("没有这个人，或者你不能看"), fix=_("核对地址"))
    return found


def posts(held_by: Person, day: date) -> list[Post]:
    """The posts that hold on a day or later; of `people` they are read already."""
    current = (one for one in held_by.posts.all() if one.revoked_at is None and (one.ends is None or one.ends >= day))
    return sorted(current, key=lambda one: (one.role, one.region))


def contact(acting: Acting, found: Person) -> dict[str, str]:
    """Telephone and e-mail of a person as the one who looks may see them."""
    own = Over(person=found.pk)
    return {"phone": personal(acting, "phone", found.phone, own), "email": personal(acting, "email", found.email, own)}


def revocable(acting: Acting, key: int) -> Authorisation:
    """An authorisation that the one who asks may revoke; NotFound when there is none, or none to be seen."""
    found = Authorisation.objects.select_related("organisation", "person").filter(pk=key, revoked_at=None).first()
    if found is None or not may(acting, "authorisation.view", over(found)):
        raise NotFound(_("没有这份授权，或者你不能看"), fix=_("核对地址；它可能已经撤销了"))
    require(acting, "authorisation.revoke", over(found))
    return found


def post(acting: Acting, key: int) -> Post:
    """A post that the one who asks may revoke; NotFound when there is none, or none to be seen."""
    found = Post.objects.select_related("person").filter(pk=key, revoked_at=None).first()
    if found is None or not may(acting, "post.view", Over(person=found.person_id, region=found.region)):
        raise NotFound(_("没有这个岗位，或者你不能看"), fix=_("核对地址；它可能已经撤销了"))
    require(acting, "post.revoke", Over(region=found.region))
    return found
