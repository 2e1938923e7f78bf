"""政策推演：a population of enterprises, the policies and a reform of them, and what they would cost; run in the background.

`populations` and `runs` are what people keep; a `Job` is what a worker does for one of them. `jobs` gives jobs to workers so that
each is carried out once and none hangs (heartbeat and lease), `working` is the worker, `carrying` what its child process does with the
engine alone. Large results stay in Parquet files; `results` reads a page of them by SQL. `reforming` edits a reform.

A policy that nobody has published is kept as a `Draft`: its text, never changed. `shelf` lays drafts over the library of the runs that name
them, and of no others; where a draft comes from (a file, the review desk) this subject does not ask.
"""
