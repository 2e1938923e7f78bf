"""Akoma Ntoso 3.0: the document as an `act`, its clauses as the standard's hierarchy.

`eId` follows the standard's naming convention, `wId` is Luodi's id. What the hierarchy has no word for (专栏, unnumbered
headings, a notice, an annex) is an `hcontainer` with its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from lxml import etree

from luodi.engine.documents import labels
from luodi.engine.documents.model import BodyMention, Clause, Document, Paragraph

SUFFIX = ".xml"
NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_AGENT = "#luodi"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ITEMS: dict[labels.Kind, str] = {"cn": "part", "cnp": "paragraph", "ar": "subparagraph", "arp": "point"}
_SHORT = {
    "paragraph": "para",
    "subparagraph": "subpara",
    "article": "art",
    "chapter": "chp",
    "section": "sec",
    "hcontainer": "hcontainer",
}


def write(document: Document) -> str:
    """Return the XML text."""
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    act = _sub(root, "act", name="policy")
    organisations = _organisations(document)
    _meta(act, document, organisations)
    preface = _sub(act, "preface")
    _sub(_sub(preface, "p"), "docTitle").text = _clean(document.title or document.name)
    if document.number:
        _sub(_sub(preface, "p"), "docNumber").text = _clean(document.number)
    writer = _Writer(document, organisations)
    heads = [clause for clause in document.clauses if clause.kind == "head"]
    if heads:
        writer.blocks(_sub(act, "preamble"), heads[0], heads[0].paragraphs)
    body = _sub(act, "body")
    for clause in document.children():
        if clause.kind not in {"head", "end"}:
            writer.clause(body, clause, "")
    if not len(body):
        _sub(_sub(_sub(body, "hcontainer", name="empty"), "content"), "p")
    ends = [clause for clause in document.clauses if clause.kind == "end"]
    if ends:
        writer.blocks(_sub(act, "conclusions"), ends[0], ends[0].paragraphs)
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def _sub(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", {key: _clean(value) for key, value in attributes.items()})


def _clean(text: str) -> str:
    """Leave out characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _organisations(document: Document) -> dict[str, str]:
    names = dict.fromkeys(body.name for clause in document.clauses for body in clause.bodies)
    return {name: f"org_{number}" for number, name in enumerate(names, start=1)}


def _meta(act: etree._Element, document: Document, organisations: dict[str, str]) -> None:
    meta = _sub(act, "meta")
    identification = _sub(meta, "identification", source=_AGENT)
    day = min((dated.day for dated in document.dates), default=None)
    date = day.isoformat() if day else "9999-12-31"  # the standard asks for a date; this one says that none is printed
    number = re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]+", "-", document.number or document.title or document.name).strip("-")
    uri = f"/akn/cn/act/{date[:4]}/{number}"
    for level, ending in (("FRBRWork", ""), ("FRBRExpression", "/zho"), ("FRBRManifestation", "/zho.xml")):
        frbr = _sub(identification, level)
        _sub(frbr, "FRBRthis", value=f"{uri}{ending}/!main")
        _sub(frbr, "FRBRuri", value=f"{uri}{ending}")
        _sub(frbr, "FRBRdate", date=date, name="Generation")
        _sub(frbr, "FRBRauthor", href=_AGENT)
        if level == "FRBRWork":
            _sub(frbr, "FRBRcountry", value="cn")
        elif level == "FRBRExpression":
            _sub(frbr, "FRBRlanguage", language="zho")
    references = _sub(meta, "references", source=_AGENT)
    for name, key in organisations.items():
        _sub(references, "TLCOrganization", eId=key, href=f"/akn/ontology/organization/cn/{key}", showAs=name)
    _sub(references, "TLCOrganization", eId="luodi", href="/akn/ontology/organization/luodi", showAs="Luodi")


class _Writer:
    """Writes clauses; each is one element with its number, heading and either content or what stands below it."""

    def __init__(self, document: Document, organisations: dict[str, str]) -> None:
        self.document, self.organisations = document, organisations

    def clause(self, parent: etree._Element, clause: Clause, above: str) -> None:
        name, attributes = _element(clause)
        key = f"{above}__" if above else ""
        key += f"{_SHORT.get(name, name)}_{clause.id.rpartition('.')[2]}"
        element = _sub(parent, name, eId=key, wId=clause.id, **attributes)
        if clause.label:
            _sub(element, "num").text = _clean(clause.label)
        if clause.title:
            _sub(element, "heading").text = _clean(clause.title)
        children = self.document.children(clause.id)
        paragraphs = [p for p in clause.paragraphs if p.kind != "heading"]
        if not children:
            self.blocks(_sub(element, "content"), clause, paragraphs)
            return
        first = children[0].start
        before = [p for p in paragraphs if p.start < first]
        after = [p for p in paragraphs if p.start >= first]
        if before:
            self.blocks(_sub(element, "intro"), clause, before)
        for child in children:
            self.clause(element, child, key)
        if after:
            self.blocks(_sub(element, "wrapUp"), clause, after)

    def blocks(self, parent: etree._Element, clause: Clause, paragraphs: Sequence[Paragraph]) -> None:
        for is_row, run in groupby(paragraphs, key=lambda p: p.kind == "row"):
            if is_row:
                self.table(parent, [p.text.split("\t") for p in run])
                continue
            for paragraph in run:
                start = len(clause.label) if clause.label and paragraph is clause.paragraphs[0] else 0
                self.inline(_sub(parent, "p"), clause, paragraph, start)
        if not paragraphs:
            _sub(parent, "p")

    def table(self, parent: etree._Element, rows: list[list[str]]) -> None:
        table = _sub(parent, "table")
        width = max(len(row) for row in rows)
        for row in rows:
            line = _sub(table, "tr")
            for cell in row + [""] * (width - len(row)):
                _sub(_sub(line, "td"), "p").text = _clean(cell)

    def inline(self, block: etree._Element, clause: Clause, paragraph: Paragraph, start: int) -> None:
        """Write a paragraph with its bodies marked."""
        done = start
        last: etree._Element | None = None
        for body in clause.bodies:
            place = self.document.cleaned.position(body.span.start) - paragraph.start
            if not done <= place < len(paragraph.text):
                continue
            _append(
                block,
                last,
                paragraph.text[done:place].lstrip(" \u3000") if done == start else paragraph.text[done:place],
            )
            last = self.organisation(block, body)
            done = place + len(body.printed)
        rest = paragraph.text[done:]
        _append(block, last, rest.lstrip(" \u3000") if done == start else rest)

    def organisation(self, block: etree._Element, body: BodyMention) -> etree._Element:
        element = _sub(block, "organization", refersTo=f"#{self.organisations[body.name]}")
        element.text = _clean(body.printed)
        return element


def _append(block: etree._Element, last: etree._Element | None, text: str) -> None:
    if last is None:
        block.text = _clean(text)
    else:
        last.tail = _clean(text)


def _element(clause: Clause) -> tuple[str, dict[str, str]]:
    """Return the element's name and attributes, by the form of the clause's label."""
    if clause.kind == "chapter":
        return ("section" if clause.id.rpartition(".")[2].startswith("s") else "chapter"), {}
    if clause.kind == "article":
        return "article", {}
    if clause.kind in {"part", "item"}:
        label = labels.find(clause.label + "　")
        return _ITEMS.get(label.kind, "indent") if label else "indent", {}
    return "hcontainer", {"name": clause.kind}
