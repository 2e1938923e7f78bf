"""The texts of the site in English: find every text that is marked for translation, and keep locale/en in step.

    python -m luodi.site.messages            adds new texts (empty), drops what is gone, compiles
    python -m luodi.site.messages --check    writes nothing; exit code 1 when a text has no English or the compiled file is old

The Chinese text is the key. Labels of the vocabulary (facts, entities, choices) are texts too. Needs Babel; a running site needs only
the compiled file.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from luodi.engine.core.provisions import BOUNDS, TARGET_KINDS
from luodi.engine.library.load import VOCABULARY
from luodi.engine.library.themes import load_themes
from luodi.engine.rules.answer import VERDICTS
from luodi.engine.rules.model import COMBINING, INSTRUMENTS
from luodi.engine.rules.next_step import REACHES
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import KNOWN_BY
from luodi.service.accounts.rights import COMMAND, OVER, ROLES, VISITOR
from luodi.service.accounts.wording import words
from luodi.service.registry.words import vocabulary

PACKAGE = Path(__file__).resolve().parents[1]
ENGLISH = PACKAGE / "site" / "locale" / "en" / "LC_MESSAGES"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "later": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_OWN = ("site", "service")


@dataclass
class Text:
    """A text that is marked: where it is first used, and whether it is counted (ngettext) anywhere."""

    where: str
    counted: bool = False


def texts() -> dict[tuple[str, str], Text]:
    """Every text that is marked, by (context, text)."""
    found: dict[tuple[str, str], Text] = {}
    files = (file for folder in _OWN for file in (PACKAGE / folder).rglob("*"))
    for file in sorted(file for file in files if file.suffix in {".py", ".html", ".xml", ".txt"}):
        where = file.relative_to(PACKAGE).as_posix()
        for context, text, counted in _marked(file):
            found.setdefault((context, text), Text(where)).counted |= counted
    for text in _labels():
        found.setdefault(("", text), Text("vocabulary"))
    return found


def _marked(file: Path) -> Iterator[tuple[str, str, bool]]:
    source = file.read_text("utf-8")
    if file.suffix != ".py":
        source = templatize(source)
    for _, message, _, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        counted = isinstance(message, tuple)
        text = message[0] if counted else message
        if text:
            yield context or "", str(text), counted


def _labels() -> Iterator[str]:
    """What the vocabulary and the engine call things, as pages show them."""
    known = vocabulary()
    for kind in known.entities.values():
        yield kind.label
    for fact in known.all():
        yield from (text for text in (fact.label, fact.meaning, fact.unit, *(word for _, word in fact.words)) if text)
    yield from (kind.label for kind in Type)
    for theme in load_themes(VOCABULARY, known).all.values():
        yield from (theme.label, theme.meaning)
    yield from (text for kind in known.entities.values() if (text := kind.meaning))
    yield from (actor.name for actor in (VISITOR, COMMAND))
    known_words = (VERDICTS, COMBINING, INSTRUMENTS, KNOWN_BY, REACHES, OVER, ROLES, TARGET_KINDS, BOUNDS)
    for held in (*known_words, *words().values()):
        yield from (text for text in held.values() if text)


def catalog() -> Catalog:
    """The English catalog as it is kept."""
    file = ENGLISH / "django.po"
    if not file.is_file():
        return _empty()
    with file.open("rb") as stream:
        return read_po(stream, locale="en")


def _empty() -> Catalog:
    """A catalog whose head never changes, so that the same texts always give the same file."""
    day, authors = datetime(2026, 1, 1, tzinfo=UTC), "The Luodi authors"
    return Catalog(
        locale="en", charset="utf-8", fuzzy=False, project="Luodi", version="1", msgid_bugs_address=authors, creation_date=day, revision_date=day,
        last_translator=authors, language_team=authors, header_comment="# The texts of Luodi in English; the Chinese text is the key.\n#",
    )  # fmt: skip


def renewed() -> Catalog:
    """The catalog of the texts there are now, with what is translated already."""
    known = catalog()
    made = _empty()
    for (context, text), told in texts().items():
        held = known.get(text, context or None)
        string = held.string if held else ""
        one = string if isinstance(string, str) else string[0]
        made.add(
            (text, text) if told.counted else text, (one, string if isinstance(string, str) else string[1]) if told.counted else one,
            context=context or None, locations=[(told.where, 0)],
        )  # fmt: skip
    return made


def missing(held: Catalog) -> list[str]:
    """The texts that have no English yet; English that lost a placeholder counts as none."""
    return [
        _first(one.id)
        for one in held
        if one.id and (not _first(one.string) or _names(_first(one.id)) != _names(_first(one.string)))
    ]


def _first(text: object) -> str:
    return str(text[0] if isinstance(text, tuple | list) else text)


def _names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)|%[sd]|\{(\w*)\}", text))  # type: ignore[arg-type]


def compiled(held: Catalog) -> bytes:
    """The file that a running site reads."""
    out = io.BytesIO()
    write_mo(out, held)
    return out.getvalue()


def _plain(held: Catalog) -> dict[object, object]:
    return {(one.context or "", _first(one.id)): _first(one.string) for one in held if one.id and _first(one.string)}


def main(arguments: list[str]) -> int:
    """Bring the catalog up to date, or say what is not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    held = renewed()
    lacking = missing(held)
    if "--check" in arguments:
        old = {(one.context or "", one.id) for one in catalog() if one.id} != {
            (one.context or "", one.id) for one in held if one.id
        }
        stale = _plain(read_mo(io.BytesIO((ENGLISH / "django.mo").read_bytes()))) != _plain(catalog())
        for text in lacking:
            sys.stderr.write(f"没有英文：{text}\n")
        if old or stale:
            sys.stderr.write("locale/en 不是最新的：python -m luodi.site.messages\n")
        return 1 if lacking or old or stale else 0
    ENGLISH.mkdir(parents=True, exist_ok=True)
    with (ENGLISH / "django.po").open("wb") as stream:
        write_po(stream, held, width=160, omit_header=False, include_lineno=False)
    (ENGLISH / "django.mo").write_bytes(compiled(held))
    sys.stderr.write(f"{len(list(held)) - 1} 条，{len(lacking)} 条没有英文\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
