"""People, organisations, who may act for which, posts of staff, and tokens of the API."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class People(BaseUserManager["Person"]):
    """Finds a person by the name of sign-in, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person of a sign-in name."""
        return self.get(login=(username or "").casefold())


class Person(AbstractBaseUser):
    """One who signs in. Roles are not here: they follow from authorisations and posts."""

    login = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("手机", max_length=20, blank=True)
    email = models.EmailField("电子邮件", blank=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField()
    #: The secret of one-time codes (RFC 6238); empty while the second factor is off.
    totp_secret = models.CharField(max_length=64, blank=True)
    totp_last = models.BigIntegerField(default=0)  # the last time step that was used: a code counts once
    language = models.CharField(max_length=10, blank=True)
    #: The password was made by an administrator: nothing can be done before the person has chosen another.
    must_change = models.BooleanField(default=False)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ("name",)
    objects: People = People()

    def __str__(self) -> str:
        return self.name or self.login


class Organisation(models.Model):
    """An enterprise, an institution or a department, known by its unified social credit code; what is true of it is in the registry."""

    code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=200)
    #: enterprise, institution (public body, school, association) or department (of a government).
    kind = models.CharField("类别", max_length=20, default="enterprise")
    region = models.CharField("登记地", max_length=6, blank=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Authorisation(models.Model):
    """A person may act for an organisation from a day until it ends or is revoked; `role` is `enterprise` or `adviser`."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="authorisations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="authorisations")
    role = models.CharField(max_length=20)
    #: Who may authorise others: the person who signed the organisation up, or whom that one named.
    manages = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=64, blank=True)  # digest of the written authorisation that was uploaded
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=200, blank=True)


class AccessRequest(models.Model):
    """Somebody asks to act for an organisation that is known already; who manages it, or an officer, decides."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="access_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="access_requests")
    role = models.CharField(max_length=20)
    evidence = models.CharField(max_length=64)  # digest of the written authorisation
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    authorisation = models.OneToOneField(Authorisation, models.PROTECT, null=True, related_name="asked")  # when granted
    refused_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=models.Q(decided_at=None), name="one_open_access_request"
            ),
        )


class Post(models.Model):
    """A member of staff holds a role in a unit, for a region and all within it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20)
    unit = models.CharField("单位", max_length=120)
    region = models.CharField("地区", max_length=6, blank=True)  # empty: everywhere
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)  # the last day
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=200, blank=True)


class Token(models.Model):
    """A key of the API: it acts for its person within its scopes; only its digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes: Any = models.JSONField(default=list)  # names of actions as in rights.yaml, e.g. document.view
    created = models.DateTimeField()
    expires = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True)


class RecoveryCode(models.Model):
    """A code that stands in once for the one-time codes of a lost telephone; only its digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)


class SignIn(models.Model):
    """One open session of a person, so that it can be seen, counted and ended."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    seen = models.DateTimeField()
