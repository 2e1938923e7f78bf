"""Who changed what, when and why: one append-only log for every subject of the service, each row chained to the one before.

An `Actor` is whoever acts; `actions.record` writes the row, inside the transaction of the change itself, so there is never a change
without its row nor a row without its change. `queries.verify` proves that no row was changed, removed or put in between; the
digest of the last row, which it tells, may be kept elsewhere, and proves the same against somebody who rewrites the whole chain.
"""

from luodi.service.audit.actor import Actor

__all__ = ["Actor"]
