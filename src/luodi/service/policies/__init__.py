"""The policy library and the check-up as people see them: encoded policies, their supports, and what an enterprise may claim.

`queries` reads, `checkup` keeps what a visitor has told and asks the next question, `pages` and `api` show. Encoded policies come
from `engine.library`; nothing of it is stored twice.
"""
