"""Many enterprises at once: synthetic ones to try rules on, and the check of a person's own table before it is used.

`layout` says how facts lie in tables, `make` draws a synthetic population of any size from a seed, `check` reads a person's
XLSX, CSV or Parquet, maps its columns to facts and reports every cell that cannot be one.

>>> from luodi.engine.population.layout import column_name, file_name
>>> file_name("enterprise"), column_name("main_revenue", 2021)
('enterprise.parquet', 'main_revenue_2021')
"""
