"""Read the vocabulary (`vocabulary/`): entities, facts, regions. Strict, with file and line."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError, Problems
from luodi.engine.core.regions import Regions
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, KNOWN_BY, Entity, Fact, Vocabulary

_FACT_KEYS = {"label", "type", "by", "unit", "meaning", "known_by", "judged", "values", "min", "max", "settled"}
_ENTITY_KEYS = {"label", "meaning", "dated_by"}


def vocabulary_files(folder: Path) -> list[Path]:
    """Return the files of a vocabulary folder that rules depend on, in a fixed order."""
    return [
        folder / "entities.yaml",
        folder / "regions.yaml",
        folder / "figures.yaml",
        *sorted((folder / "facts").glob("*.yaml")),
    ]


def vocabulary_digest(folder: Path) -> str:
    """Return a digest that changes whenever a byte of the vocabulary changes."""
    digest = hashlib.sha256()
    for file in vocabulary_files(folder):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def load_vocabulary(folder: Path) -> Vocabulary:
    """Load a vocabulary folder; Problems lists everything that is wrong with it."""
    problems: list[LuodiError] = []
    entities = _entities(strict_yaml.load(folder / "entities.yaml"), problems)
    regions = strict_yaml.load(folder / "regions.yaml").data
    facts: dict[str, dict[str, Fact]] = {}
    for file in sorted((folder / "facts").glob("*.yaml")):
        source = strict_yaml.load(file)
        if file.stem not in entities:
            problems.append(
                DataError(
                    f"没有“{file.stem}”这种实体",
                    place=source.place(),
                    fix=did_you_mean(file.stem, entities) or "先写进 entities.yaml",
                )
            )
            continue
        facts[file.stem] = {name: f for name in source.data if (f := _fact(source, name, file.stem, problems))}
    for entity, own in facts.items():
        for name in own if entity != ENTERPRISE else ():
            if name in facts.get(ENTERPRISE, {}):
                problems.append(DataError(f"“{entity}.{name}”与企业的事实同名", fix="换一个名字：公式里分不清是谁的"))
    for named in entities.values():
        if named.name in facts and named.dated_by and named.dated_by not in facts[named.name]:
            problems.append(
                DataError(
                    f"实体“{named.name}”的 dated_by“{named.dated_by}”没有登记为事实", fix="写进 facts/ 或删去 dated_by"
                )
            )
    if problems:
        raise Problems(problems)
    figures = strict_yaml.load(folder / "figures.yaml").data
    return Vocabulary(entities, facts, Regions(regions), vocabulary_digest(folder), figures)


def _entities(source: strict_yaml.Source, problems: list[LuodiError]) -> dict[str, Entity]:
    made = {}
    for name, given in source.data.items():
        if _unknown_keys(source, (name,), given, _ENTITY_KEYS, problems):
            continue
        made[name] = Entity(name, given["label"], given["meaning"], given.get("dated_by"))
    return made


def _unknown_keys(
    source: strict_yaml.Source, key: tuple[str, ...], given: Any, known: set[str], problems: list[LuodiError]
) -> bool:
    if not isinstance(given, dict):
        problems.append(DataError("这里要写成 {label: …, meaning: …}", place=source.place(key)))
        return True
    wrong = [k for k in given if k not in known]
    for k in wrong:
        problems.append(
            DataError(
                f"不认识“{k}”",
                place=source.place((*key, k)),
                fix=did_you_mean(k, known) or "可用：" + "、".join(sorted(known)),
            )
        )
    missing = [k for k in ("label", "meaning") if k not in given]
    for k in missing:
        problems.append(DataError(f"“{key[-1]}”没有写 {k}", place=source.place(key)))
    return bool(wrong or missing)


def _fact(source: strict_yaml.Source, name: str, entity: str, problems: list[LuodiError]) -> Fact | None:
    given, key = source.data[name], (name,)
    if _unknown_keys(source, key, given, _FACT_KEYS, problems):
        return None
    kind, known_by = given.get("type"), given.get("known_by")
    if kind not in {t.value for t in Type} - {"period"}:
        problems.append(
            DataError(
                f"“{name}”的 type“{kind}”不对",
                place=source.place((name, "type")),
                fix="可用：" + "、".join(t.value for t in Type),
            )
        )
        return None
    if known_by not in KNOWN_BY:
        problems.append(
            DataError(
                f"“{name}”的 known_by“{known_by}”不对", place=source.place(key), fix="可用：" + "、".join(KNOWN_BY)
            )
        )
        return None
    words = given.get("values")
    if (kind == "category") != isinstance(words, dict):
        problems.append(DataError(f"“{name}”：类别要写 values: {{词: 中文}}，其他类型不写", place=source.place(key)))
        return None
    return Fact(
        name, entity, str(given["label"]), Type(kind), str(given["meaning"]), known_by, given.get("by") == "year",
        bool(given.get("judged")), str(given.get("unit") or ""), tuple((k, str(v)) for k, v in (words or {}).items()),
        given.get("min"), given.get("max"), bool(given.get("settled")),
    )  # fmt: skip
