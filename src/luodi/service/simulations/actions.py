"""Every change of populations and runs: right, lock, check, write, audit row, in one transaction. What takes long is put aside as a job."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.accounts.rights import Acting, Over, refuse, require
from luodi.service.audit.actions import record
from luodi.service.files import KINDS, keep
from luodi.service.files.store import Readable
from luodi.service.policies.library import library
from luodi.service.simulations import places, reforming, shelf
from luodi.service.simulations.assuming import Assumed, assumptions_of
from luodi.service.simulations.models import CANCELLED, RUNNING, WAITING, Draft, Job, Population, Run, Table
from luodi.service.simulations.queries import draft_found, found, has_files, population_found, ready

TABLES = ("xlsx", "text", "parquet")
WAYS = ("region", "county", "province", "industry", "size", "kind")
_MOST_WAYS = 6
_MOST_TEXT = 100_000


def keep_draft(acting: Acting, key: str, text: str, now: datetime, *, region: str | None = None) -> Draft:
    """Keep an unpublished policy to simulate it; the same text is kept once. Problems says what the strict loader does not take."""
    where = _region(acting, "simulation.run", region)
    text = shelf.as_draft(text)
    policy = shelf.read(key, text)
    digest = hashlib.sha256(f"{key}\0{text}".encode()).hexdigest()
    with transaction.atomic():
        held = Draft.objects.filter(digest=digest, person_id=acting.person, region=where).first()
        if held is not None:
            return held
        made = Draft.objects.create(
            key=key, title=policy.title[:300], region=where, person_id=acting.person, policy=text, digest=digest, made_at=now
        )  # fmt: skip
        _forget_drafts(acting)
        after = {"title": made.title, "policy": key, "digest": digest[:12]}
        record(acting, "simulation.run", "simulation", f"draft-{made.pk}", after=after, region=where)
    return made


def _forget_drafts(acting: Acting) -> None:
    """Let go of a person's old drafts that no run and no population was made with."""
    needed = {number for told in Run.objects.values_list("drafts", flat=True) for number in told}
    needed |= {
        number for told in Population.objects.values_list("spec", flat=True) for number in told.get("drafts", ())
    }
    own = Draft.objects.filter(person_id=acting.person).exclude(pk__in=needed).values_list("pk", flat=True)
    Draft.objects.filter(pk__in=list(own[places.MOST_DRAFTS :])).delete()


def make_population(
    acting: Acting, title: str, now: datetime, *, rows: int, seed: int, years: tuple[int, int], policies: Sequence[str] = (), drafts: Sequence[int] = (),
    region: str | None = None,
) -> Population:  # fmt: skip
    """Have a synthetic population made: the same numbers make the same enterprises anywhere."""
    where = _region(acting, "population.make", region)
    if not 1 <= rows <= places.MOST_ROWS:
        raise DataError(
            _("企业数是 %(rows)s") % {"rows": rows}, why=_("网站上生成 1 至 %(most)s 家") % {"most": f"{places.MOST_ROWS:,}"}, fix=_("更多的用 luodi population make")
        )  # fmt: skip
    if not 0 <= seed < 2**63:
        raise DataError(_("种子是 %(seed)s") % {"seed": seed}, fix=_("写 0 或更大的整数"))
    first, last = years
    if not 1995 <= first <= last <= 2100 or last - first >= 20:
        raise DataError(
            _("年份 %(a)s—%(b)s 不能用") % {"a": first, "b": last},
            why=_("要在 1995 至 2100 之间，至多 20 年"),
            fix=_("例如 2019—2022"),
        )
    policies, drafts = _asked(acting, policies, drafts)
    spec = {"rows": rows, "seed": seed, "from": first, "to": last, "policies": policies, "drafts": drafts}
    with transaction.atomic():
        _refuse_too_much(acting)
        made = _population(acting, title, now, where, spec=spec, synthetic=True)
        _put_aside(acting, "make", now, where, population=made)
    return made


def upload(
    acting: Acting, title: str, file: Readable, name: str, now: datetime, *, spec: Mapping[str, Any] | None = None, region: str | None = None
) -> Population:  # fmt: skip
    """Keep a table of enterprises and have it checked."""
    where = _region(acting, "population.make", region)
    digest, called, told = _table(file, name, spec or {})
    with transaction.atomic():
        _refuse_too_much(acting)
        made = _population(acting, title or called, now, where, spec={}, synthetic=False)
        _add(acting, made, ENTERPRISE, digest, called, told, now)
    return made


