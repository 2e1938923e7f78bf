"""Clauses become draft provisions: targets, tasks, supports, validity, each value a span of the text.

`numbers` is the one grammar for quantities; `finders` holds one module for each kind of provision; `extract` runs them
all over a document. What comes out is a draft that waits for a person.

>>> from luodi.engine.documents import read_text
>>> from luodi.engine.extraction.extract import extract
>>> (support,) = extract(read_text("示例市政策\\n\\n一、对入选项目给予最高300万元补助。\\n"), ["support"])
>>> support.meaning, [(figure.role, str(figure.value)) for figure in support.figures]
('at_most', [('cap', '3000000')])
"""
