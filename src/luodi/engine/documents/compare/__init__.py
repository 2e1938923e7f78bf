"""Compare documents by their words: two copies of one, a policy and its rules, every document of a folder.

    >>> from luodi.engine.documents import read_text
    >>> one = read_text("示例办法\\n\\n第一条 对首次认定的企业给予最高30万元奖励。\\n", "甲.txt")
    >>> two = read_text("示例办法\\n\\n第一条 对首次认定的企业给予最高50万元奖励。\\n", "乙.txt")
    >>> difference = compare_copies(one, two).differences[0]
    >>> difference.kind, difference.left.text, difference.right.text
    ('number', '30', '50')

Only letters, digits, Han and the signs of numbers are compared; blanks and the width of characters are not, and the
punctuation of two copies stands apart. Every side of every result says where it stands: clause, line, and the span in the original.

    model      the nouns
    folding    a text reduced to what is compared, with the way back
    aligning   which runs of two texts correspond
    sentences  sentences, what is a list of bodies, and the figures in them
    copies     two copies of one document: where they differ
    marks      where their punctuation differs
    related    a policy and its rules: which sentences are shared, which figures changed
    corpus     a folder: which passages stand nearly the same in another place's document
"""

from luodi.engine.documents.compare.copies import compare_copies, coverage
from luodi.engine.documents.compare.corpus import compare_corpus
from luodi.engine.documents.compare.model import (
    Borrowing,
    Change,
    Copies,
    Corpus,
    Difference,
    Entry,
    Quote,
    Related,
    Shared,
)
from luodi.engine.documents.compare.related import compare_related

__all__ = [
    "Borrowing",
    "Change",
    "Copies",
    "Corpus",
    "Difference",
    "Entry",
    "Quote",
    "Related",
    "Shared",
    "compare_copies",
    "compare_corpus",
    "compare_related",
    "coverage",
]
