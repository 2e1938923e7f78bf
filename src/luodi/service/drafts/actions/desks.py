"""Take up a document, a new version of it, or a policy folder; an unchanged clause is never asked twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, NotFound
from luodi.engine.core.ids import clause_id
from luodi.engine.library.draft.refresh import partners
from luodi.engine.library.draft.writing import text as quoted
from luodi.engine.library.draft.writing import unmarked
from luodi.engine.library.load import CASES_FILE, POLICY_FILE
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record
from luodi.service.drafts import drafting, fields, folder
from luodi.service.drafts.actions.deciding import conflict
from luodi.service.drafts.actions.locking import done, locked
from luodi.service.drafts.drafting import Fresh
from luodi.service.drafts.folder import Folder
from luodi.service.drafts.models import KINDS, LISTS, Desk, Item
from luodi.service.policies.library import library
from luodi.service.policies.models import Document

_CLAUSE = re.compile(r"^  clause:.*$", re.M)
_ID = re.compile(r'\A- id:\s*"[^"\n]*"')


def begin(acting: Acting, key: str, now: datetime) -> Desk:
    """Take up a held document: from its encoded policy when there is one, else from drafts of every support in the text.

    NotFound when it is not held, DataError when nobody knows its region, Refused without the right.
    """
    document = Document.objects.select_related("current").filter(key=key.replace("\0", ""), withdrawn_at=None).first()
    if document is None or document.current is None:
        raise NotFound(_("库中没有文件“%(key)s”") % {"key": key[:80]}, fix=_("先在“检索原文 › 导入文件”导入"))
    require(acting, "draft.decide", Over(region=document.region))
    if not document.region:
        raise DataError(_("这份文件还没有地区"), why=_("谁能审编按地区定"), fix=_("在文件页“维护这份文件”里写明"))
    if key in library().ids():
        held = library().folder_of(key)
        own = Folder(key, (held / POLICY_FILE).read_text("utf-8"), (held / CASES_FILE).read_text("utf-8"))
        return import_folder(acting, own, now)
    read = drafting.read(document.current)
    with transaction.atomic():
        found = Desk.objects.select_for_update().filter(key=key).first()
        if found is not None:
            return found
        desk = Desk.objects.create(
            key=key, title=document.title, region=document.region, document=document, read=document.current, head=read.head, head_drafted=read.head,
            given=read.given, begun_at=now, begun_by=acting.name,
        )  # fmt: skip
        Item.objects.bulk_create(_item(desk, one, place) for place, one in enumerate(read.items))
        done(desk, acting, "begin", now)
        after = {"title": desk.title, "version": document.current.number, "items": len(read.items)}
        record(acting, "draft.decide", "draft", key, after=after, region=desk.region)
    return desk


def _item(desk: Desk, one: Fresh, place: int, own: str = "", state: str = "waiting", reason: str = "") -> Item:
    text = one.text if own in {"", one.own} else renamed(one.text, own)
    return Item(
        desk=desk, kind=one.kind, own=own or one.own, clause=one.clause[:200], cid=one.cid[:120], place=place, source=one.source, words=one.words, drafted=text,
        text=text, worth=one.worth, asks=one.asks, weight=one.weight, state=state, reason=reason,
    )  # fmt: skip


def renamed(text: str, own: str) -> str:
    """Give the text of an item the id that it is known by."""
    return _ID.sub(f'- id: "{own}"', text, count=1)


def refresh(acting: Acting, key: str, now: datetime) -> dict[str, int]:
    """Take up the newest version of the document; returns how many items were kept, changed, added and gone."""
    with transaction.atomic():
        desk = locked(acting, key, "draft.decide")
        version = desk.document.current if desk.document else None
        if version is None or version.pk == desk.read_id:
            raise DataError(_("没有更新的版本"), fix=_("先导入新的文本"))
        counts = _refreshed(desk, drafting.read(version))
        before = {"version": desk.read.number if desk.read else 0}
        desk.read, desk.version = version, desk.version + 1
        desk.save()
        done(desk, acting, "refresh", now)
        record(
            acting,
            "draft.decide",
            "draft",
            key,
            before=before,
            after={"version": version.number, **counts},
            region=desk.region,
        )
    return counts


def _refreshed(desk: Desk, read: drafting.Read) -> dict[str, int]:
    if desk.head == desk.head_drafted:
        desk.head = read.head
    desk.head_drafted = read.head
    items = list(desk.items.order_by("place", "pk"))
    pairs = _pairs(items, read.items)
    counts = {"kept": 0, "changed": 0, "added": 0, "gone": 0}
    taken = {item.own for item in items}
    for place, (one, at) in enumerate(zip(read.items, pairs, strict=True)):
        if at is None:
            own = _free(one.own, taken)
            taken.add(own)
            _item(desk, one, place, own).save()
            counts["added"] += 1
        else:
            counts[_moved(items[at], one, place)] += 1
    for at, item in enumerate(items):
        if at not in pairs and item.source and item.state != "gone":
            item.version += 1
            item.state = "refused" if item.state == "refused" else "gone"
            item.save()
            counts["gone"] += 1
    return counts


def _pairs(items: Sequence[Item], fresh: Sequence[Fresh]) -> list[int | None]:
    """Pair each draft with the item that it is, within its kind: a task of a clause is no support of it."""
    found: list[int | None] = [None] * len(fresh)
    for kind in KINDS:
        ours = [at for at, item in enumerate(items) if item.kind == kind]
        theirs = [at for at, one in enumerate(fresh) if one.kind == kind]
        for at, place in zip(theirs, partners([items[at] for at in ours], [fresh[at] for at in theirs]), strict=True):
            found[at] = None if place is None else ours[place]
    return found


def _free(own: str, taken: set[str]) -> str:
    """An id that no other item has: one that was given never changes."""
    stem, number, found = re.sub(r"-\d+$", "", own), 1, own
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def _moved(item: Item, one: Fresh, place: int) -> str:
    """Bring an item to the new text; what a person wrote stays, and is only asked again when its own words changed."""
    same = item.source == one.source
    untouched = item.text == item.drafted
    drafted = renamed(one.text, item.own)
    item.place, item.cid, item.words_before = place, one.cid[:120], item.words_before if same else item.words
    if same:
        clause = _CLAUSE.search(drafted)
        if item.clause != one.clause and clause:  # only its number moved
            item.text, item.drafted = (
                _CLAUSE.sub(lambda _found: clause[0], text, count=1) for text in (item.text, item.drafted)
            )
        item.state = "waiting" if item.state == "gone" else item.state
    else:
        item.text = drafted if untouched or item.state == "refused" else item.text
        item.drafted, item.worth, item.asks, item.weight = drafted, one.worth, one.asks, one.weight
        item.state = "waiting" if item.state == "waiting" and untouched else "changed"
    item.source, item.words, item.clause, item.version = one.source, one.words, one.clause[:200], item.version + 1
    item.save()
    return "kept" if same else "changed"


def import_folder(acting: Acting, given: Folder, now: datetime) -> Desk:
    """Take up a policy folder: its items count as decided, save where it still asks something; DataError when it cannot be read."""
    parts = folder.parts(given)
    head = strict_yaml.parse(parts.head.encode(), POLICY_FILE).data
    if not isinstance(head, dict) or not isinstance(head.get("region"), str) or not head.get("title"):
        raise DataError(
            _("%(file)s 里没有 title 或 region") % {"file": POLICY_FILE}, fix=_("地区写 GB/T 2260 六位代码，加引号")
        )
    library().vocabulary.regions.check(head["region"])
    require(acting, "draft.decide", Over(region=head["region"]))
    document = Document.objects.select_related("current").filter(key=given.key, withdrawn_at=None).first()
    fresh = drafting.read(document.current).items if document and document.current and document.region else ()
    with transaction.atomic():
        desk = Desk.objects.select_for_update().filter(key=given.key).first()
        if desk is None:
            desk = Desk(key=given.key, begun_at=now, begun_by=acting.name)
        else:
            require(acting, "draft.decide", Over(region=desk.region))
            desk.version += 1
        desk.title, desk.region, desk.head, desk.given = (
            str(head["title"])[:300],
            head["region"],
            parts.head,
            parts.given,
        )
        desk.document, desk.read = document, document.current if document else None
        desk.save()
        _taken(desk, parts, fresh, acting, now)
        done(desk, acting, "import", now)
        record(acting, "draft.decide", "draft", given.key, after={"title": desk.title, "items": sum(map(len, parts.lists.values())), "cases": len(parts.cases)},
               region=desk.region)  # fmt: skip
    return desk


def _taken(desk: Desk, parts: folder.Parts, fresh: Sequence[Fresh], acting: Acting, now: datetime) -> None:
    held = {item.own: item for item in desk.items.all()}
    drafts = {one.own: one for one in fresh}
    blocks = [(kind, own, text) for kind, name in LISTS.items() for own, text in parts.lists[name]]
    cases: dict[str, str] = {}
    for own, text in parts.cases:
        name = own if any(own == block for _kind, block, _text in blocks) else blocks[0][1]
        cases[name] = cases.get(name, "") + text
    cited: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for place, (kind, own, text) in enumerate(blocks):
        told, draft = fields.of_text(kind, text), drafts.get(own)
        clause = told.clause.partition("、")[0]
        cited[kind] |= {_cid(one) for one in told.clause.split("、")}
        item = held.pop(own, None) or Item(desk=desk, own=own[:60])
        item.kind = kind
        item.version += 0 if item.pk is None else 1
        item.clause, item.place, item.text, item.cases = clause[:200], place, unmarked(text), cases.get(own, "")
        item.cid = draft.cid if draft else _cid(clause)
        item.asks, item.state, item.decided_at, item.decided_by = (
            len(told.asks),
            "waiting" if told.asks else "corrected",
            now,
            acting.name,
        )
        if draft:
            item.source, item.words, item.drafted, item.worth, item.weight = (
                draft.source,
                draft.words,
                draft.text,
                draft.worth,
                draft.weight,
            )
        item.save()
    for item in held.values():
        Item.objects.filter(pk=item.pk).update(
            state="refused", reason=_("导入的文件夹里没有这一项"), version=item.version + 1
        )
    taken = {item.own for item in desk.items.all()}
    for place, one in enumerate(fresh, start=len(blocks)):
        if one.own not in taken:
            covered = one.cid in cited[one.kind]
            reason = _("这一条在导入的文件夹里已编") if covered else ""
            _item(desk, one, place, state="refused" if covered else "waiting", reason=reason).save()


def _cid(printed: str) -> str:
    try:
        return clause_id(printed) if printed else ""
    except DataError:
        return ""


def save_head(acting: Acting, key: str, version: int, head: str, given: str, now: datetime) -> Desk:
    """Change what stands before the supports, and what the cases share; Conflict when somebody else did meanwhile."""
    head, given = (text.replace("\r\n", "\n").replace("\0", "").strip() + "\n" for text in (head, given))
    data = strict_yaml.parse(head.encode(), POLICY_FILE).data
    if not isinstance(data, dict) or "supports" in data:
        raise DataError(_("这里写全文的各键，不写 supports"), fix=_("例如 in_force: {clause: 末段, from: 2025-01-01}"))
    with transaction.atomic():
        desk = locked(acting, key, "draft.decide")
        if desk.version != version:
            raise conflict()
        if data.get("region") != desk.region:
            raise DataError(
                _("地区不能在这里改"),
                why=_("谁能审编、复核按它定"),
                fix=_("写回 region: %(code)s") % {"code": quoted(desk.region)},
            )
        before = {"head": desk.head, "given": desk.given}
        desk.head, desk.given, desk.version = head, given, desk.version + 1
        desk.title = str(data.get("title") or desk.title)[:300]
        desk.save()
        done(desk, acting, "head", now)
        record(
            acting,
            "draft.decide",
            "draft",
            key,
            before=before,
            after={"head": head, "given": given},
            region=desk.region,
        )
    return desk


__all__ = ["begin", "import_folder", "refresh", "renamed", "save_head"]
