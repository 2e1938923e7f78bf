"""Eight comment at once, and two officers answer one cluster at once: nothing is lost, one answer wins, the other is told; on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

WORK = """
import json, threading
from datetime import timedelta
from luodi.site.start import start; start()
from django.db import connection
from django.utils import timezone
from luodi.engine.core.errors import Conflict
from luodi.service.accounts.models import Person
from luodi.service.accounts.rights import COMMAND, Acting, Held
from luodi.service.audit.queries import verify
from luodi.service.consultations import actions, queries
from luodi.service.consultations.models import Comment
from luodi.service.policies.actions import import_file
now = timezone.now()
day = timezone.localdate(now)
list(import_file(COMMAND, "某市织机若干措施\\n\\n第一条 给予织机补助。\\n\\n第二条 给予染坊补助。\\n".encode(), "稿.txt", now, key="north/looms", region="510100"))
of = actions.open_consultation(COMMAND, "north/looms", actions.Told(day, day + timedelta(days=9), "市经信局", phone="1"), now)
people = [Person.objects.create(login=f"p{n}", name=f"某{n}", joined=now) for n in range(8)]
failed, begin = [], threading.Barrier(8)

def say(n):
    begin.wait()
    try:
        for k in range(5):
            who = Acting(f"person:{people[n].pk}", people[n].name, people[n].pk)
            actions.comment(who, of.pk, actions.Said("a1", "add", ["另给予贷款贴息。", "对国产织机另作安排"][k % 2], "理由"), now)
    except Exception as error:
        failed.append(repr(error))
    connection.close()

def all_at_once(work):
    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

all_at_once(say)
group = queries.clusters(of)[0]
won, told = [], []

def answer(n):
    begin.wait()
    officer = Acting(f"person:{people[n].pk}", people[n].name, people[n].pk, posts=(Held("officer", "510100", "市经信局"),))
    try:
        actions.answer(officer, of.pk, group.number, "declined", f"理由{n}", group.revision, now)
        won.append(n)
    except Conflict as error:
        told.append(error.why)
    except Exception as error:
        failed.append(repr(error))
    connection.close()

all_at_once(answer)
held = queries.cluster_of(of, group.number)
print(json.dumps({"failed": failed, "comments": Comment.objects.count(), "numbers": len(set(Comment.objects.values_list("number", flat=True))),
    "sizes": sorted(one.size for one in queries.clusters(of)), "won": len(won), "told": len(told), "kept": held.explanation == f"理由{won[0]}",
    "named": all(f"某{won[0]}" in why for why in told), "broken": len(verify().broken)}))
"""


def _work(place: dict[str, str]) -> None:
    environment = {**{k: v for k, v in os.environ.items() if k not in {"LUODI_DATA", "LUODI_DATABASE"}}, **place}
    done = subprocess.run([sys.executable, "-c", WORK], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "failed": [], "comments": 40, "numbers": 40, "sizes": [16, 24], "won": 1, "told": 7, "kept": True, "named": True, "broken": 0,
    }  # fmt: skip


def test_on_sqlite(tmp_path: Path) -> None:
    _work({"LUODI_DATA": str(tmp_path)})


def test_on_postgresql(tmp_path: Path, postgresql: Callable[[], str]) -> None:
    _work({"LUODI_DATA": str(tmp_path), "LUODI_DATABASE": postgresql()})
