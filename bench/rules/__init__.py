"""Twelve representative rules, once for each engine, and in plain integers.

The clauses are our own (`clauses.txt`), invented to hold one mechanism each. `exact` is the reference: plain Python
integers of fen, written from the clauses and not from any of the encodings. Each `by_…` module is one engine with the
same few names:

    NAME            what the engine is called in the results
    Engine()        everything that is built once; ImportError when the engine is not installed
    Engine.facts    one row of `inputs` in the form the engine's users have their facts in (not timed)
    Engine.answer   one enterprise from those facts to all sums (timed)
    Engine.sums     the sums of an answer in whole fen, by the keys of `exact.SUMS` (not timed)

Engines that compute a whole table at once have instead (see `million.py`):

    prepared(table)  the Arrow table of `inputs` in the form the engine reads (not timed; only where it differs)
    together(data)   every sum of all enterprises in whole fen (timed)
"""
