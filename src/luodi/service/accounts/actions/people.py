"""Sign people up, change what they told, their passwords; disable and enable them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from axes.utils import reset as unlock
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, LuodiError, NotFound, Place, Problems
from luodi.service.accounts.actions.sign_ins import close_all
from luodi.service.accounts.masks import masked
from luodi.service.accounts.models import Person, Post
from luodi.service.accounts.plain_text import plain, reason_of
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record

_LOGIN = re.compile(r"[\w.@+-]{3,60}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}")
#: Letters and digits that cannot be mistaken for one another, for passwords that are read from a screen.
_PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Details:
    """What a person tells of themselves."""

    name: str
    phone: str = ""
    email: str = ""


def sign_up(acting: Acting, login: str, details: Details, password: str, now: datetime) -> Person:
    """Make an account; DataError (or Problems) when the name is taken or the password too weak."""
    require(acting, "person.sign_up")
    login = plain(login).casefold()
    person = Person(
        login=login, joined=now, name=plain(details.name), phone=_phone(details.phone), email=plain(details.email)
    )
    with transaction.atomic():
        _all_right(_login_problems(login), _detail_problems(person), _password_problems(password, person))
        person.set_password(password)
        person.save(force_insert=True)
        record(acting, "person.sign_up", "person", person.pk, after={"login": login, "name": person.name})
    return person


def create(acting: Acting, login: str, details: Details, now: datetime) -> tuple[Person, str]:
    """Make an account for somebody else, with a password of one use: it must be changed at the first sign-in."""
    require(acting, "person.create")
    password = one_use_password()
    login = plain(login).casefold()
    person = Person(
        login=login, joined=now, name=plain(details.name), phone=_phone(details.phone), email=plain(details.email), must_change=True
    )  # fmt: skip
    with transaction.atomic():
        _all_right(_login_problems(login), _detail_problems(person))
        person.set_password(password)
        person.save(force_insert=True)
        record(acting, "person.create", "person", person.pk, after={"login": login, "name": person.name})
    return person, password


def change(acting: Acting, key: int, details: Details) -> Person:
    """Change name, telephone and e-mail."""
    require(acting, "person.change", Over(person=key))
    with transaction.atomic():
        person = locked(key)
        before, held = _told(person), (person.name, person.phone, person.email)
        person.name, person.phone, person.email = plain(details.name), _phone(details.phone), plain(details.email)
        _all_right(_detail_problems(person))
        if held != (person.name, person.phone, person.email):
            person.save(update_fields=["name", "phone", "email"])
            record(acting, "person.change", "person", key, before=before, after=_told(person))
    return person


def choose_language(acting: Acting, key: int, language: str) -> None:
    """Keep the language a person wants to read."""
    require(acting, "person.change", Over(person=key))
    with transaction.atomic():
        person = locked(key)
        before = person.language
        if before != language:
            person.language = language
            person.save(update_fields=["language"])
            record(acting, "person.change", "person", key, before={"language": before}, after={"language": language})


def change_password(acting: Acting, key: int, old: str, new: str, *, keep: str = "") -> Person:
    """Change one's password: the old one is asked for, every other session (all but `keep`) ends."""
    require(acting, "person.password", Over(person=key))
    with transaction.atomic():
        person = locked(key)
        if not person.check_password(old):
            raise DataError(_("原来的密码不对"), place=Place(key="old"), fix=_("再输一次；忘了就请管理员重置"))
        if old == new:
            raise DataError(_("新密码与原来的一样"), place=Place(key="new"), fix=_("另想一个"))
        _all_right(_password_problems(new, person, "new"))
        person.set_password(new)
        person.must_change = False
        person.save(update_fields=["password", "must_change"])
        close_all(person, keep=keep)
        record(acting, "person.password", "person", key)
    return person


def reset_password(acting: Acting, key: int, reason: str) -> str:
    """Return a new password of one use; the second factor is switched off, all sessions and tokens end.

    Who resets must be able to give every post that the person holds: nobody rises by taking over somebody higher.
    """
    _over_all_posts(acting, "person.reset", key)
    password = one_use_password()
    with transaction.atomic():
        person = locked(key)
        person.set_password(password)
        person.must_change, person.totp_secret = True, ""
        person.save(update_fields=["password", "must_change", "totp_secret"])
        person.recovery_codes.all().delete()
        _shut_out(person)
        unlock(username=person.login)  # wrong passwords that were counted before
        record(acting, "person.reset", "person", key, reason=reason_of(reason))
    return password


