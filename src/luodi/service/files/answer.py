"""Send a file, kept or just made; the page has asked for the right before."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from luodi.service.files.kinds import KINDS, sniff
from luodi.service.files.store import read

XLSX = KINDS["xlsx"].media


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


def download(content: bytes, name: str, media: str = XLSX) -> HttpResponse:
    """An answer that is saved under a name and kept by no proxy."""
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


def sends(*media: str) -> dict[str, Any]:
    """How the API describes an address that answers with a file of one of these media types (`openapi_extra`)."""
    content = {one: {"schema": {} if "json" in one else {"type": "string", "format": "binary"}} for one in media}
    return {"responses": {200: {"description": "文件", "content": content}}}
