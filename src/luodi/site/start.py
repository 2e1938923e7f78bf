"""Make the site ready in this process, for the server and for commands that work on what the site keeps."""

from __future__ import annotations

import os

from luodi.engine.core.errors import LuodiError


def start(*, serving: bool = False) -> None:
    """Read the settings and bring the tables up to date; LuodiError when the site's libraries or its database are not there.

    `serving`: sessions that have expired are taken away too. Nothing else does that, and every sign-in and check-up leaves one.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    try:
        import django
        from django.core.management import call_command
        from django.db.utils import DatabaseError
    except ImportError as error:
        raise LuodiError(f"没有装网站要的 {error.name}", fix="pip install 'luodi[site]'") from None
    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        if serving:
            call_command("clearsessions")
        from luodi.service.drafts.actions import lay_out

        lay_out()  # published policies stand in the tables; the folder the library reads is made of them
    except DatabaseError as error:
        where = "LUODI_DATABASE 所写的数据库" if "LUODI_DATABASE" in os.environ else "数据文件夹里的 SQLite"
        raise LuodiError(
            f"{where}不能用",
            why=str(error).strip().partition("\n")[0],
            fix="核对 LUODI_DATABASE 或 LUODI_DATA，以及数据库是否已启动",
        ) from None
    except OSError as error:
        raise LuodiError(
            f"数据文件夹不能用：{error.filename}", why=error.strerror or "", fix="用 LUODI_DATA 指一个可写的文件夹"
        ) from None
