"""What a verb says where the libraries it needs are not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from luodi.engine.core.errors import DataError

#: What the extra `tables` brings.
_TABLES = {"duckdb", "highspy", "numpy", "openpyxl", "pyarrow", "sqlglot"}


@contextmanager
def tables_extra(what: str) -> Iterator[None]:
    """Say what to install where a library of the extra `tables` is missing; `what` is done with it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _TABLES:
            raise
        raise DataError(
            f"没有安装 {error.name}", why=f"{what}要用 tables 扩展", fix="pip install 'luodi[tables]'"
        ) from None