def add_table(
    acting: Acting, number: int, entity: str, file: Readable, name: str, now: datetime, *, spec: Mapping[str, Any] | None = None
) -> Table:  # fmt: skip
    """Add a table of projects, loans … to a population a person uploaded, or put a corrected one in the place of the last."""
    if entity not in library().vocabulary.entities:
        raise DataError(_("没有“%(a)s”这种事") % {"a": entity[:40]}, fix=_("从列表里选"))
    digest, called, told = _table(file, name, spec or {})
    with transaction.atomic():
        held = population_found(acting, number, "population.make", lock=True)
        if held.synthetic:
            raise DataError(_("这是合成的企业"), why=_("自己的数据不与合成的混在一起"), fix=_("另建一批自己的企业"))
        _refuse_too_much(acting)
        if held.jobs.filter(state__in=(WAITING, RUNNING)).exists():
            raise DataError(_("这批企业还在读前一张表"), fix=_("等它读完再传"))
        return _add(acting, held, entity, digest, called, told, now)


def remove_population(acting: Acting, number: int, now: datetime) -> None:
    """Take a population away, its files with it; its runs stay, but cannot run again."""
    with transaction.atomic():
        held = population_found(acting, number, "population.remove", lock=True)
        _refuse_busy(Job.objects.filter(population=held) | Job.objects.filter(run__population=held))
        held.removed_at, held.size = now, 0
        held.save()
        record(acting, "population.remove", "population", held.pk, before=_population_state(held), region=held.region)
        transaction.on_commit(lambda: places.remove(places.population_folder(held.pk)))


def prepare(
    acting: Acting, title: str, population: int, on: date, policies: Sequence[str], now: datetime, *, by: Sequence[str] = ("region", "industry", "size"),
    in_force: bool = False, reform: str = "", assumed: Assumed | None = None, based_on: Run | None = None, region: str | None = None,
    drafts: Sequence[int] = (),
) -> Run:  # fmt: skip
    """Begin a run: what it asks is kept, and can be changed until it is sent."""
    held = population_found(acting, population)
    where = _region(acting, "simulation.run", region if region is not None else held.region)
    policies, drafts = _asked(acting, policies, drafts)
    given = _question(title, on, policies, by, reform, assumed or Assumed())
    with transaction.atomic():
        if Run.objects.filter(person_id=acting.person, removed_at=None).count() >= places.MOST_RUNS:
            raise DataError(
                _("保存的推演太多了"), why=_("一个人至多 %(n)s 次") % {"n": places.MOST_RUNS}, fix=_("删去不用的")
            )
        made = Run.objects.create(
            region=where, person_id=acting.person, population=held, in_force=in_force, based_on=based_on, made_at=now, changed_at=now,
            drafts=drafts, **given,
        )  # fmt: skip
        record(acting, "simulation.run", "simulation", made.pk, after=_run_state(made), region=where)
    return made


def change(acting: Acting, number: int, now: datetime, **given: Any) -> Run:
    """Change what a run asks that was not sent yet; what is not told stays."""
    with transaction.atomic():
        held = found(acting, number, "simulation.run", lock=True)
        if held.asked_at is not None:
            raise DataError(
                _("这次推演已经送出，不能再改"), why=_("结果要与它所问的相符"), fix=_("用“改一改，再推演”另起一次")
            )
        before = _run_state(held)
        if "population" in given:
            held.population = population_found(acting, given.pop("population"))
        held.in_force = given.pop("in_force", held.in_force)
        if {"policies", "drafts"} & set(given):
            given["policies"], held.drafts = _asked(
                acting, given.get("policies", held.policies), given.pop("drafts", held.drafts)
            )
        asked = {key: given.get(key, getattr(held, key)) for key in ("title", "on", "policies", "by", "reform")}
        told = given.get("assumed") or Assumed(**held.assumed)
        for key, value in _question(**asked, assumed=told).items():
            setattr(held, key, value)
        held.changed_at = now
        held.save()
        if before != _run_state(held):
            record(
                acting,
                "simulation.run",
                "simulation",
                held.pk,
                before=before,
                after=_run_state(held),
                region=held.region,
            )
    return held


def send(acting: Acting, number: int, now: datetime) -> Job:
    """Have a run carried out. Its reform and its assumptions are read by the strict loader first; Problems says every fault."""
    with transaction.atomic():
        held = found(acting, number, "simulation.run", lock=True)
        if held.jobs.filter(state__in=(WAITING, RUNNING)).exists():
            raise DataError(_("这次推演已经在做"), fix=_("等它做完，或先取消"))
        if held.summary is not None and has_files(held):
            raise DataError(_("这次推演已经有结果"), fix=_("用“改一改，再推演”另起一次"))
        if not ready(held.population):
            raise DataError(_("企业数据还没有读好"), fix=_("等它读完，或换一批企业"))
        check(held)
        _refuse_too_much(acting)
        held.asked_at = held.changed_at = now
        held.save(update_fields=["asked_at", "changed_at"])
        job = _put_aside(acting, "simulate", now, held.region, run=held)
        record(
            acting, "simulation.run", "simulation", held.pk, after={"job": job.pk, "state": WAITING}, region=held.region
        )
    return job


