"""Statements from an XLSX file, a sheet for each kind of thing: good rows are stated, the others come back to be corrected and sent again.

The columns are found and the cells read as `luodi population check` does. Rows are written in blocks of `BLOCK`, each a transaction with
its audit rows: after an interruption whatever was written stays, and sending the file again writes the rest. What is already so is
left as it is, so the same file twice changes nothing.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, LuodiError, Problems
from luodi.engine.population.cells import Stored
from luodi.engine.population.check import Request, check
from luodi.engine.population.findings import Findings, Heading, RowError
from luodi.engine.population.headings import Wishes
from luodi.engine.population.layout import ENTERPRISE_ID, ID
from luodi.engine.population.sources import Row
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import Acting, Over, Refused, may, require
from luodi.service.registry import actions, queries, sheets, values
from luodi.service.registry.actions import About, Origin
from luodi.service.registry.models import SOURCES, Import
from luodi.service.registry.words import vocabulary

#: Rows written in one transaction: others who write wait for it.
BLOCK = 25
#: Rows of one sheet that are read on the site; more would hold up the others who use it.
MOST_ROWS = 20_000
#: Sheets that hold no rows.
PROSE = ("说明", "填表说明", "来源说明")


@dataclass(frozen=True)
class Wanted:
    """What the person says of a file: the source, the day from which its values hold (empty: undated), what an unnamed sheet holds."""

    source: str
    since: str = ""
    entity: str = ENTERPRISE
    note: str = ""
    year: int | None = None
    most: int = MOST_ROWS


@dataclass
class Part:
    """What was found in one sheet. `read` = `new` + `unchanged` + `refused`, in rows; `stated` counts the statements made."""

    sheet: str
    entity: str
    read: int = 0
    new: int = 0
    unchanged: int = 0
    refused: int = 0
    blank: int = 0
    stated: int = 0
    registered: int = 0
    columns: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def import_file(acting: Acting, content: bytes, name: str, wanted: Wanted, now: datetime) -> Import:
    """State what an XLSX file says; the result tells each sheet's rows, and holds the refused ones as a file. DataError when it is no such file."""
    if not may_import(acting):
        require(acting, "fact.import")
    if wanted.source not in SOURCES:
        raise DataError(_("没有选来源"), fix=_("可用：") + "、".join(map(str, SOURCES.values())))
    if wanted.since:
        _day(wanted.since)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "表.xlsx"
        file.write_bytes(content)
        chosen, unread = _sheets(file, wanted)
        made = Import.objects.create(
            digest=hashlib.sha256(content).hexdigest(), name=actions.plain_line(name), source=wanted.source, since=wanted.since, actor=acting.id,
            actor_name=acting.name, at=now,
        )  # fmt: skip
        parts, refused = [], []
        for title, entity in chosen:
            taken = _Taker(acting, made, entity, wanted, now)
            parts.append(_read(file, title, entity, wanted, taken))
            refused.append(taken.refused_sheet())
    made.report = {"sheets": [vars(part) for part in parts], "unread": unread}
    made.refused = sheets.refused([sheet for sheet in refused if sheet is not None])
    made.finished_at = now
    made.save(update_fields=["report", "refused", "finished_at"])
    return made


def may_import(acting: Acting) -> bool:
    """Whether somebody may import for any organisation at all."""
    own = any(may(acting, "fact.import", Over(organisation=one)) for one in acting.organisations)
    return own or acting.regions("fact.import") != ()


def _day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise DataError(_("“%(text)s”不是日期") % {"text": text}, fix=_("写 2021-06-01；一直如此就空着")) from None


def _sheets(file: Path, wanted: Wanted) -> tuple[list[tuple[str, str]], list[str]]:
    """The sheets to read with the kind of thing each holds, the enterprises first; and those that nobody knows."""
    titles = sheets.titles(file)
    if wanted.entity not in vocabulary().entities:
        raise DataError(_("没有“%(name)s”这种实体") % {"name": wanted.entity}, fix="、".join(vocabulary().entities))
    found = [(title, entity) for title in titles if (entity := sheets.entity_of(title))]
    others = [title for title in titles if title not in PROSE and not sheets.entity_of(title)]
    if not found and others:
        found, others = [(others[0], wanted.entity)], others[1:]
    told = [
        f"工作表“{title}”没有读：看不出里面是什么，改成“{vocabulary().entities['project'].label}”这样的名字"
        for title in others
    ]
    return sorted(found, key=lambda one: one[1] != ENTERPRISE), told


