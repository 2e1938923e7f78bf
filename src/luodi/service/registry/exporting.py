"""What holds on a day as an XLSX file of the layout that is imported, and the empty file to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import Acting, require
from luodi.service.registry import holding, queries, sheets
from luodi.service.registry.models import Statement
from luodi.service.registry.sheets import Table
from luodi.service.registry.words import PERSONAL, facts_of, masked, vocabulary

#: More than this many are exported region by region.
MOST = 5000


def exported(acting: Acting, organisations: Iterable[Organisation], on: date) -> bytes:
    """What holds of organisations on a day; the ids of persons are masked for who may not see them."""
    found = list(organisations)
    for one in found:
        require(acting, "fact.export", queries.over(one))
    rows: dict[int, list[Statement]] = {one.pk: [] for one in found}
    for row in Statement.objects.filter(organisation__in=rows, superseded_at=None, withdrawn_at=None):
        rows[row.organisation_id].append(row)
    names = queries.names_on(found, on)
    told = [
        (one, holding.held(one, names[one.pk], rows[one.pk], on), queries.sees_persons(acting, one)) for one in found
    ]
    entities = [
        e for e in vocabulary().entities if e == ENTERPRISE or any(held.data.get(e) for _one, held, _sees in told)
    ]
    tables = []
    for entity in entities:
        things = [(one, own, thing, sees) for one, held, sees in told for own, thing in _things(held, entity)]
        table = Table(entity, _columns(entity, [thing for _one, _own, thing, _sees in things]))
        table.rows = [_row(one, own, thing, table, sees) for one, own, thing, sees in things]
        tables.append(table)
    lines = [
        ("落地：企业登记的导出", ""),
        ("所据日期", on.isoformat()),
        ("企业数", str(len(found))),
        ("空格", "不知道，不是零，也不是没有"),
    ]
    nothing = [
        (one.name, f"没有{vocabulary().entities[entity].label}") for one, held, _sees in told
        for entity, things in held.data.items() if things == [] and entity in vocabulary().entities
    ]  # fmt: skip
    left = [(one.name, text) for one, held, _sees in told for text in held.left_out]
    return sheets.written(tables, [*lines, *nothing, *left])


def template(years: Iterable[int], organisations: Iterable[Organisation] = ()) -> bytes:
    """The empty file: a sheet for each kind of thing with every fact; facts by year have a column for each of the years."""
    told = sorted({str(year) for year in years})
    tables = []
    for entity in vocabulary().entities:
        columns = [(fact, year) for fact in facts_of(entity) for year in (told if fact.by_year else [""])]
        tables.append(Table(entity, columns))
    tables[0].rows = [[one.code, one.name] for one in organisations]
    lines = [
        ("怎么填", "一张工作表一种事，一行一个；不知道的空着。填好后在“导入”页发送，错的行会退回，改好再发。"),
        ("统一社会信用代码", "每一行属于哪家企业；项目、贷款等还要各有编号，编号不变，再发时才认得出。"),
        ("钱", "以元计；列名里改成（万元）就按万元读。"), ("按年的事实", "列名里的年份可以改，也可以添列。"),
        ("日期", "写 2021-06-01。"), ("是否", "写 是 或 否。"), ("地区", "写全称（浙江省杭州市西湖区）或六位代码。"), ("国民经济行业", "写代码，如 I65。"),
    ]  # fmt: skip
    return sheets.written(tables, [*lines, *sheets.explained(vocabulary().entities)])


def _things(held: holding.Held, entity: str) -> list[tuple[str, Mapping[str, Any]]]:
    if entity == ENTERPRISE:
        return [(held.data[ENTERPRISE]["name"], held.data[ENTERPRISE])]
    return list(zip(held.ids.get(entity, ()), held.data.get(entity) or (), strict=True))


def _columns(entity: str, things: list[Mapping[str, Any]]) -> list[tuple[Fact, str]]:
    """The facts that one of the things has, in the vocabulary's order, with the years there are."""
    columns = []
    for fact in facts_of(entity):
        own = [thing[fact.name] for thing in things if fact.name in thing]
        if own:
            columns += [
                (fact, year) for year in (sorted({y for value in own for y in value}) if fact.by_year else [""])
            ]
    return columns


def _row(organisation: Organisation, own: str, thing: Mapping[str, Any], table: Table, sees: bool) -> list[Any]:
    if table.entity in PERSONAL and not sees:
        own = masked(own)
    values = [thing.get(fact.name, {}).get(year) if year else thing.get(fact.name) for fact, year in table.columns]
    cells = [_cell(fact, value) for (fact, _year), value in zip(table.columns, values, strict=True)]
    return [organisation.code, own, *cells]


def _cell(fact: Fact, value: Any) -> Any:
    if value is None or isinstance(value, Decimal | date):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    return dict(fact.words).get(value, value) if fact.type is Type.CATEGORY else value
