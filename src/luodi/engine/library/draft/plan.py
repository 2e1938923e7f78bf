"""Draft the targets and tasks of a policy file: figures, years and bodies as they are printed, and a question for what is not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from luodi.engine.core.ids import citable
from luodi.engine.documents.model import Document
from luodi.engine.extraction.model import AnyDraft, Quantity, Support, Target, Task
from luodi.engine.library.draft.supports import CURRENCIES, Block

_LONGEST = 60
_UNITS = CURRENCIES | {"ratio": "比率", "percentage_point": "百分点", "times": "倍", "index": "", "bare": ""}
_SCALE = re.compile(r"^[万亿千百十]+(?=.)(?!瓦|米|克)")


def target_block(document: Document, target: Target, own_id: str) -> Block:
    """Draft the block of a target."""
    quantity = target.quantity
    keys: dict[str, Any] = {
        "id": own_id,
        "indicator": target.indicator[:_LONGEST] or "没有写指标",
        "clause": citable(target.path),
    }
    if target.status != "target":
        keys["kind"] = target.status
    keys["value"] = quantity.value
    if quantity.upper is not None:
        keys["upper"] = quantity.upper
    if unit := _unit(quantity):
        keys["unit"] = unit
    bound = "range" if quantity.upper is not None else quantity.bound
    if bound not in {"exact", "range"} or quantity.upper is not None:
        keys["bound"] = bound
    if target.year:
        keys["year"] = Decimal(target.year)
    block = Block(own_id, citable(target.path), _digest(document, target, quantity.text), keys)
    if len(target.indicator) < 2 or len(target.indicator) > _LONGEST:
        block.asks("指标叫什么")
    if target.status == "target" and target.year is None:
        block.asks("哪一年要达到：原文没有写就勾上，空着")
    return block


def _unit(quantity: Quantity) -> str:
    return _UNITS[quantity.unit] if quantity.unit in _UNITS else _SCALE.sub("", quantity.measure)


def task_block(document: Document, task: Task, own_id: str) -> Block:
    """Draft the block of a task."""
    title = re.sub(r"[：:。；;，,]+$", "", " ".join(task.title.split()))
    keys: dict[str, Any] = {
        "id": own_id,
        "title": title[:_LONGEST] if len(title) > 1 else f"{task.path} 的任务",
        "clause": citable(task.path),
    }
    others = tuple(name for name in task.bodies if name not in task.lead and name not in task.assist)
    keys |= {
        name: list(held) for name, held in (("lead", task.lead), ("assist", task.assist), ("bodies", others)) if held
    }
    known = list(dict.fromkeys(day for one in task.deadlines if (day := _day(one)) is not None))
    if known:
        keys["by"] = known
    block = Block(own_id, citable(task.path), _digest(document, task, title), keys)
    for one in task.deadlines:
        if _day(one) is None:
            block.asks(f"期限“{one.text}”到哪一天")
    if not (2 <= len(title) <= _LONGEST):
        block.asks("任务叫什么")
    return block


def _day(quantity: Quantity) -> Any:
    """A deadline as it is written in the file: 2025, 2025-06 or a day; None for a period, whose first day nobody printed."""
    if quantity.kind == "year":
        return Decimal(int(quantity.value))
    if quantity.kind == "month" and quantity.value > 12:
        return f"{int(quantity.value) // 100}-{int(quantity.value) % 100:02}"
    return quantity.day.isoformat() if quantity.day else None


def words_of(document: Document, draft: AnyDraft) -> str:
    """The words to read a draft beside: of a task its whole clause, of a target its sentence, which says for whom and by when; else its own run."""
    if isinstance(draft, Task) and draft.clause:
        return document.clause(draft.clause).text
    run = (
        document.clause(draft.clause).sentence(draft.span) if isinstance(draft, Target) and draft.clause else draft.span
    )
    return document.text[run.start : run.end]


def _digest(document: Document, draft: Target | Task, words: str) -> str:
    run = words_of(document, draft) if isinstance(draft, Task) else document.text[draft.span.start : draft.span.end]
    text = "".join((run + words).split())
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def worth_a_task(tasks: Iterable[Task], supports: Sequence[Support]) -> list[Task]:
    """The tasks that say more than the supports of their clause: a 措施 that only grants money is no second time a duty."""
    return [one for one in tasks if one.deadlines or not _granted(one, supports)]


def _granted(task: Task, supports: Sequence[Support]) -> bool:
    """Whether supports stand in the clause of a task, or below it, and name everybody whom the task names."""
    here = [one for one in supports if one.clause == task.clause or one.clause.startswith(f"{task.clause}.")]
    return bool(here) and {*task.bodies, *task.lead, *task.assist} <= {name for one in here for name in one.bodies}
