"""A cast: one person for each role, two enterprises in two provinces, and quick passwords."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.core.credit_codes import check_character, organisation_check_character

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "xiao-shan-87-hai"
PDF = b"%PDF-1.7\n" + b"a written authorisation of the test's own\n" * 20 + b"%%EOF\n"


def credit_code(number: int, region: str = "510100") -> str:
    """A code with right check characters, of the tests' own."""
    organisation = f"{number:08d}"
    organisation += organisation_check_character(organisation)
    return (whole := f"91{region}{organisation}") + check_character(whole)


@dataclass
class Cast:
    """Who plays, by role; `home` is in Chengdu (510100), `away` in Hangzhou (330100)."""

    people: dict[str, Any]
    home: Any
    away: Any

    def __getitem__(self, role: str) -> Any:
        return self.people[role]

    def acting(self, role: str) -> Any:
        """As the middleware would say who acts."""
        from django.utils import timezone

        from luodi.service.accounts.acting import acting
        from luodi.service.accounts.rights import VISITOR

        return VISITOR if role == "visitor" else acting(self.people[role], timezone.now())


#: role played → (authorisations (organisation, role, manages), posts (role, region))
PARTS: dict[str, tuple[list[tuple[str, str, bool]], list[tuple[str, str]]]] = {
    "person": ([], []),
    "other": ([], []),
    "enterprise": ([("home", "enterprise", False)], []),
    "manager": ([("home", "enterprise", True)], []),
    "adviser": ([("home", "adviser", False)], []),
    "manager_away": ([("away", "enterprise", True)], []),
    "officer": ([], [("officer", "510100")]),
    "officer_away": ([], [("officer", "330000")]),
    "reviewer": ([], [("reviewer", "510000")]),
    "finance": ([], [("finance", "510100")]),
    "auditor": ([], [("auditor", "")]),
    "administrator": ([], [("administrator", "")]),
    "administrator_here": ([], [("administrator", "510100")]),
}


@pytest.fixture(autouse=True, scope="module")
def quick_passwords(application: Any) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="module")
def own_files(application: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("files")
    with override_settings(MEDIA_ROOT=folder):
        yield folder


@pytest.fixture(scope="module")
def stage(own_files: Path, quick_passwords: None) -> Iterator[Cast]:
    """The cast, made once for a module; each test takes back what it changed (see `cast`)."""
    from django.db import transaction

    with transaction.atomic():
        yield _cast()
        transaction.set_rollback(True)


@pytest.fixture
def cast(stage: Cast) -> Iterator[Cast]:
    from django.core.cache import cache
    from django.db import transaction

    with transaction.atomic():
        yield stage
        transaction.set_rollback(True)
    cache.clear()
    for person in stage.people.values():
        person.refresh_from_db()


def new_person(login: str, **more: Any) -> Any:
    """A person with the password of the tests."""
    from luodi.service.accounts.models import Person

    person = Person(
        login=login,
        joined=NOW,
        **{"name": f"{login}-name", "phone": "13800001234", "email": f"{login}@example.org", **more},
    )
    person.set_password(PASSWORD)
    person.save()
    return person


def _cast() -> Cast:
    from luodi.service.accounts.models import Authorisation, Organisation, Post
    from luodi.service.files import keep

    evidence = keep(PDF, kinds=["pdf"]).digest
    home = Organisation.objects.create(code=credit_code(12345678), name="锦江算力", region="510100", since=NOW)
    away = Organisation.objects.create(
        code=credit_code(87654321, "330100"), name="钱塘视觉", region="330100", since=NOW
    )
    held = Cast({role: new_person(f"t-{role}") for role in PARTS}, home, away)
    for role, (authorisations, posts) in PARTS.items():
        for where, kind, manages in authorisations:
            Authorisation.objects.create(
                person=held[role], organisation={"home": home, "away": away}[where], role=kind, manages=manages, starts=date(2026, 1, 1),
                evidence=evidence, granted_at=NOW,
            )  # fmt: skip
        for post, region in posts:
            Post.objects.create(person=held[role], role=post, unit="某局", region=region, starts=date(2026, 1, 1))
    return held


@pytest.fixture
def evidence() -> Callable[[], Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return lambda content=PDF, name="授权书.pdf": SimpleUploadedFile(name, content)
