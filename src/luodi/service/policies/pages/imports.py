"""Uploads of documents by staff: take the files, then show how far they are read."""

from __future__ import annotations

import threading

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.core.errors import LuodiError
from luodi.engine.documents.readers import MAX_BYTES
from luodi.service.accounts.acting import acting as acting_of
from luodi.service.accounts.models import Person
from luodi.service.accounts.rights import Acting, Over, may
from luodi.service.policies import actions
from luodi.service.policies.actions.batches import MOST_FILES
from luodi.service.policies.actions.documents import STATES
from luodi.service.policies.library import library
from luodi.service.policies.models import Batch

_RECENT = 10
_reading: set[int] = set()
_reading_lock = threading.Lock()


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form; a POST takes the files and leads to the page of the batch."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    _staff_only(acting)
    wrong: LuodiError | None = None
    region = request.POST.get("region", "").strip() or _own_region(acting)
    if request.method == "POST":
        uploads = [(one.name or "未命名", one) for one in request.FILES.getlist("files")]
        try:
            batch = actions.begin(acting, uploads, timezone.now(), region=region if request.POST.get("region") else _own_region(acting),
                                  key=request.POST.get("key", "").strip())  # fmt: skip
        except LuodiError as error:
            wrong = error
        else:
            read_on(batch.pk)
            return redirect("import-batch", number=batch.pk)
    regions = [(code, library().vocabulary.regions.name(code)) for code in sorted(library().vocabulary.regions.names)]
    batches = Batch.objects.filter(person=acting.person).order_by("-pk")[:_RECENT]
    context = {"here": "search", "wrong": wrong, "region": region, "key": request.POST.get("key", ""), "regions": [
        one for one in regions if may(acting, "document.import", Over(region=one[0]))
    ], "batches": batches, "megabytes": MAX_BYTES // 1_000_000, "most": MOST_FILES, "everywhere": may(acting, "document.import")}  # fmt: skip
    return render(request, "policies/import.html", context, status=422 if wrong else 200)


@require_safe
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """How far the files of a batch are read; opening the page goes on with those that wait."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    _staff_only(acting)
    found = get_object_or_404(Batch, pk=number, person=acting.person)
    left = actions.steps_left(found.pk)
    if left:
        read_on(found.pk)
    rows = list(found.files.prefetch_related("documents"))
    context = {
        "here": "search",
        "batch": found,
        "files": rows,
        "left": left,
        "done": len(rows) - left,
        "states": {**STATES, "waiting": _("等着读")},
    }
    template = "policies/_batch.html" if request.headers.get("HX-Request") else "policies/batch.html"
    return render(request, template, context)


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Read the files that could not be read once more, such as after a missing program was installed."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    _staff_only(acting)
    found = get_object_or_404(Batch, pk=number, person=acting.person)
    actions.wait_again(acting, found.pk, timezone.now())
    read_on(found.pk)
    return redirect("import-batch", number=number)


def read_on(batch: int) -> None:
    """Read the waiting files of a batch in a thread of this process, unless one does already."""
    with _reading_lock:
        if batch in _reading:
            return
        _reading.add(batch)
    threading.Thread(target=_read, args=(batch,), daemon=True, name=f"import-{batch}").start()


def _read(batch: int) -> None:
    """Read file by file, each time as the person who uploaded them may; a process that is stopped leaves the rest waiting."""
    try:
        person = Person.objects.get(pk=Batch.objects.values_list("person", flat=True).get(pk=batch))
        while actions.step(acting_of(person, timezone.now()), batch, timezone.now()):
            pass
    finally:
        with _reading_lock:
            _reading.discard(batch)
        connection.close()


def _staff_only(acting: Acting) -> None:
    """Whoever may import somewhere may open the page; where, is asked for each file."""
    acting.everywhere_or("document.import")


def _own_region(acting: Acting) -> str:
    return next(iter(acting.regions("document.import") or ("",)))
