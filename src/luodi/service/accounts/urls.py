"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path, re_path

from luodi.service.accounts.pages import me, organisations, sign_in, sign_up, staff

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("sign-up/", sign_up.sign_up, name="sign-up"),
    path("language/", me.language, name="set_language"),
    path("me/", me.me, name="me"),
    path("me/change/", me.change, name="me-change"),
    path("me/password/", me.password, name="me-password"),
    path("me/second-factor/", me.second, name="me-second-factor"),
    path("me/sessions/end/", me.end_sessions, name="me-end-sessions"),
    path("me/tokens/new/", me.new_token, name="me-new-token"),
    path("me/tokens/revoke/", me.revoke_token, name="me-revoke-token"),
    path("me/organisations/", organisations.mine, name="my-organisations"),
    path("me/organisations/choose/", organisations.choose, name="choose-organisation"),
    path("authorisations/<int:key>/", organisations.of_organisation, name="authorisations"),
    path("authorisations/revoke/<int:key>/", organisations.revoke, name="revoke-authorisation"),
    path("access-requests/", organisations.requests, name="access-requests"),
    path("access-requests/<int:key>/", organisations.decide, name="decide-access-request"),
    re_path(
        r"^evidence/(?P<kind>authorisation|request)/(?P<key>[0-9]{1,18})/$", organisations.evidence, name="evidence"
    ),
    path("people/", staff.everybody, name="people"),
    path("people/new/", staff.new_person, name="new-person"),
    path("people/<int:key>/", staff.one, name="person"),
    path("people/<int:key>/reset/", staff.reset, name="reset-password"),
    path("people/<int:key>/switch/", staff.switch, name="switch-person"),
    path("posts/revoke/<int:key>/", staff.revoke_post, name="revoke-post"),
]
