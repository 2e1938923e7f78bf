"""What of a comment others may see: who wrote it, masked; its words, with telephone numbers and the like masked; its change as a difference.

>>> name_masked("欧阳小山"), words_masked("请打13800001234，或写 lin@example.org")
('欧***', '请打138****1234，或写 l***@example.org')
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from luodi.service.accounts.masks import masked
from luodi.service.accounts.rights import Acting, Over, may
from luodi.service.consultations import alike
from luodi.service.consultations.models import Comment, Consultation

_PERSONAL = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    ("identity", re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")),
    ("phone", re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])")),
    ("phone", re.compile(r"(?<![0-9])0[0-9]{2,3}[- ][0-9]{7,8}(?![0-9])")),
)


@dataclass(frozen=True)
class Author:
    """Who wrote a comment: `kind` is organisation, person or visitor; `contact` is what a visitor left, for those who moderate."""

    kind: str
    name: str
    contact: str = ""


def sees_whole(acting: Acting, of: Consultation) -> bool:
    """Whether somebody sees names and contacts whole: who moderates the comments of the region."""
    return may(acting, "comment.moderate", Over(region=of.region))


def author(comment: Comment, *, whole: bool) -> Author:
    """Who wrote a comment; masked unless `whole`. An organisation is named in public only when it asked for that."""
    if comment.organisation is not None:
        by = f"（{comment.person}）" if whole and comment.person else ""
        named = whole or comment.shows_organisation
        return Author("organisation", comment.organisation.name + by if named else _("一家单位（未公开名称）"))
    if comment.person is not None:
        name = str(comment.person)
        return Author("person", name if whole else name_masked(name))  # the account's telephone was not given for this
    name, contact = comment.visitor_name, comment.visitor_contact
    return Author("visitor", name if whole else name_masked(name), contact if whole else "")


def name_masked(name: str) -> str:
    """The first character of a name, the others hidden."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def words_masked(text: str) -> str:
    """A text without the telephone numbers, addresses of e-mail and identity numbers that its author wrote into it."""
    for kind, found in _PERSONAL:
        text = found.sub(lambda one, kind=kind: masked(kind, one[0]), text)  # type: ignore[misc]
    return text


def words(text: str, *, whole: bool) -> str:
    """A text as somebody may see it."""
    return text if whole else words_masked(text)


def runs(comment: Comment, *, whole: bool) -> list[tuple[str, str]]:
    """What is proposed as runs of ("", kept), ("-", taken out), ("+", put in) against the clause that it was written to."""
    proposed, clause = words(comment.proposed, whole=whole), comment.clause_text
    if comment.kind == "change":
        return alike.difference(clause, proposed)
    if comment.kind == "add":
        return [("+", proposed)]
    if not proposed or proposed not in clause:
        return [("-", proposed or clause)]
    before, _cut, after = clause.partition(proposed)
    return [(mark, text) for mark, text in (("", before), ("-", proposed), ("", after)) if text]