def _read(file: Path, title: str, entity: str, wanted: Wanted, taken: _Taker) -> Part:
    """Read one sheet; a sheet that cannot be read as a table says so and leaves the others be."""
    taken.part.sheet = title
    request = Request(file, entity, sheet=title, wishes=Wishes(year=wanted.year))
    try:
        findings = check(request, vocabulary(), outlet=taken.begin)
    except Stop as stop:
        part = taken.part
        part.problems.append(stop.why)
        part.read = part.new + part.unchanged + part.refused
        return part
    except LuodiError as error:
        taken.part.problems.append(error.line)
        return taken.part
    part = taken.part
    part.read, part.blank = findings.read, findings.blank
    part.notes += [note for note in findings.notes if not note.startswith(("工作表", "另有工作表"))]
    part.problems += findings.problems
    part.columns = [_column(heading) for heading in findings.headings if heading.text]
    return part


def _column(heading: Heading) -> dict[str, str]:
    fact = heading.column.fact if heading.column else None
    role = {ID: "编号", ENTERPRISE_ID: "属于哪家企业"}.get(heading.role, "")
    told = role or (
        f"{fact.label}{f'（{heading.column.year}年）' if heading.column.year else ''}"
        if heading.column and fact
        else ""
    )
    return {
        "text": heading.text, "read_as": told, "unit": heading.unit.word if heading.unit else "",
        "problem": "；".join(heading.problems) or ("" if heading.used or heading.how == "不是事实" else heading.how),
    }  # fmt: skip


