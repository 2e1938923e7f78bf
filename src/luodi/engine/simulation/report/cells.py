"""Pieces of the page: sums as people read them, tables with bars in their cells. All text is escaped here."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luodi.engine.core.money import yuan
from luodi.engine.simulation.model import SupportResult

_UNITS = ((10**14, "万亿元"), (10**10, "亿元"), (10**6, "万元"))


def short(fen: int) -> str:
    """Return a sum of fen with at most two decimals of its unit, half up: 330.48亿元. The exact sum stands in the tables."""
    for size, word in _UNITS:
        if abs(fen) * 2 >= size * 2 - size // 10_000:  # what rounds up to the unit is told in it
            hundredths = (abs(fen) * 100 + size // 2) // size
            whole, part = divmod(hundredths, 100)
            decimals = f".{part:02d}".rstrip("0").rstrip(".")
            return f"{'−' if fen < 0 else ''}{whole:,}{decimals}{word}"
    return yuan(Decimal(fen) / 100).replace("-", "−")


def exact(fen: int) -> str:
    """Return a sum of fen in yuan losing nothing: 33,047,755,662.54元."""
    whole, part = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{whole:,}{f'.{part:02d}' if part else ''}元"


def changed(fen: int) -> str:
    """Return a difference with its sign."""
    return "0" if fen == 0 else f"{'+' if fen > 0 else '−'}{short(abs(fen))}"


def share(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal, half up; a dash where there is no whole."""
    if not whole:
        return "—"
    permille = (part * 2000 + whole) // (2 * whole)
    return "<0.1%" if part and not permille else f"{permille // 10}.{permille % 10}%"


def said(text: str) -> str:
    """Return text as HTML."""
    return html.escape(text)


@dataclass(frozen=True)
class Cell:
    """One cell: what is shown, what is told on pointing at it, a bar as (per cent, kind) and a second line."""

    text: str
    told: str = ""
    bars: tuple[tuple[int, str], ...] = ()
    below: str = ""

    def html(self) -> str:
        """The cell's inside as HTML."""
        below = f"<small>{said(self.below)}</small>" if self.below else ""
        bars = "".join(f'<i class="{kind}" style="width:{width}%"></i>' for width, kind in self.bars)
        return f"{said(self.text)}{below}" + (f"<span class=bar aria-hidden=true>{bars}</span>" if bars else "")


def money(fen: int) -> Cell:
    """A sum, exact on pointing at it."""
    return Cell(short(fen), exact(fen)) if fen else Cell("0")


def difference(fen: int) -> Cell:
    """A difference, exact on pointing at it."""
    return Cell(changed(fen), exact(abs(fen)))


def named(support: SupportResult, titles: Mapping[str, str]) -> Cell:
    """A support as the first column of a table: its title, and below it whose it is."""
    policy, _, own = support.support.partition("#")
    return Cell(support.title, support.support, (), f"{titles.get(policy, policy)}　{own}")


def bars(parts: Sequence[tuple[int, str]], most: int) -> tuple[tuple[int, str], ...]:
    """Bars of sums beside the largest of a column, in whole per cent; what is not nothing can be seen."""
    return tuple((max(fen * 100 // most, 1), kind) for fen, kind in parts if fen > 0) if most else ()


def table(head: Sequence[str], rows: Iterable[Sequence[Cell | str | int]], drop: Collection[str] = ("同左",)) -> str:
    """A table whose first column is words and the others numbers; it scrolls sideways where it is too wide.

    A column that says nothing but one of the words in `drop` is left out.
    """
    cells = [
        [cell if isinstance(cell, Cell) else Cell(f"{cell:,}" if isinstance(cell, int) else cell) for cell in row]
        for row in rows
    ]
    if not cells:
        return "<p>没有。</p>"
    kept = [place for place in range(len(head)) if not place or any(row[place].text not in drop for row in cells)]
    heads = "".join(f"<th scope=col{'' if place else ' class=w'}>{said(head[place])}</th>" for place in kept)
    body = "".join("<tr>" + "".join(_cell(row[place], not place) for place in kept) + "</tr>" for row in cells)
    return f"<div class=scroll tabindex=0><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"


def _cell(cell: Cell, word: bool) -> str:
    told = f' title="{said(cell.told)}"' if cell.told and cell.told != cell.text else ""
    kind = " class=w" if word else " class=zero" if cell.text == "0" else ""
    return f"<td{kind}{told}>{cell.html()}</td>"


def more(summary: str, inside: str) -> str:
    """A part that is folded away, and opens without scripts."""
    return f"<details><summary>{said(summary)}</summary>{inside}</details>"


def items(texts: Iterable[str]) -> str:
    """A list."""
    return "<ul>" + "".join(f"<li>{said(text)}</li>" for text in texts) + "</ul>"


def chart(own: str, told: str) -> str:
    """The place of a chart, with what it shows for those who do not see it."""
    return f'<div class=chart id="{said(own)}" role=img aria-label="{said(told)}"></div>'
