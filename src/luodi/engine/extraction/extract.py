"""Run every finder over a document.

>>> from luodi.engine.documents import read_text
>>> document = read_text("示例市政策\\n\\n一、对入选项目给予最高300万元补助。\\n")
>>> [type(draft).__name__ for draft in extract(document)]
['Support', 'Task']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from luodi.engine.documents.model import Document
from luodi.engine.extraction.finders.application import find_application
from luodi.engine.extraction.finders.combining import find_combining
from luodi.engine.extraction.finders.supports import find_supports
from luodi.engine.extraction.finders.targets import find_targets
from luodi.engine.extraction.finders.tasks import find_tasks
from luodi.engine.extraction.finders.validity import find_validity
from luodi.engine.extraction.model import AnyDraft

#: What can be found, in the order in which it is told.
FINDERS: Mapping[str, Callable[[Document], tuple[AnyDraft, ...]]] = {
    "support": find_supports,
    "target": find_targets,
    "task": find_tasks,
    "validity": find_validity,
    "combining": find_combining,
    "application": find_application,
}


def extract(document: Document, kinds: Iterable[str] = ()) -> tuple[AnyDraft, ...]:
    """Return the drafts of a document, kind by kind, each in the order of the text; all kinds when none is named."""
    wanted = tuple(kinds) or tuple(FINDERS)
    if {"support", "target"} <= set(wanted):
        supports = find_supports(document)  # what is granted is no goal: both finders stand on one reading
        known: Mapping[str, tuple[AnyDraft, ...]] = {"support": supports, "target": find_targets(document, supports)}
    else:
        known = {}
    return tuple(draft for kind in wanted for draft in (known[kind] if kind in known else FINDERS[kind](document)))
