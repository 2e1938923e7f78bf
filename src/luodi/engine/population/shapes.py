"""What synthetic facts look like: how often yes, how large, how often missing. Plausible orders of magnitude, no statistics.

The figures are rounded guesses of ours, made so that every condition of the encoded policies is met by some enterprises and
missed by others. They say nothing about real enterprises. A fact without an entry here gets the shape of its unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of one fact. Shares are in thousandths; money is a share of what the enterprise or the thing turns over.

    `trait` names a trait that an enterprise must have, else the fact is no, zero, or (a category, a year) not there.
    `spread` is the standard deviation of the logarithm in hundredths; `days` lie after the start of the thing.
    """

    yes: int = 300
    share: int = 100
    spread: int = 60
    some: int = 1000
    weights: tuple[int, ...] = ()
    between: tuple[int, int] = (1, 100)
    days: tuple[int, int] = (0, 0)
    trait: str = ""
    round_to: int = 1
    ahead: bool = False
    missing: int | None = None


@dataclass(frozen=True, slots=True)
class Sector:
    """What enterprises of a sector are like: yuan a head, who does research, how many are in artificial intelligence."""

    weight: int
    yuan_a_head: int
    researching: int
    rd_share: int
    ai: int
    industrial: bool = True


@dataclass(frozen=True, slots=True)
class ThingShape:
    """How many entities of a kind an enterprise has, in thousandths, how many times as often in artificial intelligence,
    and how much money (yuan, median) one of them is about.
    """

    often: int
    ai_times: int
    yuan: int
    spread: int = 110
    trait: str = ""
    facts: Mapping[str, Shape] = field(default_factory=dict)


SIZES = ("micro", "small", "medium", "large")
SIZE_WEIGHTS = (780, 170, 42, 8)
#: From and to how many people, by size: industry, then the rest (software, telecom, services).
PEOPLE = (((1, 19), (20, 299), (300, 999), (1000, 40_000)), ((1, 9), (10, 99), (100, 299), (300, 30_000)))
#: How much larger the things of an enterprise are, by its size.
SIZE_TIMES = (1, 2, 5, 12)

SECTORS: Mapping[str, Sector] = {
    "manufacturing": Sector(270, 900_000, 260, 24, 30),
    "mining": Sector(6, 1_200_000, 90, 8, 2),
    "utilities": Sector(15, 1_800_000, 60, 6, 2),
    "software": Sector(160, 650_000, 520, 85, 130, industrial=False),
    "ic_design": Sector(8, 1_300_000, 880, 180, 350, industrial=False),
    "telecom": Sector(6, 1_500_000, 240, 35, 140, industrial=False),
    "other": Sector(535, 750_000, 40, 10, 8, industrial=False),
}
_UNKNOWN_SECTOR = Sector(20, 800_000, 100, 20, 20, industrial=False)

#: How often a cell is empty, in thousandths, by who knows the fact; a word or region that everybody has is rarely empty.
MISSING = {"enterprise": 40, "tax": 60, "statistics": 50, "official": 90}
#: How carefully an enterprise fills in its facts: (how many of a thousand, times the share of empty cells in 1/256).
CARE = ((620, 100), (300, 256), (80, 1000))

