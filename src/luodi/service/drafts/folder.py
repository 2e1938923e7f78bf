"""The text of a policy folder, taken apart into head, items and cases, and put together again. No database here."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError
from luodi.engine.core.ids import is_policy_id
from luodi.engine.library.draft.sections import put_together, taken_apart
from luodi.engine.library.draft.writing import unmarked, with_status
from luodi.engine.library.load import CASES_FILE, POLICY_FILE

#: Bytes of an uploaded folder or file.
LIMIT = 2_000_000
_CHECKED = re.compile(r"^checked:.*\n", re.M)
_NOTE = re.compile(r"\A(?:#[^\n]*初稿[^\n]*\n)+")
_ZIPPED_AT = (2000, 1, 1, 0, 0, 0)  # the same folder is the same zip


@dataclass(frozen=True)
class Folder:
    """A policy folder: its id and its two files as text."""

    key: str
    policy: str
    cases: str


@dataclass(frozen=True)
class Parts:
    """A policy folder in parts: the items of each list with their ids, the cases with the first id that each expects."""

    head: str
    lists: Mapping[str, tuple[tuple[str, str], ...]]
    given: str
    cases: tuple[tuple[str, str], ...]


def policy_text(head: str, lists: Mapping[str, Sequence[str]]) -> str:
    """Put head and items together."""
    return put_together(head, {name: [unmarked(block) for block in held] for name, held in lists.items()})


def cases_text(given: str, cases: Sequence[str]) -> str:
    """Put what the cases share and the cases together."""
    body = "".join(case.strip("\n") + "\n" for case in cases if case.strip())
    shared = given.rstrip() + "\n" if given.strip() else ""
    return shared + ("cases:\n" + body if body else "cases: []\n")


def reviewed(text: str, on: date) -> str:
    """Say in a policy text that people have compared it with its source on a day."""
    bare = _CHECKED.sub("", _NOTE.sub("", text), count=1)
    said = f"status: reviewed\nchecked: {on.isoformat()}\n"
    return with_status(bare, said)


def parts(folder: Folder) -> Parts:
    """Take a folder apart; DataError when its files are no YAML or hold nothing."""
    strict_yaml.parse(folder.policy.encode(), POLICY_FILE)
    top, lists = taken_apart(folder.policy)
    if not any(lists.values()):
        raise DataError(
            _("%(file)s 里没有支持、目标或任务") % {"file": POLICY_FILE}, fix=_("核对 supports: 下面的各项")
        )
    given, cases = _cases(folder.cases)
    return Parts(
        top.rstrip() + "\n",
        {name: tuple((one.id, one.text) for one in held) for name, held in lists.items()},
        given,
        cases,
    )


def _cases(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    source = strict_yaml.parse(text.encode(), CASES_FILE)
    data = source.data.get("cases") if isinstance(source.data, dict) else source.data
    if not isinstance(data, list):
        raise DataError(_("%(file)s 里没有 cases") % {"file": CASES_FILE}, fix=_("写 cases: 和一个个算例"))
    found = re.search(r"^cases:[^\n]*\n?", text, re.M)
    given, body = (text[: found.start()], text[found.end() :]) if found else ("", text)
    first = re.search(r"^( *)- ", body, re.M)
    if first is None or not data:
        return given, ()
    indent = first[1]
    starts = [match.start() for match in re.finditer(rf"^{indent}- ", body, re.M)]
    pieces = [body[a:b] for a, b in zip(starts, [*starts[1:], len(body)], strict=True)]
    if len(pieces) != len(data):
        raise DataError(_("%(file)s 的写法分不开") % {"file": CASES_FILE}, fix=_("一个算例从新的一行写起：- name: …"))
    return given, tuple(
        (_first_id(one), _dedented(piece, len(indent))) for one, piece in zip(data, pieces, strict=True)
    )


def _first_id(case: object) -> str:
    expected = case.get("expect") if isinstance(case, dict) else None
    return next(iter(expected), "").partition("[")[0] if isinstance(expected, dict) else ""


def _dedented(text: str, by: int) -> str:
    return "\n".join(line[by:] if line[:by].isspace() else line for line in text.rstrip().split("\n")) + "\n"


def zipped(folder: Folder) -> bytes:
    """The folder as a ZIP file: unpacked into a folder of policies it is what `luodi policies check` reads."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ((POLICY_FILE, folder.policy), (CASES_FILE, folder.cases)):
            archive.writestr(zipfile.ZipInfo(f"{folder.key}/{name}", _ZIPPED_AT), text.encode())
    return out.getvalue()


def unzipped(data: bytes, key: str = "") -> Folder:
    """Read a ZIP file with one policy folder; `key` names the policy where the paths inside do not. DataError says what is missing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [one for one in archive.infolist() if one.filename.rpartition("/")[2] in {POLICY_FILE, CASES_FILE}]
            if sum(one.file_size for one in names) > LIMIT:
                raise DataError(_("政策文件夹太大"), fix=_("里面只要 policy.yaml 和 cases.yaml"))
            held = {one.filename: archive.read(one) for one in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise DataError(_("这不是能打开的 ZIP 文件"), why=str(error)[:100], fix=_("重新压缩一次，不要加密")) from None
    found = sorted(name for name in held if name.rpartition("/")[2] == POLICY_FILE)
    if len(found) != 1:
        raise DataError(_("要有一个 policy.yaml，找到 %(n)d 个") % {"n": len(found)}, fix=_("一次导入一项政策的文件夹"))
    inside = found[0].rpartition("/")[0]
    cases = held.get(f"{inside}/{CASES_FILE}" if inside else CASES_FILE)
    if cases is None:
        raise DataError(_("文件夹里没有 cases.yaml"), fix=_("每一项支持至少有一个算例"))
    chosen = key or inside
    if not is_policy_id(chosen):
        raise DataError(
            _("看不出这是哪一项政策：“%(key)s”") % {"key": chosen},
            why=_("编号是路径：省/市/政策，小写字母、数字和连字符"),
            fix=_("在“编号”里写明，例如 sichuan/chengdu/ai-policy"),
        )
    return Folder(chosen, _text(held[found[0]], POLICY_FILE), _text(cases, CASES_FILE))


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise DataError(_("%(file)s 不是 UTF-8 文字") % {"file": name}, fix=_("另存为 UTF-8")) from None
