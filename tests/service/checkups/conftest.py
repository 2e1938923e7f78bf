"""What the tests of the check-up stand on: people who act for enterprises, and a visitor who has begun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def example(application: Any) -> Callable[[str], Any]:
    """What an example tells."""
    from luodi.service.checkups import files

    return lambda name: files.told_of(files.upload((EXAMPLES / f"{name}.yaml").read_bytes(), f"{name}.yaml"))


@pytest.fixture
def home(database: None) -> Any:
    """An enterprise in Chengdu."""
    from luodi.service.accounts.models import Organisation

    return Organisation.objects.create(code="SYNTHETIC000000011", name="锦江试算有限公司", region="510104", since=NOW)


@pytest.fixture
def people(home: Any) -> dict[str, Any]:
    """An owner and a colleague of the enterprise, and a stranger."""
    from luodi.service.accounts.models import Authorisation, Person

    made = {}
    for name in ("owner", "colleague", "stranger"):
        made[name] = Person(login=f"c-{name}", name=name, joined=NOW)
        made[name].set_unusable_password()
        made[name].save()
    for name in ("owner", "colleague"):
        Authorisation.objects.create(
            person=made[name], organisation=home, role="enterprise", starts=date(2020, 1, 1), granted_at=NOW
        )
    return made


@pytest.fixture
def acting(people: dict[str, Any]) -> Callable[[str], Any]:
    """Who acts, as the middleware would say it."""
    from luodi.service.accounts.acting import acting as of
    from luodi.service.accounts.rights import VISITOR

    return lambda name: VISITOR if name == "visitor" else of(people[name], NOW)


@pytest.fixture
def enter(enter: Callable[..., Any], people: dict[str, Any]) -> Callable[[str], Any]:
    """A browser of somebody who signed in; a visitor's for `visitor`."""
    return lambda name: enter(None if name == "visitor" else people[name])


@pytest.fixture
def begun(client: Any) -> Callable[..., Any]:
    """A visitor who has begun, with an example or with a place."""

    def make(name: str = "", region: str = "330100", by: Any = None) -> Any:
        browser = by or client
        if name:
            with (EXAMPLES / f"{name}.yaml").open("rb") as stream:
                assert browser.post("/check-up/upload/", {"file": stream}).status_code == 302
        else:
            assert browser.post("/check-up/", {"region": region, "on": "2021-06-01"}).status_code == 302
        return browser

    return make
