"""Eight at once state the same fact and import the same file: every statement is kept, one of them holds, nothing fails; on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

STATE = """
import json, sys, threading
from luodi.site.start import start; start()
from django.db import connection
from django.utils import timezone
from luodi.service.accounts.rights import COMMAND
from luodi.service.audit.queries import verify
from luodi.service.registry import actions, importing
from luodi.service.registry.actions import About, Origin
from luodi.service.registry.models import Statement
now, failed, content = timezone.now(), [], open(sys.argv[1], "rb").read()
one = actions.register(COMMAND, "SYNTHETIC000000000", "第0号织机厂", "330106", now)
begin = threading.Barrier(8)

def work(own):
    begin.wait()
    try:
        for n in range(12):
            actions.state(COMMAND, one, About(), {("main_revenue", "2020"): f"{own}{n:02}"}, Origin("self"), now)
        if own < 3:
            importing.import_file(COMMAND, content, "a.xlsx", importing.Wanted("annual"), now)
    except Exception as error:
        failed.append(repr(error))
    connection.close()

threads = [threading.Thread(target=work, args=(own,)) for own in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
rows = Statement.objects.filter(name="main_revenue", period="2020")
print(json.dumps({"failed": failed, "stated": rows.count(), "hold": rows.filter(superseded_at=None).count(), "broken": len(verify().broken),
                  "imported": Statement.objects.filter(period="2021").count()}))
"""


def _work(file: Path, place: dict[str, str]) -> None:
    environment = {**{k: v for k, v in os.environ.items() if k not in {"LUODI_DATA", "LUODI_DATABASE"}}, **place}
    done = subprocess.run(
        [sys.executable, "-c", STATE, str(file)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"failed": [], "stated": 96, "hold": 1, "broken": 0, "imported": 10}


@pytest.fixture
def file(workbook: Callable[..., bytes], tmp_path: Path) -> Path:
    head = ["统一社会信用代码", "企业名称", "注册地", "2021年营业收入（万元）"]
    made = tmp_path / "a.xlsx"
    made.write_bytes(
        workbook(企业=[head, *([f"SYNTHETIC{n:09d}", f"第{n}号织机厂", "330106", n + 1] for n in range(10))])
    )
    return made


def test_on_sqlite(file: Path, tmp_path: Path) -> None:
    _work(file, {"LUODI_DATA": str(tmp_path / "data")})


def test_on_postgresql(file: Path, tmp_path: Path, postgresql: Callable[[], str]) -> None:
    _work(file, {"LUODI_DATA": str(tmp_path / "data"), "LUODI_DATABASE": postgresql()})
