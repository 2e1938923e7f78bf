"""Keep everything the site holds in one file, and put it back: rows through the models, so that SQLite and PostgreSQL read each other's.

The file is a gzipped tar: `manifest.json` (versions, a count and a SHA-256 of every member, the last row of the audit chain),
`rows/<table>.jsonl` for each table, `files/…` for uploads. It is read in one transaction, so it shows one moment. Sessions are left out:
people sign in again. Restoring goes into an empty database only, in one transaction; every digest is checked before the first row is
written, the audit chain after the last.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from luodi import __version__
from luodi.engine.core.errors import DataError, Place
from luodi.service.audit.models import Head
from luodi.service.audit.queries import verify
from luodi.service.files.store import write as put

FORMAT = 1
_MANIFEST, _ROWS, _FILES = "manifest.json", "rows/", "files/"
_PASSED_OVER = {
    "accounts.signin",
    "simulations.worker",
}  # open sessions and living processes end with the database they were in
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Contents:
    """What a backup holds: rows by table, the number of files, the last row of the audit chain."""

    rows: dict[str, int]
    files: int
    head: tuple[int, str]
    version: str


def kept() -> list[type[models.Model]]:
    """Every table that is kept, those that others point at first."""
    own = [config for config in apps.get_app_configs() if config.name.startswith("luodi.service.")]
    found = [
        model
        for config in own
        for model in config.get_models()
        if model._meta.managed and model._meta.label_lower not in _PASSED_OVER
    ]
    return list(serializers.sort_dependencies([(None, found)], allow_cycles=True))  # type: ignore[list-item]


def write(out: Path, progress: Progress = lambda name, count: None) -> Contents:
    """Write a backup to a file that is not there yet under its name before it is whole."""
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    with transaction.atomic():
        _one_moment()
        head = Head.objects.filter(pk=1).first()
        with tarfile.open(out, "w:gz", compresslevel=6) as archive:
            for model in kept():
                name = f"{_ROWS}{model._meta.label_lower}.jsonl"
                text, rows[model._meta.label_lower] = _dumped(model)
                _add(archive, name, text, digests)
                progress(name, rows[model._meta.label_lower])
            files = sorted(_uploads())
            for file in files:
                _add(archive, _FILES + file.relative_to(settings.MEDIA_ROOT).as_posix(), file.read_bytes(), digests)
            last = (head.number, head.digest) if head else (0, "")
            manifest = {
                "format": FORMAT,
                "luodi": __version__,
                "migrations": _migrations(),
                "rows": rows,
                "head": last,
                "sha256": digests,
            }
            _add(archive, _MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode(), {})
    return Contents(rows, len(files), last, __version__)


def check(file: Path) -> Contents:
    """Read a backup to its end and compare every digest; DataError tells what is damaged."""
    manifest = _manifest(file)
    found = {name: hashlib.sha256(data).hexdigest() for name, data in _members(file)}
    wrong = sorted(
        name for name in manifest["sha256"].keys() | found.keys() if manifest["sha256"].get(name) != found.get(name)
    )
    if wrong:
        raise DataError(
            f"备份里有 {len(wrong)} 个成员与目录不符：{wrong[0]}",
            place=Place(str(file)),
            why="文件在传送或存放中坏了，或被改过",
            fix="换另一份备份",
        )
    return Contents(
        manifest["rows"], sum(name.startswith(_FILES) for name in found), tuple(manifest["head"]), manifest["luodi"]
    )


def restore(file: Path, progress: Progress = lambda name, count: None) -> Contents:
    """Put a backup back into an empty database and folder; nothing is written unless all of it is good."""
    contents = check(file)
    manifest = _manifest(file)
    newer = sorted({tuple(one) for one in manifest["migrations"]} - {tuple(one) for one in _migrations()})
    if newer:
        raise DataError(
            "备份来自更新的版本",
            place=Place(str(file)),
            why=f"它写于 luodi {manifest['luodi']}，表的样子已不同（{newer[0][0]} {newer[0][1]}）",
            fix="先升级 luodi，再恢复",
        )
    full = next((model._meta.label_lower for model in kept() if model._default_manager.exists()), None)
    if full is not None:
        raise DataError(
            f"数据库不是空的：{full} 里有数据", fix="恢复到一个空的数据文件夹或数据库：换 LUODI_DATA 或 LUODI_DATABASE"
        )
    by_name = {model._meta.label_lower: model for model in kept()}
    with transaction.atomic():
        for name, data in _members(file):
            if name.startswith(_ROWS):
                label = name.removeprefix(_ROWS).removesuffix(".jsonl")
                progress(name, _loaded(by_name[label], data))
        _renumber()
        connection.check_constraints()
        proof = verify(contents.head if contents.head[0] else None)
        if proof.broken:
            raise DataError(
                f"恢复后的审计链不成立：第 {proof.broken[0].number} 行{proof.broken[0].why}",
                place=Place(str(file)),
                fix="换另一份备份",
            )
    for name, data in _members(file):
        if name.startswith(_FILES):
            put(settings.MEDIA_ROOT / name.removeprefix(_FILES), data)
    return contents


def _one_moment() -> None:
    """Let the transaction see one moment: SQLite's does; PostgreSQL is asked to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