_SELDOM = Shape(yes=15)
ENTERPRISE_SHAPES: Mapping[str, Shape] = {
    "kind": Shape(weights=(948, 3, 8, 9, 8, 20, 4), missing=2),
    "independent_legal_person": Shape(yes=975),
    "independent_accounting": Shape(yes=965),
    "clean_record": Shape(yes=970),
    "ai_business": Shape(yes=1000, trait="ai"),
    "ai_registered": Shape(yes=450, trait="ai"),
    "ai_head_enterprise": Shape(yes=60, trait="ai_large"),
    "key_ai_enterprise": Shape(yes=120, trait="ai"),
    "intelligent_technology": Shape(yes=500, trait="researching"),
    "technology_enterprise": Shape(yes=250, trait="researching"),
    "paid_in_cash_capital": Shape(share=250, spread=120, round_to=1_000_000),
    "core_revenue": Shape(share=930, spread=6),
    "set_up_in_policy_period": Shape(yes=800, trait="young"),
    "newly_established": Shape(yes=500, trait="young"),
    "newly_registered_here": Shape(yes=300, trait="young"),
    "moved_in_policy_period": Shape(yes=20),
    "revenue_before_move": Shape(share=300, some=20),
    "investment_agreement": Shape(yes=30),
    "recognised_incubator": Shape(yes=350, trait="service_agency"),
    "registered_incubator": Shape(yes=450, trait="service_agency"),
    "incubatees": Shape(between=(3, 300), trait="service_agency"),
    "ai_incubatees": Shape(between=(1, 60), trait="service_agency"),
    "institute_level": Shape(weights=(15, 35, 50), trait="institute"),
    "research_team": Shape(yes=600, trait="researching"),
    "nonprofit_association": Shape(yes=850, trait="association"),
    "founded_by_local_enterprises": Shape(yes=700, trait="association"),
    "influential": Shape(yes=150, trait="association"),
    "activity_reviewed": Shape(yes=300, trait="association"),
    "outstanding_results": Shape(yes=250, trait="association"),
    "discipline_adjusted": Shape(yes=350, trait="university"),
    "breakthrough": Shape(yes=20, trait="ai"),
    "own_brand_equipment": Shape(yes=60, trait="manufacturing"),
    "equipment_sales": Shape(share=350, trait="equipment"),
    "on_cloud": Shape(yes=420),
    "data_exchange": Shape(yes=2),
    "data_trading_volume": Shape(share=400, some=2),
    "big_data_contracts": Shape(share=120, some=40),
    "new_5g_base_stations": Shape(between=(1, 5000), trait="telecom"),
    "sales_milestone": Shape(yes=60),
    "headquarters_here": Shape(yes=100, trait="large"),
    "headquarters_recognised_year": Shape(trait="large"),
    "headquarters_standard_met": Shape(yes=50, trait="large"),
    "small_or_medium": Shape(yes=40, trait="ai"),
    "in_industry_cluster": Shape(yes=160),
    "first_listed": Shape(yes=60, trait="large"),
    "listing_accepted": Shape(yes=90, trait="large"),
    "listing_raised": Shape(share=500, some=60, trait="large", round_to=1_000_000),
    "leading_listed_enterprise": Shape(yes=80, trait="ai_large"),
    "ip_standard_award": _SELDOM,
    "runs_training": Shape(yes=30),
    "test_cost": Shape(share=20, some=200),
    "capital_expenditure": Shape(share=80, some=350),
    "valuation_usd": Shape(share=300, spread=110, some=50),
}

_DATES = {
    "signed_on": Shape(), "started_on": Shape(), "disbursed_on": Shape(), "entered_on": Shape(), "bought_on": Shape(),
    "construction_started_on": Shape(days=(30, 300)), "completed_on": Shape(days=(300, 1000)), "built_on": Shape(days=(0, 700)),
    "ended_on": Shape(days=(365, 1500), ahead=True), "due_on": Shape(days=(180, 1825), ahead=True), "repaid_on": Shape(days=(150, 180)),
}  # fmt: skip
_WHOLE = Shape(share=1000, spread=1, round_to=1_000_000)
#: Facts that mean the same for several kinds of entities.
_ANY: Mapping[str, Shape] = {
    **_DATES,
    "level": Shape(weights=(5, 15, 50, 30, 20), missing=120), "recognised": Shape(yes=600), "ai_field": Shape(yes=350), "leading": Shape(yes=550),
    "total_investment": _WHOLE, "agreed_investment": _WHOLE, "principal": _WHOLE, "project_investment": _WHOLE, "cost": _WHOLE,
    "actual_investment": Shape(share=850, spread=20), "actual_cost": Shape(share=800, spread=20), "recognised_cost": Shape(share=700, spread=25),
    "national_funding": Shape(share=150, some=120, round_to=1_000_000), "previous_level": Shape(weights=(60, 2, 8, 20, 10)),
    "hardware_software_spend": Shape(share=250), "labour_spend": Shape(share=150), "input_vat": Shape(share=25, spread=40),
}  # fmt: skip

