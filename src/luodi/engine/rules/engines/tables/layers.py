"""Names for values that are used more than once: each stands in a layer above the columns it is made of.

Without names a formula of ten nested minimums would be written a thousand times. A layer is a query over the one below;
equal values get one name, so what two conditions or sums share is computed once.
"""

from __future__ import annotations

from sqlglot import exp

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.sql import Sql


class Layers:
    """The named values of one query, by layer; columns that are not named here are those of the lowest query."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._depth: dict[str, int] = {}
        self._layers: list[list[tuple[str, Sql]]] = []

    def keep(self, value: Sql) -> Sql:
        """Return a column that holds the value; a plain column or constant is its own name."""
        if isinstance(value, exp.Column | exp.Literal | exp.Null | exp.Boolean):
            return value
        key = value.sql(copy=False)
        if key not in self._names:
            depth = 1 + max((self._depth.get(c, 0) for c in sql.columns_in(value)), default=0)
            name = f"v{len(self._names) + 1}"
            self._names[key], self._depth[name] = name, depth
            while len(self._layers) < depth:
                self._layers.append([])
            self._layers[depth - 1].append((name, value))
        return sql.column(self._names[key])

    def value(self, name: str) -> Sql | None:
        """What a name stands for; None for a column that is no name of these."""
        return next((value for layer in self._layers for own, value in layer if own == name), None)

    def over(self, base: exp.Query) -> exp.Query:
        """The query with all named values beside its own columns."""
        made = base
        for layer in self._layers:
            named = [sql.alias(value, name) for name, value in layer]
            made = sql.select([exp.Star(), *named], sql.within(made, "q"))
        return made
