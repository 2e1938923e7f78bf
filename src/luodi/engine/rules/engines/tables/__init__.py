"""The table engine: the encoded supports as SQL, for whole populations at once, exact to the fen.

`emit` writes every support of the given policies as one query tree, spelt in the SQL of a dialect (DuckDB by default);
`run` asks DuckDB and writes the answers to a Parquet file. The reference engine is the meaning: whatever this one answers, it
answers alike, and what it cannot say exactly it declares (`Unsupported`).

- `layout`: the tables a population is written in · `question`: what is asked · `results`: the table of answers
- `emit`, `payments`: queries, a row a claim · `columns`: a row an enterprise
- `sources`, `checks`, `run`: DuckDB over files, Arrow and databases · `summary`: added up, without rows
- `best`: the best set of supports for every enterprise
- inside: `formulas` (the core tree) over `spans`, `days`, `truths` and `exact` (numbers), `sheets` (whom a policy concerns),
  `rows`, `history`, `claims` (one support), `sharing`, `windows`, `shared` (groups and limits over several rows), `layers`,
  `sql`, `dialects`

    from luodi.engine.rules.engines.tables.run import run
    run(policies, vocabulary, Question(date(2021, 6, 1)), {"enterprise": Path("enterprise.parquet")}, Path("answers.parquet"))

Importing this package imports neither DuckDB nor sqlglot: `layout` is also for those who only write tables.
"""
