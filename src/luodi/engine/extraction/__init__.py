"""Clauses become draft provisions: targets, tasks, supports, validity, each value a span of the text.

`numbers` is the one grammar for quantities; `finders` holds one module for each kind of provision; `extract` runs them
all over a document. What comes out is a draft that waits for a person.
"""
