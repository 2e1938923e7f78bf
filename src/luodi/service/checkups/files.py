"""Fact files: read what somebody uploads or sends (YAML, JSON), write what was told as a file that `luodi check` reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.engine.core.errors import DataError
from luodi.engine.core.money import plain
from luodi.engine.core.strict_yaml import MAX_BYTES, MAX_DIGITS, Source, parse
from luodi.engine.rules.facts import read_situation
from luodi.engine.rules.situation import Situation
from luodi.engine.rules.tree import NUMERIC, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary
from luodi.service.checkups.answering import MOST_THINGS, reading
from luodi.service.checkups.told import Told, fact_file, of_situation
from luodi.service.policies.queries import library

_NUMERAL = re.compile(r"-?[0-9]{1,24}(\.[0-9]{1,12})?")
_MARKED = re.compile(r'"\\u0000(-?[0-9.]+)\\u0000"')


def upload(raw: bytes, name: str, on: date | None = None) -> Situation:
    """Read an uploaded fact file, in YAML or JSON; Problems tells every fault with its line."""
    if len(raw) > MAX_BYTES:
        raise DataError(f"{name} 太大了", why=f"事实文件最多 {MAX_BYTES // 1_000_000} MB", fix="只留这一家企业的事实")
    if b"\0" in raw or not raw.strip():
        raise DataError(
            f"{name} 不是事实文件", why="它是空的，或者里面有二进制内容", fix="用 UTF-8 文本的 YAML 或 JSON"
        )
    source = parse(raw, name)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":  # JSON has no days of its own: they stand in quotes
        source = Source(name, read_texts(source.data, library().vocabulary), source.lines)
    return situation(source, on)


def situation(source: Source, on: date | None = None) -> Situation:
    """Read a fact file that was parsed, with the library's supports and policies."""
    found = read_situation(source, library().vocabulary, on=on, **reading())
    if (count := sum(len(rows) for rows in found.things.values())) > MOST_THINGS:
        raise DataError(
            f"项目、贷款等共 {count} 个，太多了", why=f"网站上一次体检最多 {MOST_THINGS} 个", fix="在本机用 luodi check；一批企业用 luodi population"
        )  # fmt: skip
    return found


def told_of(found: Situation) -> Told:
    """What a fact file tells; the policies asked about are those of the place of registration."""
    region = found.enterprise.get("registered_region", "")
    return of_situation(found, region if isinstance(region, str) else "")


def exact_json(body: bytes) -> Any:
    """Read JSON with every number as it was written; DataError where it cannot be."""
    try:
        return json.loads(body, parse_float=_number, parse_int=_number, parse_constant=_number)
    except (ValueError, RecursionError):
        raise DataError("JSON 读不通", fix="检查逗号、引号和括号是否成对") from None


def read_texts(data: Any, vocabulary: Vocabulary) -> Any:
    """Turn texts into the days and numbers they stand for: JSON can only quote a day, and a number in quotes is not rounded."""
    if not isinstance(data, dict):
        return data
    made = {name: _texts_of(held, name, vocabulary) for name, held in data.items()}
    if isinstance(made.get("on"), str):
        made["on"] = _day(made["on"])
    if isinstance(received := made.get("received"), list):
        made["received"] = [_payment(row) if isinstance(row, dict) else row for row in received]
    return made


def _payment(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _day(value) if name == "date" else _amount(value) if name == "amount" else value
        for name, value in row.items()
    }


def yaml(told: Told) -> str:
    """Write what was told as a fact file, each fact with what it is called."""
    return "\n".join(_lines(told, library().vocabulary)) + "\n"


def as_json(told: Told) -> str:
    """Write what was told as JSON; numbers stand as they were told."""
    text = json.dumps(fact_file(told, library().vocabulary), ensure_ascii=False, indent=2, default=_unquoted)
    return _MARKED.sub(r"\1", text) + "\n"


def _unquoted(value: Any) -> str:
    """A number or a day for `json`, which knows neither: the number between marks that `as_json` takes away again."""
    return value.isoformat() if isinstance(value, date) else f"\0{plain(value)}\0"


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > MAX_DIGITS + 2 or not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS:
        raise DataError(f"{text[:12]}… 不能用", why=f"一个数最多 {MAX_DIGITS} 位", fix="编号一类的文字加引号")
    return number


def _texts_of(held: Any, entity: str, vocabulary: Vocabulary) -> Any:
    known = vocabulary.facts.get(entity)
    if known is None:
        return held
    if isinstance(held, list):
        return [_texts_of(row, entity, vocabulary) for row in held]
    if not isinstance(held, dict):
        return held
    return {name: _fact_texts(value, known[name].type) if name in known else value for name, value in held.items()}


def _fact_texts(value: Any, kind: Type) -> Any:
    if kind is not Type.DATE and kind not in NUMERIC:
        return value
    read = _day if kind is Type.DATE else _amount
    return {year: read(one) for year, one in value.items()} if isinstance(value, dict) else read(value)


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _amount(value: Any) -> Any:
    return _number(value) if isinstance(value, str) and _NUMERAL.fullmatch(value) else value


def _lines(told: Told, vocabulary: Vocabulary) -> Iterator[str]:
    data = fact_file(told, vocabulary)
    yield f"# {vocabulary.entities[ENTERPRISE].label}的事实；体检：luodi check 这个文件"
    yield f"on: {told.on.isoformat()}"
    if told.in_force:
        yield "in_force:"
        yield from (f"  {name}: {_scalar(held)}" for name, held in told.in_force.items())
    yield f"{ENTERPRISE}:" if told.enterprise else f"{ENTERPRISE}: {{}}"
    yield from _section(data[ENTERPRISE], ENTERPRISE, vocabulary, "  ")
    for entity in told.things:
        yield f"{entity}:  # {vocabulary.entities[entity].label}" if data[entity] else f"{entity}: []"
        for row in data[entity]:
            yield f"- id: {_scalar(row['id'])}"
            yield from _section({k: v for k, v in row.items() if k != "id"}, entity, vocabulary, "  ")
    if told.received is not None:
        yield "received:" if told.received else "received: []"
        yield from (
            "- {" + ", ".join(f"{k}: {_scalar(v)}" for k, v in row.items()) + "}" for row in data.get("received", ())
        )


def _section(facts: Mapping[str, Any], entity: str, vocabulary: Vocabulary, indent: str) -> Iterator[str]:
    for name, held in facts.items():
        fact = vocabulary.facts[entity].get(name)
        plain_word = fact is not None and fact.type is Type.CATEGORY
        text = _years(held, plain_word) if isinstance(held, dict) else _scalar(held, plain_word)
        yield f"{indent}{name}: {text}" + (f"  # {fact.label}" if fact else "")


def _years(held: Mapping[str, Any], plain_word: bool) -> str:
    return "{" + ", ".join(f"{year}: {_scalar(one, plain_word)}" for year, one in held.items()) + "}"


def _scalar(value: Any, plain_word: bool = False) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if plain_word else json.dumps(value, ensure_ascii=False)
