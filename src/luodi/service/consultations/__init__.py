"""Consultation: the text of a draft is open for comment, clause by clause, until a day; every comment is answered before the answers are published.

`alike` says which comments propose the same, `actions` changes (open, comment, moderate, sort, answer, publish), `queries` finds what
one may see, `summary` is the answer as data (page, JSON), `exporting` the same as XLSX and PDF.
"""
