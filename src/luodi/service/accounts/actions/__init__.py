"""Every change of people, organisations, authorisations, posts, tokens and sessions: one module for each noun.

Each function asks for the right, locks what it changes, checks, writes, and writes its row of the log, in one transaction.
"""
