"""The forms of the account pages: what is asked, in what field. What may stand in a field is checked by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.engine.core.errors import LuodiError, each
from luodi.service.accounts.actions.organisations import checked_code
from luodi.service.accounts.rights import ROLES, STAFF

_ROLES = (("enterprise", _("企业用户：在这家企业任职")), ("adviser", _("顾问：受这家企业委托")))
_KINDS = (("enterprise", _("企业")), ("institution", _("高校、科研院所、协会等机构")), ("department", _("政府部门")))


class Form(forms.Form):
    """A form whose fields know their hints, and that takes the errors of an action."""

    def take(self, error: LuodiError) -> None:
        """Put what an action refused beside its field, or above the form."""
        for one in each(error):
            self.add_error(one.place.key if one.place.key in self.fields else None, one.line)

    def rows(self) -> Iterable[dict[str, Any]]:
        """Each field with what the template needs: where its hint and its errors stand, for those who cannot see them."""
        for field in self:
            beside = [
                f"{field.auto_id}-{what}" for what, held in (("hint", field.help_text), ("wrong", field.errors)) if held
            ]
            shown = {"aria-describedby": " ".join(beside)} if beside else {}
            if field.errors:
                shown["aria-invalid"] = "true"
            kind = type(field.field.widget).__name__.lower()
            yield {"field": field, "control": field.as_widget(attrs=shown), "kind": kind}


def _text(label: Any, hint: Any = "", *, required: bool = True, most: int = 200, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=most, widget=forms.TextInput(attrs=attrs)
    )


def _secret(label: Any, hint: Any = "", complete: str = "new-password") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, help_text=hint, max_length=200, strip=False, widget=widget)


def _file(label: Any, *, required: bool = True) -> forms.FileField:
    widget = forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
    return forms.FileField(
        label=label,
        help_text=_("盖公章的授权书扫描件：PDF、JPG 或 PNG，至多 10 MB。只有审定的人看得到。"),
        required=required,
        widget=widget,
    )


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(label=label, help_text=hint, required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _reason() -> forms.CharField:
    return _text(_("原因"), _("一句话；留在审计记录里"))


class SignInForm(Form):
    """Name and password."""

    login = _text(_("登录名"), autocomplete="username", autocapitalize="none", spellcheck="false")
    password = _secret(_("密码"), complete="current-password")


class CodeForm(Form):
    """A one-time code."""

    code = _text(
        _("验证码"),
        _("手机上的六位数字；手机不在身边就写一个恢复码"),
        most=30,
        autocomplete="one-time-code",
        autocapitalize="none",
    )


class DetailsForm(Form):
    """What a person tells of themselves."""

    name = _text(_("姓名"), most=60, autocomplete="name")
    phone = _text(
        _("手机"),
        _("可不填。别人只看得到前三位和后四位。"),
        required=False,
        most=20,
        autocomplete="tel",
        inputmode="tel",
    )
    email = _text(_("电子邮件"), _("可不填"), required=False, most=254, autocomplete="email", inputmode="email")


class SignUpForm(DetailsForm):
    """A new account."""

    login = _text(
        _("登录名"),
        _("3 至 60 个字母、汉字或数字"),
        most=60,
        autocomplete="username",
        autocapitalize="none",
        spellcheck="false",
    )
    password = _secret(_("密码"), _("至少 10 位；不能全是数字，不能是常见的密码，不能像您的登录名或姓名"))
    again = _secret(_("再输一次密码"))
    field_order = ("login", "password", "again", "name", "phone", "email")

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        held = super().clean() or {}
        if held.get("password") and held.get("again") and held["password"] != held["again"]:
            self.add_error("again", _("两次输入的密码不一样；再输一次"))
        return held


class OrganisationForm(Form):
    """The organisation somebody acts for."""

    code = _text(
        _("统一社会信用代码"), _("营业执照上的 18 位"), most=40, autocapitalize="characters", spellcheck="false"
    )
    organisation = _text(_("名称"), _("照营业执照填写"), autocomplete="organization")
    kind = forms.ChoiceField(label=_("类别"), choices=_KINDS)
    region = _text(
        _("登记地"), _("六位地区代码，可不填：按信用代码的第 3 至 8 位"), required=False, most=6, inputmode="numeric"
    )
    role = forms.ChoiceField(label=_("您的身份"), choices=_ROLES)
    evidence = _file(_("授权书"))

    def clean_code(self) -> str:
        """Say at once which check character is wrong, beside whatever else is."""
        try:
            return checked_code(self.cleaned_data["code"]) if self.cleaned_data["code"] else ""
        except LuodiError as error:
            raise forms.ValidationError(error.line) from None


class PasswordForm(Form):
    """A new password."""

    old = _secret(_("原来的密码"), complete="current-password")
    new = _secret(_("新密码"), _("至少 10 位；不能全是数字，不能是常见的密码，不能像您的登录名或姓名"))
    again = _secret(_("再输一次新密码"))

    def clean(self) -> dict[str, Any]:
        """Both new passwords are the same."""
        held = super().clean() or {}
        if held.get("new") and held.get("again") and held["new"] != held["again"]:
            self.add_error("again", _("两次输入的密码不一样；再输一次"))
        return held


class GrantForm(Form):
    """A person who may act for an organisation."""

    login = _text(
        _("对方的登录名"), _("请他先注册，再把登录名告诉您"), most=60, autocapitalize="none", spellcheck="false"
    )
    role = forms.ChoiceField(label=_("身份"), choices=_ROLES)
    manages = forms.BooleanField(label=_("他也可以授权别人"), required=False)
    ends = _day(_("止期"), _("最后一天；一直有效就不填"))
    evidence = _file(_("授权书"))


class ReasonForm(Form):
    """Why."""

    reason = _reason()


class PersonForm(DetailsForm):
    """An account for a member of staff."""

    login = _text(_("登录名"), most=60, autocapitalize="none", spellcheck="false")
    field_order = ("login", "name", "phone", "email")


class PostForm(Form):
    """A post."""

    role = forms.ChoiceField(label=_("岗位"), choices=[(one, _(ROLES[one])) for one in STAFF])
    unit = _text(_("单位"), _("如“市经信局”"), most=120)
    region = _text(_("地区"), _("六位地区代码；不填就是全部地区"), required=False, most=6, inputmode="numeric")
    ends = _day(_("止期"), _("最后一天；一直有效就不填"))


class TokenForm(Form):
    """A key of the API."""

    label = _text(_("名称"), _("它用在哪里，如“财务系统”"), most=60)
    days = forms.IntegerField(label=_("有效天数"), initial=90, min_value=1, max_value=366)
    scopes = forms.MultipleChoiceField(
        label=_("范围"), help_text=_("密钥只能做勾选的事，也从不超过您自己的权限"), widget=forms.CheckboxSelectMultiple
    )