class _Exact(DjangoJSONEncoder):
    """Keeps the microseconds of a moment, which Django's own encoder cuts: the audit chain counts on them."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _dumped(model: type[models.Model]) -> tuple[bytes, int]:
    out, count = io.StringIO(), 0
    for row in model._default_manager.order_by("pk").iterator(chunk_size=2000):
        out.write(serializers.serialize("jsonl", [row], ensure_ascii=False, cls=_Exact))
        count += 1
    return out.getvalue().encode(), count


def _loaded(model: type[models.Model], data: bytes) -> int:
    """Add the rows of a table, many at a time, without anything a model does when it is saved."""
    batch: list[models.Model] = []
    count = 0
    for one in serializers.deserialize("jsonl", data.decode(), handle_forward_references=False):
        if one.m2m_data:
            raise DataError(f"{model._meta.label_lower} 有多对多的列，备份不认识")
        batch.append(one.object)
        count += 1
        if len(batch) == 500:
            model._default_manager.bulk_create(batch)
            batch.clear()
    model._default_manager.bulk_create(batch)
    return count


def _renumber() -> None:
    """Let the next new row of each table come after the restored ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept()):
            cursor.execute(statement)


def _uploads() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    return (
        (file for file in root.rglob("*") if file.is_file() and not file.name.startswith("."))
        if root.is_dir()
        else iter(())
    )


def _migrations() -> list[tuple[str, str]]:
    return sorted(MigrationRecorder(connection).applied_migrations())


def _add(archive: tarfile.TarFile, name: str, data: bytes, digests: dict[str, str]) -> None:
    held = tarfile.TarInfo(name)
    held.size = len(data)
    archive.addfile(held, io.BytesIO(data))
    digests[name] = hashlib.sha256(data).hexdigest()


def _manifest(file: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            member = archive.extractfile(_MANIFEST)
            assert member is not None
            manifest: dict[str, Any] = json.load(member)
    except FileNotFoundError:
        raise DataError("没有这个文件", place=Place(str(file))) from None
    except (KeyError, tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise DataError(
            "这不是一份完整的备份",
            place=Place(str(file)),
            why=str(error).strip("'\""),
            fix="用 luodi backup 写出的文件",
        ) from None
    if manifest.get("format") != FORMAT:
        raise DataError(
            f"备份的格式是 {manifest.get('format')}，这里读 {FORMAT}", place=Place(str(file)), fix="升级 luodi"
        )
    return manifest


def _members(file: Path) -> Iterator[tuple[str, bytes]]:
    """Every member but the manifest; only names that the manifest can hold, and nothing outside of the folder of files."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                if (
                    not member.isfile()
                    or ".." in member.name.split("/")
                    or not member.name.startswith((_ROWS, _FILES, _MANIFEST))
                ):
                    raise DataError(f"备份里有不该有的成员：{member.name}", place=Place(str(file)), fix="换另一份备份")
                if member.name != _MANIFEST:
                    held = archive.extractfile(member)
                    assert held is not None
                    yield member.name, held.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DataError("备份读不到末尾", place=Place(str(file)), why=str(error), fix="换另一份备份") from None


__all__ = ["Contents", "check", "kept", "restore", "write"]
