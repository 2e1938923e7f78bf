"""One-time codes (RFC 6238) as a second factor, and recovery codes for a lost telephone. Every code counts once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

import pyotp
from django.db import transaction
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, Place
from luodi.service.accounts.actions.people import locked
from luodi.service.accounts.models import Person, RecoveryCode
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record

STEP = 30  # seconds that a code stands for
_COUNT, _ALPHABET = 10, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 16 characters of 32: 80 bits


def new_secret() -> str:
    """A secret to be shown as a QR code; it is stored only when a code made with it has been typed."""
    return pyotp.random_base32()


def address(person: Person, secret: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.login, issuer_name="落地 Luodi")


def enable(acting: Acting, key: int, secret: str, code: str, now: datetime) -> list[str]:
    """Switch the second factor on, proved by a code of the telephone; return the recovery codes, which are never shown again."""
    require(acting, "person.second_factor", Over(person=key))
    with transaction.atomic():
        person = locked(key)
        step = _step(secret, code, now, after=0)
        if step is None:
            raise _wrong()
        person.totp_secret, person.totp_last = secret, step
        person.save(update_fields=["totp_secret", "totp_last"])
        codes = _renewed(person)
        record(acting, "person.second_factor", "person", key, before={"on": False}, after={"on": True})
    return codes


def disable(acting: Acting, key: int, code: str, now: datetime) -> None:
    """Switch the second factor off, proved by a code."""
    require(acting, "person.second_factor", Over(person=key))
    with transaction.atomic():
        person = locked(key)
        if not _used(person, code, now):
            raise _wrong()
        person.totp_secret = ""
        person.save(update_fields=["totp_secret"])
        person.recovery_codes.all().delete()
        record(acting, "person.second_factor", "person", key, before={"on": True}, after={"on": False})


def renew(acting: Acting, key: int, code: str, now: datetime) -> list[str]:
    """Make new recovery codes, proved by a code; the old ones no longer count."""
    require(acting, "person.second_factor", Over(person=key))
    with transaction.atomic():
        person = locked(key)
        if not _used(person, code, now):
            raise _wrong()
        codes = _renewed(person)
        record(acting, "person.second_factor", "person", key, after={"recovery_codes": len(codes)})
    return codes


def passes(key: int, code: str, now: datetime) -> bool:
    """Whether a code opens the door at sign-in; it is used up by that."""
    with transaction.atomic():
        return _used(locked(key), code, now)


def _used(person: Person, code: str, now: datetime) -> bool:
    """Use a one-time code or a recovery code up; False when it is none, or was used before."""
    text = "".join(code.split()).upper()
    if not person.totp_secret:
        return False
    if text.isdecimal():
        step = _step(person.totp_secret, text, now, after=person.totp_last)
        if step is None:
            return False
        person.totp_last = step
        person.save(update_fields=["totp_last"])
        return True
    return person.recovery_codes.filter(digest=_digest(person, text), used_at=None).update(used_at=now) == 1


def _step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The time step of a code: now, the one before or the one behind (clocks differ), and later than the last one used."""
    current = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    text = "".join(code.split())
    return next(
        (
            s
            for s in (current - 1, current, current + 1)
            if s > after and secrets.compare_digest(totp.generate_otp(s).encode(), text.encode())
        ),
        None,
    )


def _renewed(person: Person) -> list[str]:
    person.recovery_codes.all().delete()
    codes = ["-".join("".join(secrets.choice(_ALPHABET) for _n in range(4)) for _m in range(4)) for _i in range(_COUNT)]
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=_digest(person, code)) for code in codes)
    return codes


def _digest(person: Person, code: str) -> str:
    """The codes are 80 bits of chance, so a plain digest is enough; the person stands in it so that it fits nobody else."""
    return hashlib.sha256(f"{person.pk}:{code.replace('-', '')}".encode()).hexdigest()


def _wrong() -> DataError:
    return DataError(
        _("验证码不对"), place=Place(key="code"), why=_("验证码 30 秒换一次，用过的不再算；手机与这里的时间要一致"), fix=_("等下一个验证码，再输一次"),
    )  # fmt: skip
