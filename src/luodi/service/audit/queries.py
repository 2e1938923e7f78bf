"""Read the log, and prove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from luodi.engine.core.errors import DataError, NotFound
from luodi.service.audit.chain import digest
from luodi.service.audit.models import FIRST, Entry, Head
from luodi.service.lists import within


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold, and how."""

    number: int
    why: str


@dataclass(frozen=True)
class Proof:
    """What `verify` found: how many rows it read, the last digest, and every break."""

    rows: int
    digest: str
    broken: tuple[Broken, ...]


def verify(anchor: tuple[int, str] | None = None) -> Proof:
    """Read the whole chain and tell every break; `anchor` is the number and digest of a row that was noted elsewhere before."""
    broken: list[Broken] = []
    number, previous = 0, FIRST
    anchored = anchor is None
    for entry in Entry.objects.order_by("number", "pk").iterator(chunk_size=2000):
        if entry.number != number + 1:
            missing = (
                f"第 {number + 1} 行" if entry.number == number + 2 else f"第 {number + 1} 至 {entry.number - 1} 行"
            )
            broken.append(Broken(entry.number, f"它前面缺{missing}" if entry.number > number + 1 else "编号重复"))
        elif entry.previous != previous:
            broken.append(Broken(entry.number, "没有接上前一行"))
        if digest(entry) != entry.digest:
            broken.append(Broken(entry.number, "内容与它的摘要不符：被改过"))
        if anchor is not None and entry.number == anchor[0]:
            anchored = True
            if entry.digest != anchor[1]:
                broken.append(Broken(entry.number, "与另存的摘要不符：整条链被重写过"))
        number, previous = entry.number, entry.digest
    head = Head.objects.filter(pk=1).first()
    last = (head.number, head.digest) if head else (0, FIRST)
    if last != (number, previous):
        broken.append(
            Broken(last[0], f"记录说最后一行是第 {last[0]} 行，读到的最后一行是第 {number} 行：末尾被删或被添")
        )
    if not anchored and anchor is not None:
        broken.append(Broken(anchor[0], f"另存的第 {anchor[0]} 行没有了"))
    return Proof(number, previous, tuple(broken))


def entries(*, words: str = "", actor: str = "", action: str = "", kind: str = "", key: str = "", since: date | None = None,
            until: date | None = None, regions: Sequence[str] | None = None) -> QuerySet[Entry]:  # fmt: skip
    """The rows that hold what is asked, the newest first; `regions` are codes, each with all within it; None for all."""
    found = Entry.objects.order_by("-number")
    words, actor, action, kind, key = (
        text.replace("\x00", "") for text in (words, actor, action, kind, key)
    )  # PostgreSQL knows none
    if words:
        found = found.filter(Q(actor_name__icontains=words) | Q(object__icontains=words) | Q(reason__icontains=words))
    for name, value in {
        "actor": actor,
        "kind": kind,
        "object": key,
        "at__date__gte": since,
        "at__date__lte": until,
    }.items():
        if value:
            found = found.filter(**{name: value})
    if action:
        found = found.filter(action__startswith=action)
    if regions is not None:
        found = found.filter(within(regions))
    return found


def history(kind: str, key: object) -> QuerySet[Entry]:
    """Every change of one object, the first one first."""
    return Entry.objects.filter(kind=kind, object=str(key)).order_by("number")


def entry(number: int, regions: Sequence[str] | None) -> Entry:
    """One row within the regions; NotFound for any other, whether there is one or not."""
    found = entries(regions=regions).filter(number=number).first()
    if found is None:
        raise NotFound("没有这一行，或者你不能看", fix="核对行号")
    return found


def anchor(text: str) -> tuple[int, str]:
    """Read a noted row, `N:DIGEST`; DataError for anything else."""
    number, _, told = text.strip().partition(":")
    if not number.isdecimal() or len(told) != len(FIRST) or set(told) - set("0123456789abcdef"):
        raise DataError(
            f"“{text}”不是另存的行",
            why="写作 行号:摘要，摘要是 64 位十六进制数字",
            fix="照 luodi audit verify 上次打印的那一行抄",
        )
    return int(number), told


def actions() -> list[str]:
    """The actions that stand in the log."""
    return sorted(Entry.objects.order_by().values_list("action", flat=True).distinct())


def kinds() -> list[str]:
    """The kinds of objects that stand in the log."""
    return sorted(Entry.objects.order_by().values_list("kind", flat=True).distinct())
