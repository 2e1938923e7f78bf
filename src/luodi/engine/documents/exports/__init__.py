"""The exports: one module per form, each with `SUFFIX` and `write(document) -> str`; the folder is the register.

outline     the tree as lines of text, for the terminal
markdown    the document as Markdown, with the ids
json        everything that was read, with spans (`luodi.document/1`)
akn         Akoma Ntoso 3.0 XML
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from luodi.engine.core.errors import NotFound
from luodi.engine.documents.model import Document


def names() -> tuple[str, ...]:
    """Return the forms there are."""
    return tuple(sorted(found.name for found in iter_modules(__path__)))


def suffix(form: str) -> str:
    """Return the suffix of a file of the form, `.json`."""
    _check(form)
    return str(import_module(f"{__name__}.{form}").SUFFIX)


def export(document: Document, form: str) -> str:
    """Write a document in a form; NotFound names the forms there are."""
    _check(form)
    return str(import_module(f"{__name__}.{form}").write(document))


def _check(form: str) -> None:
    if form not in names():
        raise NotFound(f"没有“{form}”这种输出", fix=f"可用：{'、'.join(names())}")
