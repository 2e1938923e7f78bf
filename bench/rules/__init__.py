"""Twelve representative rules, four times: as an encoded policy, for OpenFisca-Core, for zen-engine, and in plain integers.

The clauses are our own (`clauses.txt`), invented to hold one mechanism each. `exact` is the reference: plain Python
integers of fen, written from the clauses and not from any of the encodings. Each `by_…` module is one engine with the
same few names:

    NAME            what the engine is called in the results
    Engine()        everything that is built once; ImportError when the engine is not installed
    Engine.facts    one row of `inputs` in the form the engine's users have their facts in (not timed)
    Engine.answer   one enterprise from those facts to all sums (timed)
    Engine.sums     the sums of an answer in whole fen, by the keys of `exact.SUMS` (not timed)
"""
