"""The pages of kept PDFs as pictures: drawn when first asked for, then read from the cache in the data folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from luodi.engine.core.errors import NotFound
from luodi.service import files
from luodi.service.files.store import write
from luodi.service.policies.drawing import draw
from luodi.service.policies.models import Version


def has_pages(version: Version) -> bool:
    """Whether the original is shown page by page."""
    if version.pages == 0 or version.part:
        return False
    with files.path(version.sha256).open("rb") as stream:
        return stream.read(5) == b"%PDF-"


def page_picture(version: Version, page: int) -> bytes:
    """Return a page, counted from 1, as a PNG; NotFound when the original has no such page."""
    if not 1 <= page <= version.pages:
        raise NotFound(f"原件没有第 {page} 页", fix=f"它有 {version.pages} 页")
    kept = _folder() / f"{version.sha256}-{page}.png"
    if kept.is_file():
        return kept.read_bytes()
    drawn = draw(files.read(version.sha256), page)
    write(kept, drawn)
    return drawn


def _folder() -> Path:
    return Path(settings.DATA) / "cache" / "pages"
