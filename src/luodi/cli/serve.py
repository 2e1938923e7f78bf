"""`luodi serve`: the site on this machine."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from luodi.engine.core.errors import LuodiError

BODY = 80_000_000  # bytes of a request: a document of 64 MB with its form


@click.command("serve", short_help="启动网站：政策库、政策体检、接口")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="端口；0 由系统挑一个")
def serve(host: str, port: int) -> None:
    """启动网站：先准备数据库，再说在哪里打开。停止按 Ctrl+C。"""
    from luodi.site.start import start

    start()
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
        server.run()
    finally:
        server.close()


def _proxy() -> dict[str, Any]:
    """What the server takes from the proxy before it (LUODI_PROXY), and from nobody else: where a request comes from, and by HTTPS or not."""
    told = os.environ.get("LUODI_PROXY", "127.0.0.1" if "LUODI_HOSTS" in os.environ else "")
    if not told:
        return {}
    heads = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": told, "trusted_proxy_headers": heads, "clear_untrusted_proxy_headers": True}
