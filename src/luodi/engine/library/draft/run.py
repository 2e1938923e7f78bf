"""Draft a policy folder from a document, or bring one up to date."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from luodi.engine.core.errors import DataError
from luodi.engine.core.ids import citable, clause_id, is_policy_id
from luodi.engine.documents.model import Document
from luodi.engine.extraction.model import AnyDraft, Combining, Draft, Support, Target, Task, Validity
from luodi.engine.library.draft import writing
from luodi.engine.library.draft.plan import target_block, task_block, worth_a_task
from luodi.engine.library.draft.refresh import Change, merged
from luodi.engine.library.draft.sections import LISTS, Held, put_together, taken_apart
from luodi.engine.library.draft.supports import Block, block_of
from luodi.engine.library.load import CASES_FILE, POLICY_FILE, Library, shown

_OWN_ID = re.compile(r"(a?\d+|end|head)(\.\d+)*")
_RULES = {"highest_only": "highest_only", "choose_one": "choose_one", "no_repeat": "highest_only", "stacks": "stacks"}
_CASES = """\
# 每项支持至少一个算例：门槛恰在边界上一个、差一分一个、封顶一个、缺事实一个、过期日期一个
given:
  in_force: true                   # 写好有效期之后删去这一行
  received: []
cases: []
"""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a run wrote: the folder, and what was done to each item."""

    folder: Path
    changes: tuple[Change, ...]
    created: bool


def draft(library: Library, policy_id: str, document: Document, found: Sequence[AnyDraft], region: str = "") -> Drafted:
    """Write the draft of a policy, or bring it up to date; DataError when the id or the region cannot be used."""
    if not is_policy_id(policy_id):
        raise DataError(
            f"“{policy_id}”不能作政策 id", why="id 是路径：省/市[/区县]/政策，小写字母、数字和连字符",
            fix="例如 zhejiang/hangzhou/ai-policy-2024",
        )  # fmt: skip
    fresh = blocks(library, document, found)
    folder = library.folder / policy_id
    path = folder / POLICY_FILE
    created = not path.exists()
    if created:
        top, held = head(library, policy_id, document, found, region), dict[str, list[Held]]()
    else:
        top, held = taken_apart(path.read_text("utf-8"), shown(path))
    texts, changes = {}, list[Change]()
    for name in LISTS:
        texts[name], made = merged(held.get(name, []), [block for _, block in fresh[name]])
        changes += made
    folder.mkdir(parents=True, exist_ok=True)
    _write(path, put_together(top, texts))
    if not (folder / CASES_FILE).exists():
        _write(folder / CASES_FILE, _CASES)
    return Drafted(folder, tuple(changes), created)


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    os.replace(part, path)  # noqa: PTH105  (Path.replace is the same call; this one says that it is atomic)


def blocks(library: Library, document: Document, found: Sequence[AnyDraft]) -> dict[str, list[tuple[AnyDraft, Block]]]:
    """Return the drafts of each list of a policy file with the block of each, in their order, with ids that no two of them share."""
    supports = [one for one in found if isinstance(one, Support)]
    targets = [one for one in found if isinstance(one, Target)]
    tasks = worth_a_task((one for one in found if isinstance(one, Task)), supports)
    return {
        "supports": [
            (one, _support(library, document, one, own)) for one, own in zip(supports, _ids(supports), strict=True)
        ],
        "targets": [
            (one, target_block(document, one, own)) for one, own in zip(targets, _ids(targets, "-target"), strict=True)
        ],
        "tasks": [(one, task_block(document, one, own)) for one, own in zip(tasks, _ids(tasks, "-task"), strict=True)],
    }


def _support(library: Library, document: Document, support: Support, own: str) -> Block:
    title = document.clause(support.clause).title if support.clause else ""
    return block_of(document, support, own, _plain_title(title), library.vocabulary)


def _ids(drafts: Sequence[Draft], mark: str = "") -> list[str]:
    """Return the id of each draft: of its clause, with a number where the clause has several."""
    named = [_own_id(one) + mark for one in drafts]
    many, seen = Counter(named), Counter[str]()
    made = []
    for own in named:
        seen[own] += 1
        made.append(own if many[own] == 1 else f"{own}-{seen[own]}")
    return made


def _own_id(draft: Draft) -> str:
    """Return the id of the clause that a policy file may cite."""
    found = _OWN_ID.match(clause_id(citable(draft.path)))
    return found[0] if found else "head"


def _plain_title(title: str) -> str:
    return re.sub(r"[《》“”\"'：:，,。；]", "", title)


def head(library: Library, policy_id: str, document: Document, found: Sequence[AnyDraft], region: str) -> str:
    """Return what stands outside the lists; DataError when no region is known."""
    code = region or document.region
    if not code:
        raise DataError(
            "认不出这份文件是哪个地区的",
            why="标题和发文机关里没有地名",
            fix="用 --region 写 GB/T 2260 六位代码，例如 --region 430100",
        )
    library.vocabulary.regions.check(code)
    keys: dict[str, Any] = {"title": document.title or policy_id}
    lines = [f"# {policy_id} 的初稿：由 luodi policies new --from 写出，逐条核对后才可改为 reviewed"]
    lines += [f"title: {writing.text(keys['title'])}", f'region: "{code}"']
    if document.issuers:
        lines.append(f"issuer: {writing.text('、'.join(document.issuers))}")
    if document.number:
        lines.append(f"number: {writing.text(document.number)}")
    lines.append("status: draft")
    issued = next(
        (dated.day for what in ("印发", "成文", "公布") for dated in document.dates if dated.what == what), None
    )
    if issued:
        lines.append(f"issued: {issued.isoformat()}")
    asks: list[str] = []
    lines += _in_force(found, issued is not None, asks)
    lines += _combining(found)
    if asks:
        lines += ["to_decide:", *(f"- {writing.flow({'ask': ask})}" for ask in asks)]
    return "\n".join(lines) + "\n"


def _in_force(found: Sequence[AnyDraft], issued: bool, asks: list[str]) -> list[str]:
    validity = next((one for one in found if isinstance(one, Validity)), None)
    if validity is None or (validity.begins is None and validity.until is None):
        asks.append("有效期：原文没有写，从哪天到哪天")
        return []
    terms = {"clause": validity.path or "末段"}
    if validity.begins:
        terms["from"] = validity.begins
    until = validity.until or ""
    if until.startswith("same_as:"):
        asks.append(f"有效期随{until.removeprefix('same_as:')}：写那份文件的 id 或文号")
    elif until:
        terms["until"] = until
    if not issued and "issue" in validity.begins if validity.begins else False:
        asks.append("印发日期：原文没有印，有效期要从它算起")
    return ["in_force: {" + ", ".join(f"{key}: {value}" for key, value in terms.items()) + "}"]


def _combining(found: Sequence[AnyDraft]) -> list[str]:
    for one in found:
        if isinstance(one, Combining) and one.rule in _RULES:
            try:
                clause_id(one.path)
            except DataError:
                continue
            return [f"combining: {{rule: {_RULES[one.rule]}, clause: {one.path}}}"]
    return []
