"""`luodi worker`: carries out what the site puts aside to be done in the background."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import timedelta

import click


@click.command("worker", short_help="后台工作进程：做网站交下来的推演")
@click.option(
    "--memory", default="1GB", show_default=True, metavar="SIZE", help="一次推演最多用多少内存；放不下的暂存到磁盘"
)
@click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="用几个线程；不写就用全部")
@click.option("--lease", default=30, show_default=True, type=click.IntRange(2, 3600), metavar="SECONDS",
              help="多久没有音讯的推演算中断，由我重新开始")  # fmt: skip
@click.option("--once", is_flag=True, help="做完现有的就结束")
@click.option("--attached", is_flag=True, hidden=True, help="标准输入一断就结束（luodi serve 这样启动它）")
def worker(memory: str, threads: int | None, lease: int, once: bool, attached: bool) -> None:
    """做网站交下来的推演，直到停止（Ctrl+C）。luodi serve 会自己带一个；要多几个，或放在另一台机器上，才另外启动。

    做到一半被停止的，放回去由下一个接着做；被杀的，没有音讯半分钟后由下一个重新开始，试过两次还不行就报失败。
    在另一台机器上启动时，LUODI_DATA 要指同一个（共享的）数据文件夹，LUODI_DATABASE 要指同一个数据库。
    """
    from luodi.site.start import start

    start()
    from luodi.service.simulations.working import Means, Worker

    made = Worker(Means(memory, threads, lease=timedelta(seconds=lease)))
    signal.signal(signal.SIGTERM, lambda *_: made.stop())
    signal.signal(signal.SIGINT, lambda *_: made.stop())
    if attached:
        threading.Thread(target=_until_the_input_ends, args=(made.stop,), daemon=True).start()
    made.run(once=once)


def _until_the_input_ends(stop: object) -> None:
    """Stop when whoever started this is gone; at once if that takes too long."""
    sys.stdin.buffer.read()
    assert callable(stop)
    stop()
    threading.Event().wait(5)
    os._exit(0)
