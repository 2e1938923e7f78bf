"""One table of a person's own (CSV, XLSX, Parquet), read as `luodi population check` does: whole and clean, or not at all."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.core.errors import DataError, Place
from luodi.engine.population.check import Request, check
from luodi.engine.population.findings import Findings
from luodi.engine.population.layout import file_name
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary
from luodi.engine.simulation.sources import Found

_SHOWN = 5


def find(path: Path, vocabulary: Vocabulary, work: Path) -> Found:
    """Return the table of the enterprises; see `sources`."""
    if path.suffix.lower() in {".parquet", ".pq"} and _of_the_layout(path):
        return Found({ENTERPRISE: path}, str(path), ("只有企业表，没有项目、贷款等表，系于它们的都算待核实",))
    return checked(path, ENTERPRISE, vocabulary, work)


def _of_the_layout(path: Path) -> bool:
    try:
        return b"luodi.layout" in (pq.read_schema(path).metadata or {})
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(
            "不是完整的 Parquet 文件", place=Place(str(path)), why=str(error).splitlines()[0][:200],
            fix="看文件是不是没有写完或已损坏",
        ) from None  # fmt: skip


def checked(path: Path, entity: str, vocabulary: Vocabulary, work: Path) -> Found:
    """Return a person's table as one of the layout; DataError when a cell or a column has to be looked at first."""
    if entity not in vocabulary.entities:
        raise DataError(
            f"{path.name} 读不了", place=Place(str(path)), why="领取记录只读 Parquet", fix="写成 received.parquet"
        )
    folder = work / "own"
    findings = check(Request(path, entity, out=folder), vocabulary)
    if not findings.clean:
        raise _not_clean(path, entity, findings)
    table = folder / file_name(entity)
    return Found({entity: table}, str(path), (f"{path.name}：读 {findings.read:,} 行，全部合格",))


def _not_clean(path: Path, entity: str, findings: Findings) -> DataError:
    """Figures over a table that was not understood would be wrong without anybody noticing."""
    told = [*findings.problems]
    told += [f"列“{h.text}”：{'；'.join(h.problems)}" for h in findings.headings if h.problems]
    told += [str(error) for error in findings.errors]
    more = "" if len(told) <= _SHOWN else f" 等 {len(told)} 处"
    kind = "" if entity == ENTERPRISE else f" --for {entity}"
    return DataError(
        f"读 {findings.read:,} 行，{findings.wrong:,} 行有错，{len(told) - len(findings.errors)} 处要先看一眼",
        place=Place(str(path)), why="；\n        ".join(told[:_SHOWN]) + more,
        fix=f"luodi population check {path}{kind} --out 文件夹，按提示改好或用 --map、--unit、--year 说明，再推演那个文件夹",
    )  # fmt: skip
