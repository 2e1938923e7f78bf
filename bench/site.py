"""The site under load, beside a bare Django page on the same server, in one run: search, policies, check-up, API.

    python bench/site.py [--documents FOLDER] [--seconds 8] [--write]

Needs `wrk` (Debian: wrk). Eight connections ask for the same address again and again; the site runs as `luodi serve` starts it, with
SQLite, and the folder's documents imported. Each address is asked twice, in turn with the bare page; the better of the two counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "site.md"
AIM = 100  # requests a second, for the search page and the check-up of the API
#: The least that Django and the same server can do: one page from a template, no database, no middleware.
BARE = """
import sys
from django.conf import settings
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="x", TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}])
import django; django.setup()
from django.http import HttpResponse
from django.template import Context, Template
from django.urls import path
from django.core.wsgi import get_wsgi_application
page = Template("<!doctype html><title>x</title><ul>{% for n in many %}<li>{{ n }}</li>{% endfor %}</ul>")
urlpatterns = [path("", lambda request: HttpResponse(page.render(Context({"many": range(20)}))))]
from waitress import create_server
server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=8)
print(f"http://127.0.0.1:{server.effective_port}/", flush=True)
server.run()
"""
SERVE = "from luodi.cli import main; main()"
FACTS = {
    "on": "2021-06-01", "policies": ["zhejiang/hangzhou/ai-zone-policy"],
    "facts": {"enterprise": {"registered_region": "330106", "kind": "enterprise", "ai_business": True},
              "project": [{"id": "p1", "project_kind": "scenario", "selected": True, "total_investment": 15_000_000}]},
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One address that is asked for."""

    name: str
    path: str
    body: str = ""


ASKED = [
    Asked("首页", "/"), Asked("检索原文：算力", "/documents/?words=算力"), Asked("政策库", "/policies/"),
    Asked("一项政策", "/policies/zhejiang/hangzhou/ai-zone-policy/"), Asked("接口：政策", "/api/v1/policies?limit=20"),
    Asked("接口：体检（一项政策 20 项支持）", "/api/v1/check", json.dumps(FACTS)),
]  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What wrk saw: requests a second, the latency that 99 of 100 stay under, answers that were no success."""

    rate: float
    latency: str
    failed: int


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--documents", type=Path, default=ROOT.parent / "shared" / "corpus")
    arguments.add_argument("--seconds", type=int, default=8)
    arguments.add_argument("--write", action="store_true", help="write docs/benchmarks/site.md")
    given = arguments.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("没有 wrk：Debian 上 apt install wrk")
    page = _page(given.documents, given.seconds)
    print(page)
    if given.write:
        PAGE.write_text(page, "utf-8")


def _page(documents: Path, seconds: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        place = {**os.environ, "LUODI_DATA": folder, "LUODI_API_RATE": "0"}
        held = "没有导入文件"
        if documents.is_dir():
            done = subprocess.run(
                [sys.executable, "-c", SERVE, "import", str(documents)],
                env=place,
                capture_output=True,
                text=True,
                check=False,
            )
            held = (
                f"已导入 {sum(1 for file in documents.rglob('*') if file.is_file())} 个文件"
                if done.returncode in {0, 1}
                else held
            )
        with (
            _server([sys.executable, "-c", BARE], dict(os.environ)) as bare,
            _server([sys.executable, "-c", SERVE, "serve", "--port", "0"], place) as site,
        ):
            base = _measure(bare, Asked("", "/"), seconds)
            rows = []
            for asked in ASKED:
                first, again = _measure(site, asked, seconds), _measure(bare, Asked("", "/"), seconds)
                second = _measure(site, asked, seconds)
                base = max(base, again, key=lambda one: one.rate)
                rows.append((asked, max(first, second, key=lambda one: one.rate)))
    busy = os.getloadavg()[0]
    lines = [
        "# 速度：网站", "",
        "本页由一条命令写成，数字出自同一次运行：`make bench WRITE=1`。`wrk` 用 8 个连接反复请求同一个地址；网站由 `luodi serve` 启动，"
        f"用 SQLite，{held}。旁边是同一个服务器（waitress，8 线程）上最小的 Django 页面：一个模板，没有数据库和中间件。", "",
        f"环境：Python {platform.python_version()}，{os.cpu_count()} 核；wrk 与服务器在同一台机器上；测完时一分钟平均负载 {busy:.1f}。目标：检索页与体检接口 ≥ {AIM} 次/秒。", "",
        "| 地址 | 次/秒 | 与最小页面之比 | 99% 的请求短于 | 失败 |", "|---|---:|---:|---:|---:|",
        f"| 最小的 Django 页面 | {base.rate:,.0f} | 1 | {base.latency} | {base.failed} |",
    ]  # fmt: skip
    lines += [
        f"| {asked.name} | {one.rate:,.0f} | {one.rate / base.rate:.2f} | {one.latency} | {one.failed} |"
        for asked, one in rows
    ]
    return "\n".join(lines) + "\n"


@contextmanager
def _server(command: list[str], place: dict[str, str]) -> Iterator[str]:
    """Start a server and give its address, without the slash at its end."""
    with subprocess.Popen(command, env=place, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", held.stdout.readline())
        assert found, "the server did not start"
        try:
            yield found[0]
        finally:
            held.terminate()


def _measure(address: str, asked: Asked, seconds: int) -> Measured:
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", address + quote(asked.path, safe="/?=&")]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if asked.body:
            script.write(
                f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [[{asked.body}]]\n'
            )
            script.flush()
            command[1:1] = ["-s", script.name]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([0-9.]+)", told)
    late = re.search(r"99%\s+([0-9.]+)(us|ms|s)", told)
    wrong = re.search(r"Non-2xx or 3xx responses: ([0-9]+)", told)
    assert rate and late, told
    return Measured(float(rate[1]), f"{late[1]} {late[2]}".replace(" us", " µs"), int(wrong[1]) if wrong else 0)


if __name__ == "__main__":
    main()