def check(run: Run) -> None:
    """Read the reform and the assumptions of a run as it would be run; LuodiError when something cannot be used."""
    held = shelf.library_of(run.drafts)
    reforming.changes(held, run.reform, run.policies, run.on)
    added = reforming.added(held, run.reform, run.policies)
    assumptions_of(Assumed(**run.assumed), {s.path for policy in held.policies() for s in policy.supports} | added)


def again(acting: Acting, number: int, now: datetime) -> Run:
    """Begin a new run with what another one asked, to change something and compare."""
    old = found(acting, number)
    return prepare(
        acting, _next_title(old.title), old.population_id, old.on, old.policies, now, by=old.by, in_force=old.in_force, reform=old.reform,
        assumed=Assumed(**old.assumed), based_on=old, region=old.region, drafts=old.drafts,
    )  # fmt: skip


def cancel(acting: Acting, number: int, now: datetime) -> None:
    """Stop what waits or runs for a run; one that is running ends within seconds."""
    with transaction.atomic():
        held = found(acting, number, "simulation.run", lock=True)
        job = held.jobs.select_for_update().filter(state__in=(WAITING, RUNNING)).first()
        if job is None:
            raise DataError(_("没有在做的推演可以取消"), why=_("它已经做完，或还没有送出"), fix=_("刷新这一页"))
        job.cancel_asked_at = now
        if job.state == WAITING:
            job.state, job.ended_at = CANCELLED, now
        job.save()
        record(
            acting,
            "simulation.run",
            "simulation",
            held.pk,
            after={"job": job.pk, "state": "cancel"},
            region=held.region,
        )


def remove(acting: Acting, number: int, now: datetime) -> None:
    """Take a run away, its files with it."""
    with transaction.atomic():
        held = found(acting, number, "simulation.remove", lock=True)
        _refuse_busy(held.jobs.all())
        before = _run_state(held)
        held.removed_at, held.size, held.summary = now, 0, None
        held.save()
        record(acting, "simulation.remove", "simulation", held.pk, before=before, region=held.region)
        transaction.on_commit(lambda: places.remove(places.run_folder(held.pk)))


def _question(
    title: str, on: date, policies: Sequence[str], by: Sequence[str], reform: str, assumed: Assumed
) -> dict[str, Any]:  # fmt: skip
    """What a run asks, in order; the text of a reform may still have faults, which are said when it is sent."""
    if not policies:
        raise DataError(_("还没有选政策"), fix=_("至少选一项"))
    if strange := [one for one in by if one not in WAYS]:
        raise DataError(_("不能按“%(a)s”分组") % {"a": strange[0][:40]}, fix=_("可用：") + "、".join(WAYS))
    if len(reform) > _MOST_TEXT or any(len(text) > _MOST_TEXT for text in assumed.as_data().values()):
        raise DataError(_("改革或假设的文字太长"), fix=_("至多十万字"))
    return {
        "title": _title(title), "on": on, "policies": list(dict.fromkeys(policies)), "by": list(dict.fromkeys(by))[:_MOST_WAYS],
        "reform": reform.replace("\r\n", "\n"), "assumed": assumed.as_data(),
    }  # fmt: skip


def _asked(acting: Acting, policies: Sequence[str], drafts: Sequence[int]) -> tuple[list[str], list[int]]:
    """The policies that are asked about, those of the drafts among them, and the drafts; refuses what nobody knows, with the nearest."""
    held = [draft_found(acting, number) for number in dict.fromkeys(drafts)]
    laid = shelf.library_of([one.pk for one in held])
    asked = list(dict.fromkeys([*(one.key for one in held), *policies]))
    for own in asked:
        laid.policy(own)
    return asked, [one.pk for one in held]


def _region(acting: Acting, right: str, wanted: str | None) -> str:
    """The region that something new belongs to: the one wanted where the right reaches, else that of the post."""
    regions = acting.regions(right)
    if regions == ():
        refuse(acting, right)
    chosen = wanted if wanted is not None else "" if regions is None else regions[0]
    if chosen == "" and regions is not None:
        chosen = regions[0]
    require(acting, right, Over(region=chosen))
    return chosen


