"""One-time codes: switched on with a proof, asked for at sign-in, each counting once; recovery codes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from luodi.engine.core.errors import DataError

NOW = datetime(2026, 1, 5, 9, 0, 10, tzinfo=UTC)
PASSWORD = "xiao-shan-87-hai"


@pytest.fixture
def on(cast: Any) -> tuple[Any, str, list[str]]:
    """`person` with the second factor on, long ago: the person, the secret, the recovery codes."""
    from luodi.service.accounts.actions import second_factor

    secret = second_factor.new_secret()
    codes = second_factor.enable(cast.acting("person"), cast["person"].pk, secret, pyotp.TOTP(secret).at(NOW), NOW)
    cast["person"].refresh_from_db()
    return cast["person"], secret, codes


def test_a_code_counts_once_and_for_a_minute_and_a_half(on: Any) -> None:
    from luodi.service.accounts.actions.second_factor import passes

    person, secret, _ = on
    totp, later = pyotp.TOTP(secret), NOW + timedelta(hours=1)
    assert not passes(person.pk, totp.at(NOW), NOW)  # used when it was switched on
    assert not passes(person.pk, totp.at(later - timedelta(seconds=61)), later)
    assert not passes(person.pk, totp.at(later + timedelta(seconds=61)), later)
    code = totp.at(later)
    assert passes(person.pk, f"{code[:3]} {code[3:]}", later)
    assert not passes(person.pk, code, later)
    assert not passes(person.pk, totp.at(later - timedelta(seconds=30)), later)  # an older one neither
    assert passes(person.pk, totp.at(later + timedelta(seconds=30)), later)
    for wrong in ("", "000000", "１２３４５６", "abc", "²" * 6):
        assert not passes(person.pk, wrong, later + timedelta(hours=1)), wrong


def test_a_recovery_code_counts_once_and_for_one_person(on: Any, cast: Any) -> None:
    from luodi.service.accounts.actions import second_factor

    person, secret, codes = on
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}", code) for code in codes)
    assert second_factor.passes(person.pk, codes[0].lower(), NOW)
    assert not second_factor.passes(person.pk, codes[0], NOW)
    assert second_factor.passes(person.pk, codes[1].replace("-", " "), NOW)
    assert not second_factor.passes(cast["other"].pk, codes[2], NOW)
    later = NOW + timedelta(hours=1)
    renewed = second_factor.renew(cast.acting("person"), person.pk, pyotp.TOTP(secret).at(later), later)
    assert not second_factor.passes(person.pk, codes[2], NOW)
    assert second_factor.passes(person.pk, renewed[0], NOW)


def test_a_wrong_code_switches_nothing(on: Any, cast: Any) -> None:
    from luodi.service.accounts.actions import second_factor

    person, _, _ = on
    for action in (second_factor.disable, second_factor.renew):
        with pytest.raises(DataError, match="验证码不对"):
            action(cast.acting("person"), person.pk, "000000", NOW)
    with pytest.raises(DataError, match="验证码不对"):
        second_factor.enable(cast.acting("other"), cast["other"].pk, second_factor.new_secret(), "000000", NOW)
    person.refresh_from_db()
    assert person.totp_secret


def test_only_digests_are_kept_and_the_log_holds_no_secret(on: Any) -> None:
    from luodi.service.accounts.models import RecoveryCode
    from luodi.service.audit.models import Entry

    _, secret, codes = on
    told = " ".join(str(row) for row in RecoveryCode.objects.values_list("digest", flat=True))
    logged = " ".join(str((one.before, one.after, one.reason)) for one in Entry.objects.all())
    for kept in (secret, *codes):
        assert kept not in told
        assert kept not in logged


def test_by_the_pages(cast: Any, enter: Any) -> None:
    client = enter()
    client.post("/sign-in/", {"login": "t-person", "password": PASSWORD})
    page = client.get("/me/second-factor/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    assert 'src="data:image/svg+xml' in page
    assert client.get("/me/second-factor/").content.decode().count(secret[1]) == 1  # the same while it is not proved
    assert client.post("/me/second-factor/", {"what": "on", "code": "000000"}).status_code == 422
    totp = pyotp.TOTP(secret[1])
    shown = client.post("/me/second-factor/", {"what": "on", "code": totp.now()}).content.decode()
    codes = re.findall(r"<li><code>([^<]+)</code></li>", shown)
    assert len(codes) == 10
    assert secret[1] not in client.get("/me/second-factor/").content.decode()

    other = enter()
    assert (
        other.post("/sign-in/", {"login": "t-person", "password": PASSWORD, "next": "/policies/"}).headers["Location"]
        == "/sign-in/code/"
    )
    assert other.get("/me/").status_code == 403  # a right password alone opens nothing
    wrong = other.post("/sign-in/code/", {"code": totp.now()})
    assert wrong.status_code == 422  # the code was used before
    assert other.post("/sign-in/code/", {"code": codes[0]}).headers["Location"] == "/policies/"
    assert other.get("/me/").status_code == 200
    assert "还有 9 个恢复码" in other.get("/me/").content.decode()
    assert other.post("/me/second-factor/", {"what": "off", "code": codes[1]}).headers["Location"] == "/me/"
    assert enter().post("/sign-in/", {"login": "t-person", "password": PASSWORD}).headers["Location"] == "/me/"


def test_wrong_codes_lock_like_wrong_passwords(on: Any, enter: Any) -> None:
    client = enter()
    client.post("/sign-in/", {"login": "t-person", "password": PASSWORD})
    assert [client.post("/sign-in/code/", {"code": "000000"}).status_code for _ in range(5)][:4] == [422] * 4
    assert client.post("/sign-in/code/", {"code": on[2][0]}).status_code in {302, 429}
    assert client.get("/me/").status_code == 403
    assert client.post("/sign-in/", {"login": "t-person", "password": PASSWORD}).status_code == 429


def test_the_second_step_waits_five_minutes(on: Any, enter: Any) -> None:
    from django.utils import timezone

    client = enter()
    client.post("/sign-in/", {"login": "t-person", "password": PASSWORD})
    session = client.session
    session["second_factor"] = {**session["second_factor"], "at": (timezone.now() - timedelta(minutes=6)).isoformat()}
    session.save()
    assert client.post("/sign-in/code/", {"code": on[2][0]}).headers["Location"] == "/sign-in/"
    assert enter().get("/sign-in/code/").headers["Location"] == "/sign-in/"
