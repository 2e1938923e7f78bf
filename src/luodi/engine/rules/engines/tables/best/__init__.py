"""The best set of supports for every enterprise of a population (最优组合), as `rules.best` finds it for one.

The conflict graph is the same for everybody, so it is looked at once: `circles` finds the supports that stand against each
other and the maximal compatible sets of each circle. `rows` writes the claims that are open, before groups and limits;
`choice` adds up every set for every enterprise and keeps the greatest, in SQL. Where a limit that claims share binds, or an
exclusion mixes entities with the enterprise, no fixed list of sets holds the answer: `settle` gives those enterprises to the
solver of the reference, in whole fen. `run` does it all in DuckDB and writes one row an enterprise.
"""
