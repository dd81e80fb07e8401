"""The calibrated figures, computed from the tables as anybody would who has only them.

tables   lazy frames by name, with the contracts' columns; superseded rows may be among them
without  ids of people who are left out: ghosts, to have the figure as it truly is
read     rows of the day that were read already
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

Tables = Mapping[str, pl.LazyFrame]
WITH_CATEGORY = ("moderator", "expert", "researcher", "master")
PRESCHOOL_LEVELS, SCHOOL_LEVELS = ("01", "02"), ("1", "2", "3")

# The columns that are asked for, of the tables that are long.
ASKED = {
    "enrolment": ["person_id", "organisation_id", "level", "grade", "funding", "is_dual"],
    "residence": ["person_id"],
    "activity": ["person_id", "kind", "direction"],
    "pay": ["person_id", "amount_tenge"],
}


@dataclass(frozen=True)
class Measured:
    """value: a share, a count or a mean; of: of how many it is one, 0 of a count."""

    value: float
    of: int = 0


@dataclass(frozen=True)
class Measures:
    """Everything on 1 October of a year; graduates of its summer."""

    tables: Tables
    year: int
    scale: float
    average_pay: float
    without: frozenset[str] = frozenset()
    read: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return date(self.year, 10, 1)

    def now(self, table: str) -> pl.LazyFrame:
        """Current rows that hold on the day, read once."""
        if table not in self.read:
            stands = pl.col("valid_to").is_null() | (pl.col("valid_to") > self.day)
            rows = self._current(table).filter((pl.col("valid_from") <= self.day) & stands)
            self.read[table] = rows.select(ASKED.get(table, pl.all())).collect()
        return self._left(self.read[table].lazy())

    def current(self, table: str) -> pl.LazyFrame:
        return self._left(self._current(table))

    def _current(self, table: str) -> pl.LazyFrame:
        return self.tables[table].filter(pl.col("superseded_at").is_null())

    def _left(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        if self.without and "person_id" in rows.collect_schema().names():
            ids = pl.Series(sorted(self.without), dtype=pl.String)
            rows = rows.filter(~pl.col("person_id").is_in(ids.implode()))
        return rows

    def leaving_out(self, people: frozenset[str]) -> "Measures":
        """The same without some people; what was read is not read again."""
        return replace(self, without=people)

    def organisations(self) -> pl.LazyFrame:
        return self.now("organisation").select(
            "organisation_id", "type", "ownership", "settlement", "network_role"
        )

    def learners(self) -> pl.LazyFrame:
        return self.now("enrolment").join(self.organisations(), on="organisation_id")

    # --- one family of figures each -------------------------------------------------------------

    def counts(self) -> dict[str, Measured]:
        """Learners by the type of their organisation."""
        counted = self.learners().group_by("type").len().collect()
        return {
            f"learners.{kind}": Measured(many / self.scale)
            for kind, many in counted.sort("type").rows()
        }

    def preschool(self) -> dict[str, Measured]:
        """Children who live here, without those who learn in grade 1 already."""
        born = pl.col("born_on")
        since = date(self.year - 7, 1, 1)
        birthday_past = (born.dt.month() < 10) | ((born.dt.month() == 10) & (born.dt.day() == 1))
        age = self.year - born.dt.year() - 1 + birthday_past.cast(pl.Int32)
        level = self.now("enrolment").group_by("person_id").agg(pl.col("level").first())
        children = (
            self.current("person").filter(born >= since).select("person_id", age.alias("age"))
            .filter(pl.col("age").is_between(1, 6))
            .join(self.now("residence").select("person_id"), on="person_id", how="semi")
            .join(level, on="person_id", how="left")
            .filter(pl.col("level").is_null() | pl.col("level").is_in(PRESCHOOL_LEVELS))
        )  # fmt: skip
        attends = pl.col("level").is_not_null()
        return {
            f"preschool.coverage_{least}_6": _share(
                children.filter(pl.col("age") >= least), attends
            )
            for least in (1, 3)
        }

    def readiness(self) -> dict[str, Measured]:
        """Points of the points that could be reached; nothing of a year without an assessment, as
        the first one is whose spring nobody tells.
        """
        told = (
            self.current("result")
            .filter(
                (pl.col("assessment") == "school_readiness")
                & (pl.col("valid_from").dt.year() == self.year)
                & (pl.col("valid_from") <= self.day)
            )
            .select(pl.col("score").sum(), pl.col("most_score").sum(), pl.len().alias("of"))
            .collect()
        )
        score, most, many = told.row(0)
        return {"preschool.readiness": Measured(float(score) / float(most), many)} if many else {}

    def networks(self) -> dict[str, Measured]:
        boarding = self.now("condition").select("organisation_id", "boarding_places")
        orgs = self.organisations().join(boarding, on="organisation_id", how="left").collect()
        kind, role = pl.col("type"), pl.col("network_role")
        counted = {
            "organisations.kindergartens": kind == "kindergarten",
            "organisations.private_kindergartens": (kind == "kindergarten")
            & (pl.col("ownership") == "private"),
            "organisations.small_schools": role == "small",
            "organisations.hub_schools": role == "hub",
            "organisations.hub_schools_boarding": (role == "hub") & (pl.col("boarding_places") > 0),
        }
        return {
            code: Measured(orgs.filter(which).height / self.scale)
            for code, which in counted.items()
        }

    def conditions(self) -> dict[str, Measured]:
        rows = self.now("condition").join(self.organisations(), on="organisation_id").collect()
        kind, state = pl.col("type"), pl.col("ownership") == "state"
        school = rows.filter((kind == "school") & state)
        found = {
            "condition.cameras": _share_of(rows, pl.col("has_cameras")),
            "condition.turnstiles": _share_of(rows, pl.col("has_turnstiles")),
            "condition.emergency": _share_of(school, pl.col("building_state") == "emergency"),
            "condition.three_shifts": _share_of(school, pl.col("shifts") == 3),
            "condition.per_capita": _share_of(
                school.filter(pl.col("network_role").ne_missing("small")),
                pl.col("has_per_capita_funding"),
            ),
            "condition.equipped_rooms": Measured(
                school["equipped_rooms"].sum() / max(school["rooms"].sum(), 1), school.height
            ),
        }
        college, university = rows.filter((kind == "college") & state), kind == "university"
        found |= {
            "condition.demonstration_exams": _share_of(college, pl.col("has_demonstration_exams")),
            "condition.modern_equipment": Measured(
                rows.filter(pl.col("has_modern_equipment")).height / self.scale
            ),
            "university.joint_programmes": _share_of(
                rows.filter(university), pl.col("has_academic_exchanges")
            ),
        }
        for one in ("kindergarten", "school", "college", "university"):
            some = rows.filter((kind == one) & (state | (kind == "university")))
            found[f"condition.inclusive_{one}"] = _share_of(
                some, pl.col("has_inclusive_conditions")
            )
        for one in ("kindergarten", "school", "college"):
            slow = pl.col("internet_mbit") < 4
            found[f"condition.slow_{one}"] = _share_of(rows.filter(kind == one), slow)
        return found

    def students(self) -> dict[str, Measured]:
        learners = self.learners().select("person_id", "type", "funding", "is_dual")
        foreigners = (
            self.current("person")
            .filter(pl.col("citizenship") != "KZ")
            .select("person_id", foreign=True)
        )
        college = (pl.col("type") == "college") & (pl.col("funding") == "state_order")
        students = learners.filter(pl.col("type") == "university").join(
            foreigners, on="person_id", how="left"
        )
        programmes = self.now("study_programme").filter(pl.col("field").str.starts_with("01"))
        return {
            "university.professional_standard": _share(
                programmes, pl.col("on_professional_standard")
            ),
            "college.dual_training": _share(learners.filter(college), pl.col("is_dual")),
            "university.foreign_students": _share(students, pl.col("foreign")),
        }

    def graduates(self) -> dict[str, Measured]:
        """Those of the summer before the day, by the money of the state, in work within a year."""
        summer = pl.col("valid_from").dt.year() == self.year
        done = (
            self.current("graduation").filter(summer & (pl.col("funding") == "state_order"))
            .select("person_id", "level", pl.col("valid_from").alias("on"))
        )  # fmt: skip
        jobs = self.current("employment").select("person_id", pl.col("valid_from").alias("from"))
        within = (pl.col("from") > pl.col("on")) & (
            pl.col("from") < pl.col("on") + pl.duration(days=365)
        )
        worked = (
            done.join(jobs, on="person_id", how="left")
            .group_by("person_id", "level").agg(within.fill_null(False).any().alias("works"))
        )  # fmt: skip
        college = pl.col("level").is_in(("3", "4"))
        return {
            "college.state_order_in_work": _share(worked.filter(college), pl.col("works")),
            "university.state_order_in_work": _share(worked.filter(~college), pl.col("works")),
        }

    def staff(self) -> dict[str, Measured]:
        posts = self.now("post").filter(pl.col("is_main")).join(
            self.organisations(), on="organisation_id"
        )  # fmt: skip
        held = self.now("qualification")
        category = held.filter(pl.col("value").is_in(WITH_CATEGORY)).select("person_id", has=True)
        trained = held.filter(
            (pl.col("kind") == "training_field") & (pl.col("value") == "preschool")
        ).select("person_id", has=True)
        schools = posts.filter(pl.col("type") == "school").join(
            category, on="person_id", how="left"
        )
        gardens = posts.filter(
            (pl.col("type") == "kindergarten")
            & pl.col("position").is_in(("head", "methodologist", "educator"))
        ).join(trained, on="person_id", how="left")
        has = pl.col("has").is_not_null()
        pay = self.now("pay").group_by("person_id").agg(pl.col("amount_tenge").sum())
        paid = pay.select(pl.col("amount_tenge").mean(), pl.len().alias("of")).collect()
        return {
            "staff.educators": Measured(posts.select(pl.len()).collect().item() / self.scale),
            "staff.school_category": _share(schools, has),
            "staff.preschool_training": _share(gardens, has),
            "staff.pay_ratio": Measured(
                (paid["amount_tenge"][0] or 0.0) / self.average_pay, paid["of"][0]
            ),
            "staff.university_heads_management": self._heads(posts),
        }

    def _heads(self, posts: pl.LazyFrame) -> Measured:
        done = self.current("development").filter(
            (pl.col("topic") == "management") & (pl.col("valid_to") <= date(self.year, 12, 31))
        )
        managed = done.select("person_id").unique().with_columns(has=True)
        heads = posts.filter((pl.col("type") == "university") & (pl.col("position") == "head"))
        return _share(heads.join(managed, on="person_id", how="left"), pl.col("has").is_not_null())

    def outside_lessons(self) -> dict[str, Measured]:
        pupils = self.learners().filter(
            (pl.col("type") == "school") & pl.col("level").is_in(SCHOOL_LEVELS)
        )
        goes = self.now("activity").group_by("person_id").agg(
            pl.col("kind").is_in(("club", "sport")).any().alias("supplementary"),
            (pl.col("kind") == "sport").any().alias("sport"),
            (pl.col("direction") == "zhas_qyran").any().alias("qyran"),
            (pl.col("direction") == "zhas_ulan").any().alias("ulan"),
        )  # fmt: skip
        rows = pupils.select("person_id", "grade", "settlement").join(
            goes, on="person_id", how="left"
        )
        also, urban = pl.col("supplementary").fill_null(False), pl.col("settlement") == "urban"
        grade = pl.col("grade")
        soldiers = self.now("activity").filter(pl.col("direction") == "zhas_sarbaz")
        return {
            "activity.supplementary": _share(rows, also),
            "activity.supplementary_urban": _share(rows, also & urban),
            "activity.supplementary_rural": _share(rows, also & ~urban),
            "activity.sport": _share(rows, pl.col("sport").fill_null(False)),
            "activity.zhas_qyran": _share(
                rows.filter(grade <= 4), pl.col("qyran").fill_null(False)
            ),
            "activity.zhas_ulan": _share(
                rows.filter(grade.is_between(5, 10)), pl.col("ulan").fill_null(False)
            ),
            "activity.zhas_sarbaz": Measured(
                soldiers.select(pl.len()).collect().item() / self.scale
            ),
        }

    def care(self) -> dict[str, Measured]:
        return {
            "care.in_institution": _share(self.now("care"), pl.col("placement") == "institution")
        }

    def beds(self) -> dict[str, Measured]:
        built = self.current("construction").filter(pl.col("valid_from").dt.year() == self.year)
        beds = built.select(pl.col("beds_created").sum()).collect().item()
        return {"dormitory.beds_created": Measured((beds or 0) / self.scale)}

    def of_enrolments(self) -> dict[str, Measured]:
        """What hangs on who is enrolled, and not on who lives here or works."""
        return {**self.counts(), **self.students(), **self.outside_lessons()}

    def all(self) -> dict[str, Measured]:
        families: tuple[Callable[[], dict[str, Measured]], ...] = (
            self.counts, self.preschool, self.readiness, self.networks, self.conditions,
            self.students, self.graduates,
            self.staff, self.outside_lessons, self.care, self.beds,
        )  # fmt: skip
        return {code: one for family in families for code, one in family().items()}


def _share(rows: pl.LazyFrame, which: pl.Expr) -> Measured:
    found = rows.select(
        which.fill_null(False).mean().alias("share"), pl.len().alias("of")
    ).collect()
    return Measured(found["share"][0] or 0.0, found["of"][0])


def _share_of(rows: pl.DataFrame, which: pl.Expr) -> Measured:
    return _share(rows.lazy(), which)
