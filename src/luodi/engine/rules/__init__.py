"""Supports as data: evaluate them for an enterprise, explain each verdict and each sum, say which fact to ask for next.

`model` holds the nouns, `grammar` turns formulas into the core tree (`tree`), `engines` give the tree its meaning, `facts`
reads what a person knows into a `situation`, `checkup` answers, `explain` and `ask` put the answer into words.

>>> from datetime import date
>>> from luodi.engine.library import Library
>>> from luodi.engine.rules.checkup import check_up
>>> from luodi.engine.rules.situation import Situation
>>> library = Library()
>>> hangzhou = library.policy("zhejiang/hangzhou/ai-zone-policy")
>>> answer = check_up([hangzhou], Situation(date(2021, 6, 1)), library.vocabulary)
>>> answer.policies[0].in_force
True
"""
