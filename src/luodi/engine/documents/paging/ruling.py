"""Tables that are drawn with lines: strokes on a page become a grid, and each line of text its cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from luodi.engine.documents.paging.lines import Line

#: A page with more strokes than this is a drawing.
MAX_RULES = 1200
#: Strokes that stand nearer than this are the two edges of one printed line.
NEAR = 3.5


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical stroke: `at` its place, `start` to `end` its reach."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of a table's columns from the left and of its rows from the top."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]

    def cell(self, line: Line) -> tuple[int, int] | None:
        """Return the row and column in which a line of text begins, None when it stands outside."""
        row = _slot([-edge for edge in self.rows], -line.middle)
        column = _slot(self.columns, line.x0 + min(line.size, line.x1 - line.x0) / 2)
        return (row, column) if row is not None and column is not None else None


def rules_of(left: float, bottom: float, right: float, top: float, page: tuple[float, float]) -> list[Rule]:
    """Return the strokes of a drawn rectangle: itself when thin, its four edges when it frames something."""
    wide, high = right - left, top - bottom
    if high <= 2.5 and wide > 8:
        return [Rule(True, (bottom + top) / 2, left, right)]
    if wide <= 2.5 and high > 8:
        return [Rule(False, (left + right) / 2, bottom, top)]
    if wide < 8 or high < 8 or (wide > 0.97 * page[0] and high > 0.97 * page[1]):
        return []
    return [Rule(True, at, left, right) for at in (bottom, top)] + [
        Rule(False, at, bottom, top) for at in (left, right)
    ]


def grids(rules: list[Rule]) -> list[Grid]:
    """Return the tables: groups of strokes that touch, with at least two columns and a closed frame."""
    found: list[Grid] = []
    for touching in _touching(rules):
        columns = _edges([rule.at for rule in touching if not rule.horizontal])
        rows = _edges([rule.at for rule in touching if rule.horizontal])
        if len(columns) >= 3 and len(rows) >= 2:
            found.append(Grid(tuple(columns), tuple(reversed(rows))))
    return found


def place_in_tables(lines: list[Line], rules: list[Rule], first: int) -> list[Line]:
    """Return the lines in reading order, each in a table with the table's number, its row and its column."""
    found: list[Line] = []
    tables: dict[int, list[Line]] = {}
    known = grids(rules)
    for line in lines:
        for number, grid in enumerate(known):
            cell = grid.cell(line)
            if cell is not None:
                if number not in tables:
                    tables[number] = []
                    found.append(replace(line, table=first + number))  # holds the table's place among the lines
                tables[number].append(replace(line, table=first + number, row=cell[0], column=cell[1]))
                break
        else:
            found.append(line)
    return [placed for line in found for placed in (tables[line.table - first] if line.table >= 0 else [line])]


def _slot(edges: tuple[float, ...] | list[float], at: float) -> int | None:
    for number, (low, high) in enumerate(pairwise(edges)):
        if low <= at < high:
            return number
    return None


def _edges(places: list[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > NEAR:
            found.append(place)
    return found


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """Return groups of strokes that meet: a horizontal one and the vertical ones that cross or end on it."""
    groups: list[list[Rule]] = []
    for rule in rules:
        met = [group for group in groups if any(_meet(rule, other) for other in group)]
        joined = [rule, *(other for group in met for other in group)]
        groups = [group for group in groups if group not in met] + [joined]
    return groups


def _meet(one: Rule, other: Rule) -> bool:
    if one.horizontal == other.horizontal:
        return abs(one.at - other.at) < NEAR and one.start - NEAR <= other.end and other.start - NEAR <= one.end
    flat, upright = (one, other) if one.horizontal else (other, one)
    crosses = flat.start - NEAR <= upright.at <= flat.end + NEAR
    return crosses and upright.start - NEAR <= flat.at <= upright.end + NEAR
