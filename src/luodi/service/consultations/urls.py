"""Addresses of consultations."""

from __future__ import annotations

from django.urls import path, re_path

from luodi.service.consultations.pages import desk, mine, public

urlpatterns = [
    path("consultations/", public.listed, name="consultations"),
    path("consultations/new/", desk.new, name="consultation-new"),
    path("consultations/mine/", mine.mine, name="my-comments"),
    path("consultations/visitor/<slug:secret>/", mine.visitor, name="visitor-comment"),
    path("consultations/visitor/<slug:secret>/withdraw/", mine.visitor_withdraw, name="visitor-withdraw"),
    path("consultations/<int:number>/", public.shown, name="consultation"),
    path("consultations/<int:number>/comment/", public.write, name="consultation-comment"),
    path("consultations/<int:number>/comments/<int:own>/withdraw/", mine.withdraw, name="comment-withdraw"),
    path("consultations/<int:number>/comments/<int:own>/moderate/", desk.moderate, name="comment-moderate"),
    path("consultations/<int:number>/comments/<int:own>/files/<slug:digest>/", mine.file, name="comment-file"),
    path("consultations/<int:number>/edit/", desk.edit, name="consultation-edit"),
    path("consultations/<int:number>/close/", desk.close, name="consultation-close"),
    path("consultations/<int:number>/text/", desk.use_text, name="consultation-text"),
    path("consultations/<int:number>/publish/", desk.publish, name="consultation-publish"),
    path("consultations/<int:number>/desk/", desk.desk, name="consultation-desk"),
    path("consultations/<int:number>/desk/<int:group>/", desk.cluster, name="consultation-cluster"),
    path("consultations/<int:number>/desk/<int:group>/split/", desk.split, name="cluster-split"),
    path("consultations/<int:number>/desk/<int:group>/merge/", desk.merge, name="cluster-merge"),
    path("consultations/<int:number>/summary/", public.answers, name="consultation-summary"),
    re_path(
        r"^consultations/(?P<number>[0-9]{1,18})/summary\.(?P<form>xlsx|pdf|json)$",
        public.download,
        name="consultation-file",
    ),
]
