"""From the review desk to a simulation: the two subjects do not know each other, the site hands a draft from one to the other."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.engine.core.errors import DataError, LuodiError, each
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import Acting, Refused
from luodi.service.drafts import queries
from luodi.service.drafts.models import KEPT
from luodi.service.simulations.actions import keep_draft
from luodi.service.simulations.models import Draft
from luodi.service.simulations.pages.drafting import chosen, refused


def draft_of(acting: Acting, key: str, now: datetime) -> Draft:
    """What is accepted on a desk, as it stands now, kept to be simulated; LuodiError says what the strict loader does not take."""
    desk = queries.desk(acting, key)
    if not desk.items.filter(kind="support", state__in=KEPT).exists():
        raise DataError(
            _("审编台上还没有接受了的支持"), why=_("推演算的是支持：条件和金额编成公式才能算"), fix=_("先接受或改正至少一项支持，再来推演")
        )  # fmt: skip
    made = queries.compiled(desk)
    return keep_draft(acting, made.key, made.policy, now, region=desk.region)


@require_POST
def simulate(request: HttpRequest, key: str) -> HttpResponse:
    """Take what is accepted on a desk to a question about it; a page says what stands against it."""
    acting = acting_of(request)
    queries.desk(acting, key)  # without the right to see the desk there is no page about it either
    try:
        return chosen(draft_of(acting, key, timezone.now()))
    except Refused:
        raise
    except LuodiError as error:
        return refused(request, each(error), key)