def _population(
    acting: Acting, title: str, now: datetime, region: str, *, spec: Mapping[str, Any], synthetic: bool
) -> Population:
    if Population.objects.filter(person_id=acting.person, removed_at=None).count() >= places.MOST_POPULATIONS:
        raise DataError(
            _("保存的企业数据太多了"),
            why=_("一个人至多 %(n)s 批") % {"n": places.MOST_POPULATIONS},
            fix=_("删去不用的"),
        )
    made = Population.objects.create(
        title=_title(title), synthetic=synthetic, region=region, person_id=acting.person, spec=dict(spec), made_at=now
    )
    record(acting, "population.make", "population", made.pk, after=_population_state(made), region=region)
    return made


def _table(file: Readable, name: str, spec: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Keep an uploaded table; its name gets the suffix that its content says."""
    kept = keep(file, kinds=TABLES, limit=places.TABLE_LIMIT, name=name[-80:])
    suffix = ".csv" if kept.kind.name == "text" else KINDS[kept.kind.name].suffix
    called = name[-190:] if name.lower().endswith(suffix) else f"{name[-180:] or '企业'}{suffix}"
    year, columns = spec.get("year"), spec.get("columns") or {}
    if year is not None and not 1949 <= int(year) <= 2100:
        raise DataError(_("“%(a)s”不是年份") % {"a": year}, fix=_("例如 2021"))
    told = {
        "sheet": str(spec.get("sheet") or "")[:80],
        "unit": str(spec.get("unit") or "")[:8],
        "year": int(year) if year else None,
        "columns": dict(columns),
    }
    return kept.digest, called, told


def _add(
    acting: Acting, held: Population, entity: str, digest: str, name: str, spec: Mapping[str, Any], now: datetime
) -> Table:
    made = Table.objects.create(population=held, entity=entity, name=name, digest=digest, spec=dict(spec), made_at=now)
    record(
        acting,
        "population.make",
        "population",
        held.pk,
        after={"table": entity, "file": name, "digest": digest[:12]},
        region=held.region,
    )
    _put_aside(acting, "check", now, held.region, population=held, table=made)
    return made


def _put_aside(acting: Acting, kind: str, now: datetime, region: str, **about: Any) -> Job:
    return Job.objects.create(kind=kind, person_id=acting.person, region=region, asked_at=now, **about)


def _refuse_too_much(acting: Acting) -> None:
    """Refuse more work than one person may have open, or than there is room for."""
    Population.objects.select_for_update().order_by("pk").first()  # one at a time counts on PostgreSQL too
    count = Job.objects.filter(person_id=acting.person, state__in=(WAITING, RUNNING)).count()
    if count >= places.MOST_OPEN:
        raise DataError(
            _("你已有 %(n)s 件事在排队或在做") % {"n": count}, why=_("一个人同时至多 %(n)s 件") % {"n": places.MOST_OPEN}, fix=_("等一件做完，或取消一件")
        )  # fmt: skip
    kept = sum((model.objects.aggregate(all=Sum("size"))["all"] or 0) for model in (Population, Run))
    places.refuse_without_room(kept)


def _refuse_busy(held: Any) -> None:
    if held.filter(state__in=(WAITING, RUNNING)).exists():
        raise DataError(_("它还在做，不能删"), fix=_("先取消，或等它做完"))


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title or len(title) > 120 or not title.isprintable():
        raise DataError(_("名称不能用"), why=_("名称 1 到 120 字"), fix=_("例如：封顶提高到500万元"))
    return title


def _next_title(title: str) -> str:
    head, sign, number = title.rpartition("（")
    if sign and number.removesuffix("）").isdecimal():
        return f"{head}（{int(number.removesuffix('）')) + 1}）"
    return f"{title[:110]}（2）"


def _population_state(held: Population) -> dict[str, Any]:
    return {
        "title": held.title,
        "synthetic": held.synthetic,
        "region": held.region,
        "spec": held.spec,
        "enterprises": held.enterprises,
    }


def _run_state(run: Run) -> dict[str, Any]:
    return {
        "title": run.title, "population": run.population_id, "on": run.on, "policies": run.policies, "drafts": run.drafts, "by": run.by, "in_force": run.in_force,
        "reform": run.reform, "assumed": run.assumed,
    }  # fmt: skip


__all__ = [
    "add_table",
    "again",
    "cancel",
    "change",
    "check",
    "keep_draft",
    "make_population",
    "prepare",
    "remove",
    "remove_population",
    "send",
    "upload",
]
