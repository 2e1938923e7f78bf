"""`luodi serve`: the site on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from luodi.engine.core.errors import LuodiError

BODY = 80_000_000  # bytes of a request: a document of 64 MB with its form


@click.command("serve", short_help="启动网站：政策库、政策体检、接口")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="端口；0 由系统挑一个")
@click.option("--no-worker", is_flag=True, help="不带后台工作进程；推演要另外启动 luodi worker")
def serve(host: str, port: int, no_worker: bool) -> None:
    """启动网站：先准备数据库，再说在哪里打开。停止按 Ctrl+C，后台工作进程跟着结束。"""
    from luodi.site.start import start

    start(serving=True)
    from waitress import create_server

    from luodi.site.wsgi import application

    try:
        server = create_server(application, host=host, port=port, threads=8, max_request_body_size=BODY, **_proxy())
    except OSError as error:
        raise LuodiError(
            f"{host}:{port} 不能监听", why=error.strerror or "", fix="换一个端口：luodi serve --port 8001"
        ) from None
    click.echo(f"落地已启动：http://{host}:{server.effective_port}/　（Ctrl+C 停止）")
    sys.stdout.flush()
    try:
        with _worker(wanted=not no_worker):
            server.run()
    finally:
        server.close()


@contextmanager
def _worker(*, wanted: bool) -> Iterator[None]:
    """Keep a worker beside the server; it ends when its input does, however this process ends, and is started anew when it dies."""
    if not wanted:
        yield
        return
    held: list[subprocess.Popen[bytes]] = []
    over = threading.Event()

    def keep() -> None:
        command = [sys.executable, "-c", "from luodi.cli import main; main()", "worker", "--attached"]
        pause = 1.0
        while not over.is_set():
            held[:] = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)]
            held[0].wait()
            over.wait(pause)
            pause = min(pause * 2, 60.0)

    threading.Thread(target=keep, daemon=True).start()
    try:
        yield
    finally:
        over.set()
        for child in held:
            if child.stdin is not None:
                child.stdin.close()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()


def _proxy() -> dict[str, Any]:
    """What the server takes from the proxy before it (LUODI_PROXY), and from nobody else: where a request comes from, and by HTTPS or not."""
    told = os.environ.get("LUODI_PROXY", "127.0.0.1" if "LUODI_HOSTS" in os.environ else "")
    if not told:
        return {}
    heads = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": told, "trusted_proxy_headers": heads, "clear_untrusted_proxy_headers": True}
