"""Spark in local mode: one session, one thread, no pages."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from typing import Any

DIALECT = "spark"

SETTINGS = {
    "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false", "spark.driver.memory": "2g", "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1", "spark.sql.session.timeZone": "UTC", "spark.ui.showConsoleProgress": "false",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN", "spark.log.level": "OFF",
}  # fmt: skip


def missing() -> str:
    """Why Spark cannot be asked; empty when it can."""
    if importlib.util.find_spec("pyspark") is None:
        return "缺少 pyspark（pip install pyspark）"
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "缺少 Java（Debian 软件包 default-jre-headless）"
    return ""


class Database:
    """One session; `load` replaces what was there."""

    def __init__(self) -> None:
        from pyspark.sql import SparkSession

        self._folder = tempfile.mkdtemp(prefix="luodi-spark-")
        builder: Any = SparkSession.builder.master("local[1]").appName("conformance")
        for name, value in {**SETTINGS, "spark.sql.warehouse.dir": self._folder}.items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("OFF")
        self._names: list[str] = []

    def make(self, statements: list[str], names: list[str]) -> None:
        """Make tables by statements of somebody else."""
        for name in self._names:
            self._session.catalog.dropTempView(name)
            self._session.sql(f"DROP TABLE IF EXISTS `{name}`")
        for statement in statements:
            self._session.sql(statement)
        self._names = list(names)

    def load(self, tables: Any) -> None:
        from pyspark.sql import types

        kinds = {
            "BIGINT": types.LongType(), "TEXT": types.StringType(), "DATE": types.DateType(), "BOOLEAN": types.BooleanType(),
            "DOUBLE": types.DoubleType(),
        }  # fmt: skip
        self.make([], list(tables))
        for name, table in tables.items():
            schema = types.StructType([types.StructField(c, kinds[kind]) for c, kind in table.columns.items()])
            rows = [tuple(row.get(c) for c in table.columns) for row in table.rows]
            self._session.createDataFrame(rows, schema).createOrReplaceTempView(name)

    def ask(self, query: str) -> list[dict[str, Any]]:
        return [row.asDict() for row in self._session.sql(query).collect()]

    def close(self) -> None:
        self._session.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
