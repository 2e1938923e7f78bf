"""Every change: `opening` (a consultation and its text), `commenting` (comments and their moderation), `sorting` (clusters by hand), `answering`."""

from luodi.service.consultations.actions.answering import answer, publish
from luodi.service.consultations.actions.commenting import Said, attach, comment, moderate, told, withdraw
from luodi.service.consultations.actions.opening import Told, change, close, open_consultation, use_current_text
from luodi.service.consultations.actions.sorting import merge, split

__all__ = [
    "Said", "Told", "answer", "attach", "change", "close", "comment", "merge", "moderate", "open_consultation", "publish",
    "split", "told", "use_current_text", "withdraw",
]  # fmt: skip
