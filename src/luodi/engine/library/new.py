"""Write the frame of a new policy folder; what is there is never overwritten."""

from __future__ import annotations

import json
from pathlib import Path

from luodi.engine.core.errors import DataError
from luodi.engine.core.ids import is_policy_id
from luodi.engine.library.load import CASES_FILE, POLICY_FILE, Library, shown

_POLICY = """\
# 写法见 docs/reference/policy-format.md；改完运行 luodi policies check {id}
title: {title}
region: "{region}"
status: draft                      # 有人逐条核对之后改为 reviewed，并写 checked: 日期
in_force: {{}}                       # {{clause: 四/（二）, from: 2024-01-01, until: 2026-12-31}}
supports:
- id: "1"
  title: 示例支持
  clause: 一
  instrument: grant
  values:
    rate: 0.20
    cap: 1_000_000
  at_most: min(main_revenue * rate, cap)
"""
_CASES = """\
given:
  in_force: true                   # 写好有效期之后删去这一行
  received: []
cases:
- name: 比例之内
  date: 2024-06-01
  facts: {enterprise: {main_revenue: {2024: 1_000_000}}}
  expect: {"1": {eligible: true, at_most: 200_000}}
- name: 封顶
  date: 2024-06-01
  facts: {enterprise: {main_revenue: {2024: 5_000_000.01}}}
  expect: {"1": {eligible: true, at_most: 1_000_000}}
- name: 未填营业收入
  date: 2024-06-01
  expect: {"1": {eligible: true, at_most: unknown, between: [0, 1_000_000], missing: [main_revenue]}}
"""


def new(library: Library, policy_id: str, title: str = "", region: str = "") -> Path:
    """Write the frame of a policy and return its folder; DataError when the id is no id or the folder has files."""
    if not is_policy_id(policy_id):
        raise DataError(
            f"“{policy_id}”不能作政策 id",
            why="id 是路径：省/市[/区县]/政策，小写字母、数字和连字符",
            fix="例如 zhejiang/hangzhou/ai-policy-2024",
        )
    folder = library.folder / policy_id
    for name in (POLICY_FILE, CASES_FILE):
        if (folder / name).exists():
            raise DataError(f"{shown(folder)} 里已经有 {name}", fix="换一个 id，或直接修改它")
    if region:
        library.vocabulary.regions.check(region)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / POLICY_FILE).write_text(
        _POLICY.format(
            id=policy_id, title=json.dumps(title or "政策名称", ensure_ascii=False), region=region or "330100"
        ),
        "utf-8",
    )
    (folder / CASES_FILE).write_text(_CASES, "utf-8")
    return folder