class Stop(Exception):
    """A sheet cannot be read (any further): it lacks a column without which no row can be told from another, or has too many rows."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class _Taker:
    """Takes the rows of one sheet: states the good ones block by block, keeps the refused ones as they stood."""

    def __init__(self, acting: Acting, came_in: Import, entity: str, wanted: Wanted, now: datetime) -> None:
        self.acting, self.entity, self.now, self.since, self.most = acting, entity, now, wanted.since, wanted.most
        self.origin = Origin(wanted.source, wanted.note or f"导入：{came_in.name}", came_in=came_in)
        self.part = Part("", entity)
        self.headings: list[Heading] = []
        self.kept: list[tuple[Row, str]] = []

    def begin(self, findings: Findings) -> _Taker:
        """Look at the columns before the first row."""
        self.headings = findings.headings
        roles = {heading.role for heading in findings.headings}
        if self.entity == ENTERPRISE and not any(
            h.column and h.column.name == "credit_code" for h in findings.headings
        ):
            raise Stop(_("没有“统一社会信用代码”一列：不知道每一行是哪家企业"))
        if self.entity != ENTERPRISE and ID not in roles:
            raise Stop(_("没有“编号”一列：再次发送时分不清哪一行是哪一个；给每个项目、贷款等一个编号"))
        return self

    def wrong(self, row: Row, errors: Sequence[RowError]) -> None:
        """Keep a row whose cells cannot be facts."""
        self._keep(row, "；".join(f"{e.heading}：{e.what}{f'（{e.fix}）' if e.fix else ''}" for e in errors))

    def good(self, columns: Mapping[str, list[Stored]], rows: Sequence[Row]) -> None:
        """State the rows of a batch."""
        used = [(heading.place, columns[heading.column.name]) for heading in self.headings if heading.column]
        owners = columns.get("credit_code" if self.entity == ENTERPRISE else ENTERPRISE_ID)
        for start in range(0, len(rows), BLOCK):
            self._stop_at_most()
            block = range(start, min(start + BLOCK, len(rows)))
            with transaction.atomic():
                told = [
                    (owners[at] if owners else None, columns[ID][at], {place: column[at] for place, column in used})
                    for at in block
                ]
                refused = [self._one(*one) for one in told]
            for at, why in zip(block, refused, strict=True):
                if why:
                    self._keep(rows[at], why)

    def _keep(self, row: Row, why: str) -> None:
        self._stop_at_most()
        self.kept.append((row, why))
        self.part.refused += 1
        if len(self.part.errors) < 50:
            self.part.errors.append(f"第 {row[0]} 行：{why}")

    def _stop_at_most(self) -> None:
        if self.part.new + self.part.unchanged + self.part.refused >= self.most:
            raise Stop(
                _("一张工作表至多读 %(a)s 行，后面的没有读；分成几份，或请管理员用 luodi registry import")
                % {"a": self.most}
            )

    def _one(self, owner: Stored, own: Stored, cells: dict[int, Stored]) -> str:
        """State one row; return why it was refused, or nothing."""
        new = 0
        try:
            with transaction.atomic():
                told = self._told(cells)
                organisation, new = self._organisation(str(owner or ""), cells)
                about = About(self.entity, "" if self.entity == ENTERPRISE else str(own))
                made = actions.state(self.acting, organisation, about, told, self.origin, self.now, "fact.import")
        except Problems as error:
            return "；".join(problem.what for problem in error.problems)
        except LuodiError as error:
            return error.line
        self.part.stated += len(made)
        self.part.registered += new
        self.part.new += bool(made or new)
        self.part.unchanged += not (made or new)
        return ""

    def _told(self, cells: Mapping[int, Stored]) -> dict[tuple[str, str], str]:
        """The facts of a row; an empty cell says nothing."""
        told = {}
        for heading in self.headings:
            value = cells.get(heading.place)
            if (
                value is None
                or heading.column is None
                or (self.entity == ENTERPRISE and heading.column.fact.name in {"name", "credit_code"})
            ):
                continue
            fact = heading.column.fact
            period = str(heading.column.year) if heading.column.year else self.since
            told[fact.name, period] = values.checked(fact, values.kept(fact, value))
        return told

    def _cell(self, name: str, cells: Mapping[int, Stored]) -> str:
        return next(
            (
                str(cells[h.place] or "")
                for h in self.headings
                if h.column and h.column.name == name and h.place in cells
            ),
            "",
        )

    def _organisation(self, owner: str, cells: Mapping[int, Stored]) -> tuple[Organisation, int]:
        """The organisation of a row, and 1 when it is new in the register."""
        code = "".join(owner.split()).upper()
        if not code:
            raise DataError(_("没有统一社会信用代码"), fix=_("补上；照营业执照填写"))
        found = Organisation.objects.filter(code=code).first()
        name = self._cell("name", cells) if self.entity == ENTERPRISE else ""
        if found is None and self.entity == ENTERPRISE and self._may_register(cells):
            return actions.register(self.acting, code, name, self._cell("registered_region", cells), self.now), 1
        if found is None or not may(self.acting, "fact.import", queries.over(found)):
            raise Refused(
                _("不能导入这家企业"),
                why=_("它没有登记，或不在您的权限之内"),
                fix=_("核对信用代码；部门导入新企业要填注册地（在本地区内）和名称"),
            )
        if name and name != found.name and not found.former_names.filter(name=name).exists():
            raise DataError(
                _("名称与登记的“%(a)s”不同") % {"a": found.name},
                why=_("改名要记日期"),
                fix=_("信用代码对的，先改名再导入"),
            )
        return found, 0

    def _may_register(self, cells: Mapping[int, Stored]) -> bool:
        return may(self.acting, "organisation.register", Over(region=self._cell("registered_region", cells)))

    def refused_sheet(self) -> sheets.Refused | None:
        """The refused rows as a sheet to correct, with the unit each column was read in; None when there are none."""
        if not self.kept:
            return None
        self.kept.sort(key=lambda one: one[0][0])
        return sheets.Refused(self.entity, [(h.text, h.unit.word if h.unit else "") for h in self.headings], self.kept)
