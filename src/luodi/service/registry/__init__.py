"""What is known of each enterprise and institution: dated facts with their source and evidence, and names with history.

A fact is a `Statement`: one value of one fact of the engine's vocabulary, of a period, from a source. It is never changed: another one
supersedes it (`actions.state`) or it is withdrawn with the reason. What holds on a day is `queries.holds`; `queries.situation` gives it
as a check-up takes it, `queries.fact_file` as `luodi check` reads it. Tables come in by `importing`, go out by `exporting`. Regions
(GB/T 2260) and industries (GB/T 4754) are data of the vocabulary.
"""
