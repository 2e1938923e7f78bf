"""The error tree: every message says what is wrong, where, why, and what to do.

LuodiError
├── DataError          a file a person wrote cannot be used        (exit 2)
│   ├── Conflict       somebody else changed the same thing meanwhile
│   ├── FormulaError   a formula is outside the grammar or mixes units
│   └── CitationError  a clause or a figure is not where the data says
├── SourceError        a document cannot be read
│   └── UnsupportedFormat
├── NotFound           an id, a fact or a file that does not exist
├── NoReport           a report cannot be set: no fonts, no glyph
├── Ended              what was shared may no longer be read      (the site: 410)
└── Refused            somebody may not do what was asked          (the site: 403)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: a file as the person named it, a 1-based line, and a path of keys."""

    file: str = ""
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        where = self.file
        if self.line is not None:
            where += f":{self.line}" if where else f"第{self.line}行"
        return f"{where}（{self.key}）" if where and self.key else where or self.key


class LuodiError(Exception):
    """Anything Luodi refuses. `what` is the fault, `place` where it is, `why` the reason, `fix` what to do."""

    def __init__(self, what: str, *, place: Place | None = None, why: str = "", fix: str = "") -> None:
        self.what, self.place, self.why, self.fix = what, place or Place(), why, fix
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.what}" if str(self.place) else self.what]
        if self.why:
            lines.append(f"  原因：{self.why}")
        if self.fix:
            lines.append(f"  办法：{self.fix}")
        return "\n".join(lines)

    @property
    def line(self) -> str:
        """What, why and what to do on one line, as it stands beside a field or a row."""
        return "；".join(filter(None, (self.what, self.why, self.fix)))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.place, self.why, self.fix)


def _rebuild(kind: type[LuodiError], what: str, place: Place, why: str, fix: str) -> LuodiError:
    return kind(what, place=place, why=why, fix=fix)


class DataError(LuodiError):
    """A file that a person wrote cannot be used as it stands."""


class FormulaError(DataError):
    """A formula is outside the closed grammar, names something unknown, or mixes units."""


class CitationError(DataError):
    """A clause or a figure is not in the document where the data says it is."""


class SourceError(LuodiError):
    """A document cannot be read."""


class UnsupportedFormat(SourceError):
    """The kind of document is not one that can be read here."""


class NotFound(LuodiError):
    """An id, a fact or a file that does not exist."""


class Refused(LuodiError):
    """Somebody may not do what was asked; the site answers with status 403."""


class NoReport(LuodiError):
    """A report cannot be set: fonts are missing, or a character has no glyph."""


class Ended(LuodiError):
    """What was shared may no longer be read: it was revoked, or its time is over."""


class Conflict(DataError):
    """Somebody else changed the same thing meanwhile; nothing was written, and what was typed is not lost."""


class Problems(DataError):
    """Several faults found in one reading; all of them are shown, not only the first."""

    def __init__(self, problems: Iterable[LuodiError]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    def __reduce__(self) -> tuple[object, ...]:
        return Problems, (self.problems,)


def each(error: LuodiError) -> tuple[LuodiError, ...]:
    """Every fault that an error tells: those of `Problems`, else the one."""
    return error.problems if isinstance(error, Problems) else (error,)


def by_file_name(error: LuodiError) -> tuple[LuodiError, ...]:
    """Every fault that an error tells, with the file's own name: where a trial stood on the disk is nobody's business."""
    return tuple(
        DataError(
            one.what, place=Place(one.place.file.rpartition("/")[2], one.place.line, one.place.key), why=one.why, fix=one.fix
        )
        for one in each(error)
    )  # fmt: skip
