"""The policy library as people see it: documents with their clauses, encoded policies with their supports.

`queries` reads, `pages` and `api` show. Encoded policies come from `engine.library`; nothing of it is stored twice.
"""
