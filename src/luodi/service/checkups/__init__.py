"""The check-up: a visitor answers questions, an enterprise starts from its registry facts; the answer, its report, its share links.

Nothing is decided here: `engine.rules` answers, this keeps what was told, asks the next question, and shows.
"""
