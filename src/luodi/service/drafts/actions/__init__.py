"""Every change at the desk; each asks for the right, writes its row of the log, and is one transaction.

`desks` takes up a document, a new version of it or a policy folder; `deciding` is what people do with one item; `publishing` is what two
people do with the whole.
"""

from luodi.engine.core.errors import Conflict
from luodi.service.drafts.actions.deciding import decide, refuse, reopen, save
from luodi.service.drafts.actions.desks import begin, import_folder, refresh, save_head
from luodi.service.drafts.actions.laying import lay_out
from luodi.service.drafts.actions.publishing import approve, propose, recall, send_back, withdraw

__all__ = [
    "Conflict", "approve", "begin", "decide", "import_folder", "lay_out", "propose", "recall", "refresh", "refuse", "reopen", "save", "save_head",
    "send_back", "withdraw",
]  # fmt: skip
