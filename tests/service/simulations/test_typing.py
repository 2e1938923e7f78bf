"""Figures typed into their fields: said while they are typed, never lost, never stronger than the text that was changed beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import SCENARIO

TEXT = f"changes:\n  {SCENARIO}:\n    values:\n      cap: 4000000\n"


@pytest.fixture
def post(client: Any, officer: Any, prepared: Callable[..., Any]) -> Callable[..., Any]:
    """Posts the form of a run whose reform says four million: `post("edit", do="save", …)`."""
    from luodi.service.accounts.models import Person

    client.force_login(Person.objects.get(pk=officer.person), backend="django.contrib.auth.backends.ModelBackend")
    run = prepared(reform=TEXT)
    rest = {"reform": TEXT, "support": SCENARIO, "figures-of": SCENARIO, "was.figure.cap": "400万元"}

    def sent(part: str, **given: str) -> Any:
        told = {**rest, "figure.cap": "400万元", **{name.replace("__", "."): value for name, value in given.items()}}
        answer = client.post(f"/simulations/{run.pk}/{part}/", told)
        run.refresh_from_db()
        return answer, run.reform

    return sent


def test_a_typed_figure_is_kept_by_every_button(post: Callable[..., Any]) -> None:
    _answer, reform = post("edit", do="save", figure__cap="500万")
    assert "cap: 5000000" in reform


def test_a_field_nobody_touched_leaves_the_text_as_it_was_written(post: Callable[..., Any]) -> None:
    _answer, reform = post("edit", do="save", reform=TEXT.replace("4000000", "6000000"))
    assert "cap: 6000000" in reform


def test_a_figure_that_cannot_be_read_is_said_by_its_name_and_stays_in_its_field(post: Callable[..., Any]) -> None:
    answer, _reform = post("check", figure__cap="五百万吨")
    assert "“五百万吨”不能作“封顶”的新数" in answer.content.decode()
    answer, reform = post("edit", do="send", figure__cap="五百万吨")
    assert answer.status_code == 422 and 'value="五百万吨"' in answer.content.decode()
    assert reform == TEXT  # nothing of it was kept


def test_another_support_is_opened_without_losing_what_was_typed(post: Callable[..., Any]) -> None:
    other = SCENARIO.replace("#4", "#3-2")
    answer, _reform = post("figures", support=other, figure__cap="500万")
    page = answer.content.decode()
    assert f'name="figures-of" value="{other}"' in page and "cap: 5000000" in page and "500万元" in page
