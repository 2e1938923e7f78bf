"""Errors say what, where, why and what to do."""

from __future__ import annotations

import pickle

from luodi.engine.core.errors import DataError, FormulaError, LuodiError, NotFound, Place, Problems


def test_a_message_says_where_what_why_and_what_to_do() -> None:
    error = DataError("写错了", place=Place("a.yaml", 3, "x.y"), why="因为", fix="改正")
    assert str(error).splitlines() == ["a.yaml:3（x.y）: 写错了", "  原因：因为", "  办法：改正"]


def test_a_place_leaves_out_what_is_not_known() -> None:
    assert [str(p) for p in (Place(), Place("a"), Place("a", 2), Place(line=2), Place(key="k"))] == [
        "",
        "a",
        "a:2",
        "第2行",
        "k",
    ]


def test_several_problems_are_all_shown() -> None:
    problems = Problems([DataError("一"), NotFound("二")])
    assert str(problems).splitlines() == ["一", "二"]


def test_errors_survive_being_sent_between_processes() -> None:
    error = FormulaError("甲", place=Place("f", 1), why="乙", fix="丙")
    for one in (error, Problems([error, NotFound("丁")])):
        again = pickle.loads(pickle.dumps(one))
        assert (type(again), str(again)) == (type(one), str(one))


def test_every_error_is_a_luodi_error() -> None:
    assert issubclass(Problems, DataError)
    assert issubclass(FormulaError, DataError)
    assert issubclass(NotFound, LuodiError)
