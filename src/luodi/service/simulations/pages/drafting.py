"""The page that takes in a policy nobody has published yet, to simulate it: from a file of one's own, or from the review desk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.engine.core.errors import DataError, LuodiError, each
from luodi.engine.library.load import POLICY_FILE
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import Refused
from luodi.service.simulations import actions, places
from luodi.service.simulations.models import Draft
from luodi.service.simulations.reading import DRAFT

_ZIP = b"PK\x03\x04"


@require_http_methods(["GET", "HEAD", "POST"])
def new_draft(request: HttpRequest) -> HttpResponse:
    """Take in a policy file, or the ZIP of a policy folder."""
    acting = acting_of(request)
    acting.everywhere_or("simulation.run")
    if request.method != "POST":
        return refused(request, ())
    try:
        key, text = _file(request)
        return chosen(actions.keep_draft(acting, key, text, timezone.now()))
    except Refused:
        raise
    except LuodiError as error:
        return refused(request, each(error))


def chosen(draft: Draft) -> HttpResponse:
    """Go on to the question about a draft that was kept."""
    return redirect(f"{reverse('simulation-new')}?{urlencode({'policy': f'{DRAFT}{draft.pk}'})}")


def refused(request: HttpRequest, problems: Sequence[LuodiError], desk: str = "") -> HttpResponse:
    """The form, with what stands against the draft; `desk` is the key of the desk it came from."""
    context = {
        "here": "simulations", "problems": problems, "desk": desk, "key": request.POST.get("key", ""), "limit": places.DRAFT_LIMIT // 1000,
    }  # fmt: skip
    return render(request, "simulations/new_draft.html", context, status=422 if problems else 200)


def _file(request: HttpRequest) -> tuple[str, str]:
    sent = request.FILES.get("file")
    if sent is None:
        raise DataError(_("还没有选文件"), fix=_("选 policy.yaml，或政策文件夹的 .zip"))
    data = sent.read(places.DRAFT_LIMIT + 1)
    if len(data) > places.DRAFT_LIMIT:
        raise DataError(_("政策文件太大"), fix=_("至多 %(n)s KB") % {"n": places.DRAFT_LIMIT // 1000})
    inside = ""
    if data.startswith(_ZIP):
        inside, data = _unzipped(data)
    try:
        return request.POST.get("key", "").strip() or inside, data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(_("%(file)s 不是 UTF-8 文字") % {"file": POLICY_FILE}, fix=_("另存为 UTF-8")) from None


def _unzipped(data: bytes) -> tuple[str, bytes]:
    """The one policy file of an archive, with the folder it stands in."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [one for one in archive.infolist() if one.filename.rpartition("/")[2] == POLICY_FILE]
            if len(found) != 1:
                raise DataError(
                    _("要有一个 policy.yaml，找到 %(n)d 个") % {"n": len(found)}, fix=_("一次只推演一项政策的文件夹")
                )
            if found[0].file_size > places.DRAFT_LIMIT:
                raise DataError(_("政策文件太大"), fix=_("至多 %(n)s KB") % {"n": places.DRAFT_LIMIT // 1000})
            return found[0].filename.rpartition("/")[0], archive.read(found[0])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise DataError(_("这不是能打开的 ZIP 文件"), why=str(error)[:100], fix=_("重新压缩一次，不要加密")) from None
