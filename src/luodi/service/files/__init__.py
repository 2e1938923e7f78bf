"""Uploaded files: what kind they really are, and a private place where each is kept once under its digest.

`kinds.sniff` tells the kind by the content, never by the name or by what the browser says. `store.keep` writes a file under its
SHA-256 in `settings.MEDIA_ROOT` (nothing there is served by the web server) and returns what a table needs to hold: digest, kind,
size. `answer.attachment` sends one, after the page has asked for the right.
"""

from luodi.service.files.kinds import KINDS, Kind, sniff
from luodi.service.files.store import Kept, keep, path, read

__all__ = ["KINDS", "Kept", "Kind", "keep", "path", "read", "sniff"]
