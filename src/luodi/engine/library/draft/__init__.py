"""Turn a document into the draft of a policy folder, and keep the draft in step when the text changes.

What the words decide alone is written: clause, values, caps, limits, bodies, and the formula where rate, base and cap
leave one reading. What a person must decide is a `to_decide` of the support. A draft loads under the strict loader and is
never evaluated as law. On a second run only the supports whose text changed are touched, and what a person wrote stays.
"""

from __future__ import annotations

from luodi.engine.library.draft.refresh import Change
from luodi.engine.library.draft.run import Drafted, draft

__all__ = ["Change", "Drafted", "draft"]
