"""Check a person's table: what each column means, which cells cannot be facts, and the population that the rest makes.

Every row that holds anything is read; it is either good or has an error, and the two add up. Rows with an error are written
beside the population as they stand, with what is wrong, so that they can be corrected and checked again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.engine.core.finished import whole_files
from luodi.engine.core.money import plain
from luodi.engine.population.cells import text_of
from luodi.engine.population.findings import Findings, Heading
from luodi.engine.population.headings import MOST_COLUMNS, Matcher, Wishes, unit_above
from luodi.engine.population.layout import ENTERPRISE_ID, MANIFEST, VERSION, errors_name, file_name
from luodi.engine.population.rows import Checker, Outlet
from luodi.engine.population.sources import Row, Sheet, open_sheet
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

#: The row of names is looked for among the first rows: titles and units stand above it.
_LOOK = 20


@dataclass(frozen=True)
class Request:
    """Which file to check, as which kind of entity, what the person said about it, and where to write."""

    file: Path
    entity: str = ENTERPRISE
    sheet: str | None = None
    header: int | None = None
    wishes: Wishes = field(default_factory=Wishes)
    out: Path | None = None
    replace: bool = False
    add: bool = False


def check(
    request: Request, vocabulary: Vocabulary, *, told: Callable[[float], None] = lambda _: None, outlet: Callable[[Findings], Outlet] | None = None
) -> Findings:  # fmt: skip
    """Check the file and, when the request says where, write the population, the error file and the report.

    `told` is called with how far reading is, from 0 to 1; `outlet` is given the findings once the columns are known and makes what
    takes the rows instead. DataError when the file cannot be read as a table at all.
    """
    if request.entity not in vocabulary.entities:
        near = did_you_mean(request.entity, vocabulary.entities)
        raise NotFound(f"没有实体“{request.entity}”", fix=near or "可用：" + "、".join(vocabulary.entities))
    findings = Findings(str(request.file), request.entity)
    with open_sheet(request.file, request.sheet) as sheet:
        rows = _below_the_names(sheet, request, vocabulary, findings)
        _demand_what_is_needed(request, findings)
        if request.out is None:
            Checker(findings, vocabulary, sheet, outlet(findings) if outlet else None).run(rows, told)
        else:
            _check_and_write(request, vocabulary, sheet, rows, findings, told)
    return findings


def _below_the_names(sheet: Sheet, request: Request, vocabulary: Vocabulary, findings: Findings) -> Iterator[Row]:
    """Find the row of names, match them, and return the rows below."""
    findings.notes += sheet.notes
    matcher = Matcher(vocabulary, request.entity, request.wishes)
    if sheet.names is not None:
        _refuse_too_many(sheet.names, request)
        findings.headings = matcher.headings(sheet.names, sheet.units)
        return sheet.rows
    first: list[Row] = []
    for row in sheet.rows:
        first.append(row)
        if len(first) >= max(_LOOK, request.header or 0):
            break
    at = _row_of_names(first, request, matcher)
    above = [[text_of(cell) for cell in cells] for _, cells in first[:at]]
    unit = next((found for cells in above if (found := unit_above(cells))), None)
    if unit and request.wishes.money is None:
        matcher.wishes = Wishes(request.wishes.columns, unit, request.wishes.year)
        findings.notes.append(f"表上写着单位：{unit.word}")
    number, cells = first[at]
    names = _without_the_empty_end([text_of(cell) for cell in cells])
    findings.notes.append(f"列名在第 {number} 行")
    _refuse_too_many(names, request)
    findings.headings = matcher.headings(names)
    below = [area for area, last in sheet.merged if last > number]
    if below:
        findings.problems.append(
            f"合并单元格 {'、'.join(below[:5])}{' 等' if len(below) > 5 else ''}：只有左上角一格有值，其余按没有填；取消合并后补全"
        )
    return chain(first[at + 1 :], sheet.rows)


def _row_of_names(first: list[Row], request: Request, matcher: Matcher) -> int:
    if request.header is not None:
        at = next((i for i, (number, _) in enumerate(first) if number == request.header), None)
        if at is None:
            raise DataError(f"没有第 {request.header} 行", place=Place(str(request.file)), fix="改 --header")
        return at
    scores = [matcher.score([text_of(cell) for cell in cells]) for _, cells in first]
    if not scores or max(scores) == 0:
        seen = [text_of(cell) for _, cells in first[:1] for cell in cells if text_of(cell)][:8]
        raise DataError(
            "没有认出列名", place=Place(str(request.file)), why=f"第一行是：{'、'.join(seen) or '空的'}",
            fix="列名用事实的中文名（luodi facts 可查）；或用 --header 写明列名在第几行，--map 列名=事实；是乱码就另存为 UTF-8",
        )  # fmt: skip
    return scores.index(max(scores))


def _refuse_too_many(names: Sequence[object], request: Request) -> None:
    if len(names) > MOST_COLUMNS:
        raise DataError(
            f"有 {len(names)} 列", place=Place(str(request.file)), why=f"至多 {MOST_COLUMNS} 列", fix="删去用不着的列"
        )


def _without_the_empty_end(names: list[str]) -> list[str]:
    while names and not names[-1].strip():
        names.pop()
    return names


def _demand_what_is_needed(request: Request, findings: Findings) -> None:
    if not any(heading.column for heading in findings.headings):
        shown = "、".join(f"{h.text}（{h.problems[0] if h.problems else h.how}）" for h in findings.headings[:8])
        raise DataError("没有一列是事实", place=Place(str(request.file)), why=shown, fix="用 --map 列名=事实 说明")
    if request.entity != ENTERPRISE and not any(heading.role == ENTERPRISE_ID for heading in findings.headings):
        raise DataError(
            "没有一列说明属于哪家企业", place=Place(str(request.file)), why="每一行都要属于一家企业",
            fix=f"加一列“企业编号”或“统一社会信用代码”，或用 --map 列名={ENTERPRISE_ID}",
        )  # fmt: skip


def _check_and_write(
    request: Request, vocabulary: Vocabulary, sheet: Sheet, rows: Iterator[Row], findings: Findings, told: Callable[[float], None]
) -> None:  # fmt: skip
    from luodi.engine.population.outcome import Outcome, owners  # noqa: PLC0415  (pyarrow only where it is needed)

    assert request.out is not None
    manifest = _manifest(request.out, request)
    known = owners(request.out) if request.entity != ENTERPRISE else None
    if request.entity != ENTERPRISE and known is None:
        findings.notes.append("文件夹里还没有 enterprise.parquet，没有核对企业是否存在")
    before = request.out / file_name(request.entity) if request.add else None
    with whole_files(request.out) as part:
        with Outcome(part, findings, before) as outcome:
            Checker(findings, vocabulary, sheet, outcome, known, outcome.held).run(rows, told)
        report = json.dumps(as_data(findings), ensure_ascii=False, indent=2)
        (part / f"{request.entity}.report.json").write_text(report + "\n", encoding="utf-8")
        manifest["files"] = {**manifest.get("files", {}), file_name(request.entity): outcome.rows}
        (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if not findings.wrong:
        (request.out / errors_name(request.entity)).unlink(missing_ok=True)  # of the check before


def _manifest(out: Path, request: Request) -> dict[str, Any]:
    """Return what the folder holds already; refuse to mix a person's own with synthetic ones, or to overwrite."""
    file = file_name(request.entity)
    if (out / file).exists() and not (request.replace or request.add):
        fix = "换一个 --out，加 --replace 换掉，或加 --add 续上"
        raise DataError(f"已经有 {file}", place=Place(str(out)), why="不覆盖已有的文件", fix=fix)
    if request.add and not (out / file).exists():
        raise DataError(f"没有 {file} 可续", place=Place(str(out)), fix="去掉 --add")
    try:
        held = json.loads((out / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        return {"layout": VERSION, "synthetic": False, "files": {}}
    except (OSError, ValueError):
        raise DataError(f"读不成 {MANIFEST}", place=Place(str(out)), fix="换一个 --out") from None
    if not isinstance(held, dict) or held.get("synthetic") is not False:
        raise DataError(
            "这是合成企业的文件夹", place=Place(str(out)), why="自己的数据不与合成的混在一起", fix="换一个 --out"
        )
    return held


def as_data(findings: Findings) -> dict[str, Any]:
    """Return the findings as data for JSON; numbers of facts are written as text, so that none is rounded."""
    return {
        "file": findings.file, "entity": findings.entity, "clean": findings.clean,
        "rows": {"read": findings.read, "good": findings.good, "with_errors": findings.wrong, "blank": findings.blank, "synthetic": findings.synthetic},
        "notes": findings.notes, "problems": findings.problems,
        "columns": [_heading(heading, findings.read) for heading in findings.headings],
        "errors_by_kind": dict(sorted(findings.kinds.items(), key=lambda item: -item[1])),
        "errors": [{"row": e.row, "column": e.heading, "value": e.value, "what": e.what, "why": e.why, "fix": e.fix} for e in findings.errors],
    }  # fmt: skip


def _heading(heading: Heading, read: int) -> Mapping[str, Any]:
    fact = heading.column.fact if heading.column else None
    return {
        "column": heading.text, "fact": fact.key if fact else None, "role": heading.role or None,
        "year": heading.column.year if heading.column else None, "matched_by": heading.how, "type": fact.type.value if fact else None,
        "unit": heading.unit.word if heading.unit else None, "filled": heading.filled, "filled_share": f"{heading.filled}/{read}",
        "written_as_unknown": heading.told_unknown, "with_errors": heading.wrong, "rounded": heading.rounded,
        "least": shown(heading.least), "most": shown(heading.most), "problems": heading.problems,
    }  # fmt: skip


def shown(value: Decimal | date | None) -> str | None:
    """Return a number or a day as text."""
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else plain(value)
