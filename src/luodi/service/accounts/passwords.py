"""How long a password must be, said in our own words (Django's own are not translated for every number)."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return _("密码太短：至少 %(count)s 位。几个不相干的词连在一起，又长又好记。") % {"count": self.min_length}

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("至少 %(count)s 位") % {"count": self.min_length}
