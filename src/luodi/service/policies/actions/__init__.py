"""Every change to what is held; each asks for the right, writes its row of the log, and is one transaction.

`documents` imports, withdraws and describes; `relations` says how documents hang together; `searches` keeps searches and makes
alerts; `batches` takes uploads and reads them one after the other.
"""

from luodi.service.policies.actions.batches import begin, step, steps_left, wait_again
from luodi.service.policies.actions.documents import Outcome, describe, import_file, restore, withdraw
from luodi.service.policies.actions.relations import relate, unrelate
from luodi.service.policies.actions.searches import drop_search, keep_search, see

__all__ = [
    "Outcome", "begin", "describe", "drop_search", "import_file", "keep_search", "relate", "restore", "see", "step", "steps_left", "unrelate",
    "wait_again", "withdraw",
]  # fmt: skip
