"""What the tests of the registry stand on: two enterprises, who may do what, and XLSX files of the tests' own."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

NOW = datetime(2022, 3, 1, 8, tzinfo=UTC)
TODAY = date(2022, 3, 1)
CODE, OTHER, NEW = "SYNTHETIC000000001", "SYNTHETIC000000002", "SYNTHETIC000000003"


@pytest.fixture
def registered(database: None) -> tuple[Any, Any]:
    """Two enterprises: one in Xihu of Hangzhou, one in Chengdu."""
    from luodi.service.accounts.models import Organisation

    return tuple(
        Organisation.objects.create(code=code, name=name, region=region, since=NOW)
        for code, name, region in ((CODE, "西湖智能有限公司", "330106"), (OTHER, "锦江算力有限公司", "510104"))
    )  # type: ignore[return-value]


@pytest.fixture
def one(registered: tuple[Any, Any]) -> Any:
    """The enterprise in Hangzhou."""
    return registered[0]


@pytest.fixture
def as_role(registered: tuple[Any, Any]) -> Callable[..., Any]:
    """Somebody of a role: of the first enterprise, or with a post in a region."""
    from luodi.service.accounts.rights import COMMAND, VISITOR, Acting, Held

    def made(role: str, region: str = "330100", own: int | None = None) -> Any:
        if role == "visitor":
            return VISITOR
        if role == "command":
            return COMMAND
        if role == "person":
            return Acting("person:9", "路人", 9)
        if role in {"enterprise", "adviser"}:
            return Acting("person:1", "王晓", 1, organisations={own or registered[0].pk: role})
        return Acting("person:2", "周政", 2, posts=(Held(role, region, "市经信局"),))

    return made


@pytest.fixture
def clerk(as_role: Callable[..., Any]) -> Any:
    """The enterprise's own."""
    return as_role("enterprise")


@pytest.fixture
def officer(as_role: Callable[..., Any]) -> Any:
    """An officer of Hangzhou."""
    return as_role("officer")


@pytest.fixture
def tell(clerk: Any, one: Any) -> Callable[..., Any]:
    """State facts as a person writes them: `tell("main_revenue@2021=1200万元", …)`."""
    from luodi.service.registry import actions, values, words

    def made(
        *texts: str,
        acting: Any = None,
        organisation: Any = None,
        now: datetime = NOW,
        source: str = "self",
        **more: Any,
    ) -> list[Any]:
        new = []
        for text in texts:
            address, _, value = text.partition("=")
            key, _, thing = address.removesuffix("]").partition("[")
            name, _, period = key.partition("@")
            entity, dot, own = name.partition(".")
            about = actions.About(entity, thing) if dot else actions.About()
            if own == "exists" and not thing:
                new += actions.none_of(
                    acting or clerk, organisation or one, entity, actions.Origin(source, **more), now
                )
                continue
            if own == "exists":
                told = {("exists", period): value}
            else:
                fact = words.fact_of(name)
                told = {(fact.name, values.period(fact, period)): values.read(fact, value)}
            new += actions.state(acting or clerk, organisation or one, about, told, actions.Origin(source, **more), now)
        return new

    return made


def _workbook(**named: Sequence[Sequence[Any]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in named.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _opened(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


@pytest.fixture(scope="session")
def workbook() -> Callable[..., bytes]:
    """An XLSX file of sheets: `workbook(项目=[["编号", …], ["p1", …]])`."""
    pytest.importorskip("openpyxl", reason="没有装表格的依赖（tables），跳过")
    return _workbook


@pytest.fixture(scope="session")
def opened() -> Callable[[bytes], dict[str, list[tuple[Any, ...]]]]:
    """What stands in an XLSX file, sheet by sheet."""
    return _opened


@pytest.fixture(scope="session")
def now() -> datetime:
    """The moment at which the tests state."""
    return NOW
