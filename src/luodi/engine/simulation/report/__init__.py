"""What a run found, as files: CSV for spreadsheets, Parquet and JSON for programs, one page for people.

`tables` says which columns there are, `files` writes them, `page` draws the page from `page.html`, `charts` says what is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from luodi.engine.simulation.simulate import Outcome

PAGE, DATA = "report.html", "result.json"


@dataclass(frozen=True)
class Asked:
    """A policy that was asked about, as a report names it."""

    id: str
    title: str
    draft: bool


@dataclass(frozen=True)
class Report:
    """Everything a report tells: what was asked, with which engine, and what came out."""

    title: str
    on: str
    policies: Sequence[Asked]
    outcome: Outcome
    engine: str
    remarks: Sequence[str] = ()
    reform: str = ""  # the title of the reform; empty: none
    cautions: Sequence[str] = ()  # what a reader must know before any figure

    @property
    def titles(self) -> dict[str, str]:
        """The titles of the policies by id."""
        return {policy.id: policy.title for policy in self.policies}


def write(report: Report, folder: Path, echarts: Path) -> list[str]:
    """Write every form of a report into a folder; return the names of the files. `echarts` is the script that draws."""
    from luodi.engine.simulation.report.files import write_data, write_tables
    from luodi.engine.simulation.report.page import page

    made = write_tables(report, folder)
    write_data(report, folder / DATA)
    (folder / PAGE).write_text(page(report, echarts.read_text("utf-8")), "utf-8")
    return [PAGE, *made, DATA]