def disable(acting: Acting, key: int, reason: str) -> None:
    """Shut somebody out at once; nothing of what they did is taken away."""
    _over_all_posts(acting, "person.disable", key)
    if acting.person == key:
        raise DataError(_("不能停用自己"), fix=_("请另一位管理员来做"))
    with transaction.atomic():
        person = locked(key)
        person.is_active = False
        person.save(update_fields=["is_active"])
        _shut_out(person)
        record(
            acting,
            "person.disable",
            "person",
            key,
            before={"active": True},
            after={"active": False},
            reason=reason_of(reason),
        )


def enable(acting: Acting, key: int, reason: str) -> None:
    """Let somebody in again; tokens stay revoked."""
    _over_all_posts(acting, "person.disable", key)
    with transaction.atomic():
        person = locked(key)
        person.is_active = True
        person.save(update_fields=["is_active"])
        record(
            acting,
            "person.disable",
            "person",
            key,
            before={"active": False},
            after={"active": True},
            reason=reason_of(reason),
        )


def locked(key: int) -> Person:
    """The person, locked until the transaction ends."""
    person = Person.objects.select_for_update().filter(pk=key).first()
    if person is None:
        raise NotFound(_("没有这个人"), fix=_("核对地址或登录名"))
    return person


def one_use_password() -> str:
    """A password to be told once: sixteen letters and digits in groups, 79 bits."""
    return "-".join("".join(secrets.choice(_PLAIN) for _n in range(4)) for _m in range(4))


def _over_all_posts(acting: Acting, right: str, key: int) -> None:
    require(acting, right, Over(person=key))
    for post in Post.objects.filter(person=key, revoked_at=None):
        require(acting, "post.grant", Over(region=post.region))


def _shut_out(person: Person) -> None:
    close_all(person)
    person.tokens.filter(revoked=None).update(revoked=timezone.now())


def _told(person: Person) -> dict[str, str]:
    return {"name": person.name, "phone": masked("phone", person.phone), "email": masked("email", person.email)}


def _phone(text: str) -> str:
    return plain(text).replace(" ", "")


def _all_right(*problems: list[LuodiError]) -> None:
    found = [one for group in problems for one in group]
    if len(found) > 1:
        raise Problems(found)
    if found:
        raise found[0]


def _login_problems(login: str) -> list[LuodiError]:
    place = Place(key="login")
    if not _LOGIN.fullmatch(login):
        return [
            DataError(
                _("登录名不能用"),
                place=place,
                why=_("登录名是 3 至 60 个字母、汉字、数字，或 . @ + - _"),
                fix=_("换一个"),
            )
        ]
    if Person.objects.filter(login=login).exists():
        return [
            DataError(
                _("登录名“%(login)s”已经有人用了") % {"login": login},
                place=place,
                fix=_("换一个；如果是您自己的，直接登录"),
            )
        ]
    return []


def _detail_problems(person: Person) -> list[LuodiError]:
    found: list[LuodiError] = []
    if not person.name or len(person.name) > 60:
        found.append(DataError(_("姓名要写，至多 60 个字"), place=Place(key="name"), fix=_("写您的真实姓名")))
    if person.phone and (not _PHONE.fullmatch(person.phone) or len(person.phone) > 20):
        found.append(
            DataError(
                _("手机号不对"), place=Place(key="phone"), why=_("只有数字，可带 + 和 -"), fix=_("核对，或先不填")
            )
        )
    if person.email:
        try:
            validate_email(person.email)
        except ValidationError:
            found.append(
                DataError(_("电子邮件地址不对"), place=Place(key="email"), fix=_("形如 name@example.org；或先不填"))
            )
    return found


def _password_problems(password: str, person: Person, field: str = "password") -> list[LuodiError]:
    try:
        validate_password(password, person)
    except ValidationError as error:
        return [DataError(str(said), place=Place(key=field)) for said in error.messages]
    return []
