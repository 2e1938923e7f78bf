"""Check a person's table: what each column means, which cells cannot be facts, and the population that the rest makes.

Every row that holds anything is read; it is either good or has an error, and the two add up. Rows with an error are written
beside the population as they stand, with what is wrong, so that they can be corrected and checked again.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from luodi.engine.core.credit_codes import is_synthetic
from luodi.engine.core.errors import DataError, Place
from luodi.engine.population.cells import Cell, Finer, Stored, Uncalculated, Wrong, is_unknown, reader, text, text_of
from luodi.engine.population.findings import Findings, Heading, RowError
from luodi.engine.population.folder import whole_folder
from luodi.engine.population.headings import Matcher, Wishes, unit_above
from luodi.engine.population.layout import ENTERPRISE_ID, ID, MANIFEST, VERSION, file_name, unscaled
from luodi.engine.population.sources import Row, Sheet, open_sheet
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

ERRORS, REPORT = "errors.csv", "report.json"
#: The row of names is looked for among the first rows: titles and units stand above it.
_LOOK, _BATCH = 20, 8192
#: How many errors are kept in the report; all of them are counted, and written to the error file.
KEPT = 1000
_REMEMBERED = 200_000
_SHOWN = 80


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


def check(
    request: Request, vocabulary: Vocabulary, *, told: Callable[[float], None] = lambda _: None
) -> Findings:
    """Check the file and, when the request says where, write the population, the error file and the report.

    `told` is called with how far reading is. DataError when the file cannot be read as a table at all.
    """
    findings = Findings(str(request.file), request.entity)
    with open_sheet(request.file, request.sheet) as sheet, ExitStack() as stack:
        rows = _named(sheet, request, vocabulary, findings)
        if request.out is None:
            _Checker(findings, vocabulary).run(rows, None, told, sheet)
        else:
            from luodi.engine.population.writing import Outcome  # noqa: PLC0415  (pyarrow only where it writes)

            part = stack.enter_context(whole_folder(request.out, replace=request.replace))
            with Outcome(part, findings) as outcome:
                _Checker(findings, vocabulary).run(rows, outcome, told, sheet)
            (part / REPORT).write_text(json.dumps(as_data(findings), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return findings
