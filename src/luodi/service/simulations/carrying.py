"""What the child process of a worker does: one job, with the engine alone; it knows no database.

It reads the order as one line of JSON, and writes lines of JSON: `{"stage": …, "part": …}` while it works, at last `{"made": …}` or
`{"problem": …}`. When its input ends, the worker is gone, and the process ends at once. A result appears in its folder whole or not.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from luodi.engine.core.errors import LuodiError, Problems
from luodi.engine.library import Library
from luodi.engine.library.load import POLICIES

Told = Callable[[str, float], None]
#: Told at most so many times: whole per cents.
_STEPS = 100


def main() -> None:
    """Carry out the order on standard input."""
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    try:
        _say({"made": carry_out(order, _teller())})
    except LuodiError as error:
        _say({"problem": problem_of(error)})
    except ModuleNotFoundError as error:
        _say(
            {
                "problem": {
                    "what": f"没有安装 {error.name}",
                    "why": "推演要用 tables 扩展",
                    "fix": "pip install 'luodi[site,tables]'",
                }
            }
        )
    except MemoryError:
        _say({"problem": {"what": "内存不够", "why": "", "fix": "减少企业或政策，或给 luodi worker 更多 --memory"}})


def carry_out(order: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """Do one job; return what is kept of it in the database."""
    folder, overlay = os.environ.get("LUODI_POLICIES"), order.get("overlay")
    library = Library(Path(folder) if folder else POLICIES, overlay=Path(overlay) if overlay else None)
    return {"make": _make, "check": _check, "simulate": _simulate}[order["kind"]](order, library, told)


def problem_of(error: LuodiError) -> dict[str, str]:
    """An error as it is kept and shown; of several the first, with the number of the others."""
    first = error.problems[0] if isinstance(error, Problems) and error.problems else error
    more = len(error.problems) - 1 if isinstance(error, Problems) else 0
    place = first.place.key or (f"第 {first.place.line} 行" if first.place.line else "")
    what = f"{place}：{first.what}" if place else first.what
    return {"what": what + (f"（另有 {more} 处）" if more else ""), "why": first.why, "fix": first.fix}


def _make(order: Mapping[str, Any], library: Library, told: Told) -> dict[str, Any]:
    """A synthetic population with everything that the encoded policies ask about."""
    from luodi.engine.population.make import make
    from luodi.engine.population.recipe import recipe_for

    rows, place = order["rows"], Path(order["place"])
    policies = [library.policy(own) for own in order["policies"]] if order["policies"] else library.policies()
    recipe = recipe_for(policies, library.vocabulary, rows, order["seed"], range(order["from"], order["to"] + 1))
    make(recipe, library.vocabulary, place, replace=True, told=lambda done: told("生成企业", done / max(rows, 1)))
    return {"enterprises": rows, "size": size_of(place)}


def _check(order: Mapping[str, Any], library: Library, told: Told) -> dict[str, Any]:
    """Read a person's table into the population."""
    from luodi.engine.population.check import Request, as_data, check
    from luodi.engine.population.headings import Wishes
    from luodi.engine.population.numbers import units
    from luodi.engine.rules.tree import Type

    unit = units(Type.MONEY).get(order["unit"])
    wishes = Wishes(dict(order["columns"]), unit, order["year"])
    place = Path(order["place"])
    request = Request(Path(order["file"]), order["entity"], order["sheet"] or None, None, wishes, place, replace=True)
    findings = check(request, library.vocabulary, told=lambda part: told("读表", part))
    report = {**as_data(findings), "file": order["name"]}
    return {
        "enterprises": findings.good if order["entity"] == "enterprise" else None,
        "size": size_of(place),
        "report": report,
    }


def _simulate(order: Mapping[str, Any], library: Library, told: Told) -> dict[str, Any]:
    """Run, and write what `luodi simulate --out` writes."""
    import shutil

    from luodi.engine.core.finished import whole_folder
    from luodi.engine.simulation.report import write
    from luodi.service.simulations.asking import asked, summary_of

    place = Path(order["place"])
    with whole_folder(place, replace=True) as part:
        work = part / ".work"
        work.mkdir()
        question = asked(order, library)
        report = question.run(part, work, told)
        told("写结果", 0.9)
        write(report, part, Path(order["echarts"]))
        shutil.rmtree(work, ignore_errors=True)
    return {"summary": summary_of(report), "size": size_of(place), "library": question.digest}


def size_of(place: Path) -> int:
    """Bytes of a folder."""
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) if place.is_dir() else 0


def _end_with_the_worker() -> None:
    sys.stdin.read()
    os._exit(3)


def _teller() -> Told:
    last: list[Any] = [None]

    def told(stage: str, part: float) -> None:
        now = (stage, int(part * _STEPS))
        if now != last[0]:
            last[0] = now
            _say({"stage": stage, "part": part})

    return told


def _say(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


__all__ = ["carry_out", "main", "problem_of", "size_of"]

if __name__ == "__main__":
    main()
