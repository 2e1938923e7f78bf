"""Write the text of a `Source` block by block, keeping the offsets of blocks and flags right.

>>> writing = Writing()
>>> writing.add("heading", [Run("一、", "numbered"), Run("总体要求")], level=1)
>>> writing.text, writing.blocks, writing.flags[0].kind
('一、总体要求', [Block(start=0, end=6, kind='heading', level=1)], 'numbered')
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from luodi.engine.documents.source import CELL_BREAK, Block, BlockKind, Flag

_BREAKS = re.compile(r"[\t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with, perhaps, a flag: why a person should know how it came here."""

    text: str
    flag: str = ""
    note: str = ""


Runs = list[Run]


def is_blank(runs: Iterable[Run]) -> bool:
    """Tell whether nothing is printed."""
    return not any(run.text.strip() for run in runs)


def trimmed(runs: Runs) -> Runs:
    """Return the runs without the blanks before the first and after the last printed character."""
    first = next((n for n, run in enumerate(runs) if run.text.strip()), len(runs))
    last = next((n for n in range(len(runs) - 1, -1, -1) if runs[n].text.strip()), -1)
    kept = runs[first : last + 1]
    if kept:
        kept[0] = Run(kept[0].text.lstrip(), kept[0].flag, kept[0].note)
        kept[-1] = Run(kept[-1].text.rstrip(), kept[-1].flag, kept[-1].note)
    return kept


@dataclass
class Writing:
    """The growing text: one block a line, in the order of `add`."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return what was written so far."""
        return "".join(self.parts)

    def add(self, kind: BlockKind, runs: Runs, level: int | None = None) -> None:
        """Write one block on lines of its own; a blank one is left out."""
        kept = trimmed(runs)
        if not kept:
            return
        if self.parts:
            self._write("\n")
        start = self.length
        for run in kept:
            self._run(run)
        self.blocks.append(Block(start, self.length, kind, level))

    def add_table(self, rows: list[list[Runs]]) -> None:
        """Write a table: rows on lines, cells parted by tabs; what would break a cell becomes a blank."""
        runs: Runs = []
        for row in rows:
            if all(is_blank(cell) for cell in row):
                continue
            runs += [Run("\n")] if runs else []
            for column, cell in enumerate(row):
                runs += [Run(CELL_BREAK)] if column else []
                runs += [Run(_BREAKS.sub(" ", run.text), run.flag, run.note) for run in trimmed(cell)]
        # An empty first or last cell is part of the table: only whole empty tables are dropped.
        if not is_blank(runs):
            self._add_as_is("table", runs)

    def _add_as_is(self, kind: BlockKind, runs: Runs) -> None:
        if self.parts:
            self._write("\n")
        start = self.length
        for run in runs:
            self._run(run)
        self.blocks.append(Block(start, self.length, kind))

    def _run(self, run: Run) -> None:
        start = self.length
        self._write(run.text)
        if run.flag and self.length > start:
            self.flags.append(Flag(start, self.length, run.flag, run.note))

    def _write(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)
