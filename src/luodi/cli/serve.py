"""`luodi serve`: the site on this machine."""

from __future__ import annotations

import sys

import click

from luodi.engine.core.errors import LuodiError


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
        server = create_server(application, host=host, port=port, threads=8)
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