THINGS: Mapping[str, ThingShape] = {
    "project": ThingShape(45, 7, 4_000_000, facts={
        "fixed_asset_investment": Shape(share=550, spread=30), "two_year_fixed_investment": Shape(share=500, spread=30), "equipment_cost": Shape(share=350, spread=40),
        "rd_cost": Shape(share=300, spread=50), "venture_capital": Shape(share=200, some=100, round_to=1_000_000), "special_major": Shape(yes=8),
        "local_equipment_share": Shape(between=(0, 1_000_000)), "core_technology": Shape(yes=40), "provincial_special": Shape(yes=60),
        "pilot_zone_project": Shape(yes=50),
    }),
    "platform": ThingShape(6, 12, 9_000_000, facts={
        "in_catalogue": Shape(yes=250), "ecosystem_builder": Shape(yes=80), "investment_before_policy": Shape(share=200, some=300),
    }),
    "activity": ThingShape(10, 6, 600_000, facts={
        "direct_cost": Shape(share=700, spread=20), "booth_cost": Shape(share=250, spread=60), "government_share": Shape(share=150, some=250),
        "other_support": Shape(share=100, some=200), "major": Shape(yes=60),
    }),
    "loan": ThingShape(90, 2, 2_500_000, facts={"bank_loan": Shape(yes=930), "loan_kind": Shape(weights=(3, 17, 65, 8, 7))}),
    "lease": ThingShape(140, 2, 500_000, facts={"annual_rent": Shape(share=1000, spread=10), "own_office_use": Shape(yes=900), "in_startup_base": Shape(yes=120)}),
    "purchase": ThingShape(4, 3, 6_000_000, facts={"office_price": Shape(share=1000, spread=1, round_to=10_000)}),
    "acquisition": ThingShape(2, 4, 30_000_000, facts={"adviser_fees": Shape(share=20, spread=50)}),
    "hire": ThingShape(15, 12, 700_000, facts={
        "annual_income": Shape(share=700, spread=40), "talent_kind": Shape(weights=(1, 3, 14, 22, 10, 50)), "talent_class": Shape(weights=(10, 30, 60)),
        "contest_prize": Shape(yes=20), "major_contribution": Shape(yes=20), "self_employed_military": Shape(yes=10),
    }),
    "award": ThingShape(12, 6, 300_000, facts={"prize_money": Shape(share=500, some=300), "first_contributor": Shape(yes=650), "first_time": Shape(yes=700)}),
    "standard": ThingShape(4, 8, 500_000, facts={"drafter_rank": Shape(between=(1, 20)), "completed": Shape(yes=850), "level": Shape(weights=(3, 20, 32, 20, 25))}),
    "incubatee": ThingShape(900, 1, 2_000_000, 150, "service_agency", {
        "annual_revenue": Shape(share=1000, spread=40), "highest_revenue_before": Shape(share=900, spread=40), "revenue_at_entry": Shape(share=400, spread=60),
        "operates_on_site": Shape(yes=900),
    }),
    "training": ThingShape(6, 3, 80_000, facts={"trainees": Shape(between=(10, 400))}),
    "service": ThingShape(30, 8, 250_000, facts={"service_fee": Shape(share=1000, spread=5)}),
    "product": ThingShape(30, 9, 3_000_000, facts={"product_kind": Shape(weights=(12, 58, 30)), "first_set_listed": Shape(yes=80), "first_version": Shape(yes=100)}),
}  # fmt: skip
_OTHER_THING = ThingShape(20, 3, 1_000_000)


def sector_of(word: str) -> Sector:
    """Return what enterprises of a sector are like; a sector that was added later is like the average."""
    return SECTORS.get(word, _UNKNOWN_SECTOR)


def thing_shape(entity: str) -> ThingShape:
    """Return how often a kind of entity occurs and how large it is."""
    return THINGS.get(entity, _OTHER_THING)


def shape_of(fact: Fact) -> Shape:
    """Return the shape of a fact: its own, that of its name, else that of its unit."""
    own = ENTERPRISE_SHAPES if fact.entity == ENTERPRISE else {**_ANY, **thing_shape(fact.entity).facts}
    if fact.name in own:
        return own[fact.name]
    if fact.type is Type.BOOLEAN and fact.entity == ENTERPRISE:
        return Shape(yes=80 if fact.judged else 350)
    return Shape(yes=450 if fact.judged else 700, share=300)


def missing_share(fact: Fact, shape: Shape) -> int:
    """Return how many cells of a thousand are empty for an enterprise of average care."""
    return MISSING.get(fact.known_by, 60) if shape.missing is None else shape.missing
