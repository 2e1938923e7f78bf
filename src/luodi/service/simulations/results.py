"""Pages of a result, read by SQL from its Parquet files: never more rows than a page shows come into memory.

Sums are whole fen. The columns are those of `engine.simulation.report.tables`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from luodi.engine.core.errors import NotFound

PAGE = 30
#: What may be downloaded, by name, with its media type.
MEDIA = {
    ".csv": "text/csv; charset=utf-8", ".parquet": "application/vnd.apache.parquet", ".json": "application/json", ".html": "text/html; charset=utf-8",
}  # fmt: skip
ORDERS: Mapping[str, str] = {
    "sure": "definite_fen + ceiling_fen DESC, unknown_hi_fen DESC", "open": "unknown_hi_fen DESC", "eligible": "eligible DESC", "name": "support",
}  # fmt: skip
_COMPARED = ("eligible", "definite_fen", "ceiling_fen", "unknown_hi_fen")


@dataclass(frozen=True)
class Page:
    """Some rows of a table, and how many there are in all."""

    rows: list[dict[str, Any]]
    count: int

    def turns(self, offset: int) -> dict[str, int | None]:
        """Which rows are shown, counted from 1, and where the pages before and after begin (None: there is none)."""
        last = offset + len(self.rows) if self.rows else 0
        before = min(
            max(offset - PAGE, 0), max(self.count - 1, 0) // PAGE * PAGE
        )  # from behind the end to the last page
        return {
            "first": offset + 1 if self.rows else 0, "last": last, "back": before if offset else None,
            "next": offset + PAGE if self.rows and last < self.count else None,
        }  # fmt: skip


def supports(
    folder: Path, *, reform: bool = False, words: str = "", order: str = "sure", limit: int = PAGE, offset: int = 0
) -> Page:
    """The supports of a run that somebody may claim, the costliest first; `words` is in their name or id."""
    where, given = "claims > 0", []
    if words.strip():
        where += " AND (contains(title, $1) OR contains(support, $1))"
        given = [words.strip()]
    return _page(
        folder / ("reform-supports.parquet" if reform else "supports.parquet"),
        where,
        ORDERS.get(order, ORDERS["sure"]),
        given,
        limit,
        offset,
    )


def reform(folder: Path, *, limit: int = PAGE, offset: int = 0) -> Page:
    """The supports that a reform changes, the largest difference first."""
    kinds = ("definite", "ceiling", "unknown_hi")
    differs = (
        " OR ".join(f"before_{kind}_fen <> after_{kind}_fen" for kind in kinds)
        + " OR before_eligible <> after_eligible"
    )
    order = "abs(after_definite_fen + after_ceiling_fen - before_definite_fen - before_ceiling_fen) DESC, abs(after_unknown_hi_fen - before_unknown_hi_fen) DESC"
    return _page(folder / "reform.parquet", differs, order, [], limit, offset)


def groups(folder: Path, by: str, *, limit: int = PAGE, offset: int = 0) -> Page:
    """The groups of one way, the costliest first."""
    return _page(
        folder / "groups.parquet",
        '"by" = $1',
        "definite_fen + ceiling_fen DESC, unknown_hi_fen DESC",
        [by],
        limit,
        offset,
    )


def cash(folder: Path, *, reform: bool = False) -> list[dict[str, Any]]:
    """The years of the cash flow; at most thirty."""
    return _page(folder / ("reform-cash.parquet" if reform else "cash.parquet"), "true", "year", [], 40, 0).rows


def spread(folder: Path) -> list[dict[str, Any]]:
    """How the money lies among those who gain: one row for definite sums, one for ceilings."""
    return _page(folder / "spread.parquet", "true", "kind <> '确定'", [], 5, 0).rows


def claims(folder: Path, *, support: str = "", reform: bool = False, limit: int = PAGE, offset: int = 0) -> Page:
    """Single claims in the order of their enterprises; of one support when it is told."""
    where, given = ("support = $1", [support]) if support else ("true", [])
    return _page(
        folder / ("claims-reform.parquet" if reform else "claims.parquet"),
        where,
        "support, enterprise_id, thing",
        given,
        limit,
        offset,
    )


def compared(left: Path, right: Path, *, limit: int = PAGE, offset: int = 0) -> Page:
    """The supports of two results beside each other: those that differ, the largest difference first."""
    joined = (
        "SELECT coalesce(a.support, b.support) AS support, coalesce(b.title, a.title) AS title, "
        + ", ".join(
            f"coalesce({side}.{name}, 0) AS {label}_{name}"
            for side, label in (("a", "left"), ("b", "right")) for name in _COMPARED
        )
        + f" FROM read_parquet({_text(_there(left))}) a FULL OUTER JOIN read_parquet({_text(_there(right))}) b ON a.support = b.support"
    )  # fmt: skip
    differs = " OR ".join(f"left_{name} <> right_{name}" for name in _COMPARED)
    order = "abs(right_definite_fen + right_ceiling_fen - left_definite_fen - left_ceiling_fen) DESC, abs(right_unknown_hi_fen - left_unknown_hi_fen) DESC, support"
    return _read(f"({joined})", differs, order, [], limit, offset)


def final(folder: Path) -> Path:
    """The table of supports as a run leaves them: after the reform where it has one."""
    after = folder / "reform-supports.parquet"
    return after if after.is_file() else folder / "supports.parquet"


def file(folder: Path, name: str) -> Path:
    """A file of a result that may be downloaded; NotFound for any other."""
    found = folder / Path(name).name
    if Path(name).name != name or name.startswith(".") or found.suffix not in MEDIA or not found.is_file():
        raise NotFound("没有这个文件", why="这次推演没有这张表，或文件被删了", fix="从结果页下载")
    return found


def names(folder: Path) -> list[tuple[str, int]]:
    """The files of a result with their sizes in bytes."""
    if not folder.is_dir():
        return []
    return [(one.name, one.stat().st_size) for one in sorted(folder.iterdir()) if one.suffix in MEDIA]


def _page(file: Path, where: str, order: str, given: Sequence[Any], limit: int, offset: int) -> Page:
    return _read(f"read_parquet({_text(_there(file))})", where, order, given, limit, offset)


def _read(source: str, where: str, order: str, given: Sequence[Any], limit: int, offset: int) -> Page:
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "300MB"}) as held:
        held.execute("SET enable_progress_bar = false")
        found = held.execute(f"SELECT count(*) FROM {source} WHERE {where}", given).fetchone()
        cursor = held.execute(
            f"SELECT * FROM {source} WHERE {where} ORDER BY {order} LIMIT {int(limit)} OFFSET {int(offset)}", given
        )
        columns = [one[0] for one in cursor.description]
        rows = [
            {name: _whole(name, value) for name, value in zip(columns, row, strict=True)} for row in cursor.fetchall()
        ]
    return Page(rows, int(found[0]) if found else 0)


def _whole(name: str, value: Any) -> Any:
    return int(value) if name.endswith("_fen") and value is not None else value


def _there(file: Path) -> Path:
    if not file.is_file():
        raise NotFound("结果的文件不在了", why="数据文件夹是新的，或文件被删了", fix="再推演一次")
    return file


def _text(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"
