"""Send a kept file; the page has asked for the right before."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from luodi.service.files.kinds import sniff
from luodi.service.files.store import read


def attachment(digest: str, name: str = "", *, inline: bool = False) -> HttpResponse:
    """Answer with a file as a download called `name` (its suffix is put by its content); it is never kept by a proxy.

    `inline` shows it in the browser; only PDF and pictures are ever shown, whatever else is downloaded.
    """
    data = read(digest)
    kind = sniff(data)
    shown = inline and kind is not None and kind.name in {"pdf", "jpg", "png"}
    response = HttpResponse(data, content_type=kind.media if kind else "application/octet-stream")
    called = (name or digest[:12]) + (kind.suffix if kind and not name.endswith(kind.suffix) else "")
    response["Content-Disposition"] = content_disposition_header(not shown, called)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
