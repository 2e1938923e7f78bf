"""A consistency report for whoever drafts a policy: what contradicts itself, cannot be computed, or was left out.

    >>> from luodi.engine.documents import read_text
    >>> document = read_text(
    ...     "示例市若干政策\\n\\n一、支持场景。总投资1500万元及以下的项目，给予200万元补助；总投资1500万元以上的项目，给予500万元补助。\\n"
    ... )
    >>> for finding in review(document):
    ...     print(finding.severity, finding.code, finding.path, finding.message)
    high tiers-overlap 一 恰好1500万元时，“1500万元及以下”和“1500万元以上”都适用

Every `Finding` has a code, its clause and span, why it will cost somebody money or time, and what to ask the drafter. A check
is a function that takes a `Reading` and yields `Remark`s; `checks.CHECKS` is the table of them all. What the words leave
open is told only where the words themselves show it: a review that cries wolf is not read twice.
"""

from luodi.engine.extraction.review.checks import CHECKS, Check, review
from luodi.engine.extraction.review.model import SEVERITIES, Finding, Severity

__all__ = ["CHECKS", "SEVERITIES", "Check", "Finding", "Severity", "review"]
