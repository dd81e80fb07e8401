"""What an organisation is, has and offers; and the territories in which it stands."""

from typing import ClassVar

from django.db import models

from bagdar.registry.models.base import (
    Fact,
    Organisation,
    count,
    decimal,
    deliveries,
    large_count,
    of,
    standing,
    text,
    times,
    yes_no,
)
from bagdar.registry.models.base import code as of_list
from bagdar.registry.models.base import territory as territory_code


class Territory(Fact):
    """A territory, for some days. Neither a person nor an organisation: its code names it."""

    code = text(20, needed=True)
    parent = territory_code()
    kind = of_list(needed=True)
    region = text(10)
    name_kk = text(200, needed=True)
    name_ru = text(200, needed=True)
    name_en = text(200)
    settlement = of_list()

    class Meta:
        constraints: ClassVar = times("territory")
        indexes: ClassVar = [
            *deliveries("territory"),
            models.Index(fields=["code"], name="reg_territory_code"),
            standing("territory", "region", "kind"),
        ]


class OrganisationFact(Fact):
    """What an organisation is, for some days."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="facts")
    name_kk = models.CharField(max_length=300)
    name_ru = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    bin = models.CharField(max_length=12, blank=True)
    type = models.CharField(max_length=30)
    ownership = models.CharField(max_length=30, blank=True)
    languages = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=10)
    territory = territory_code()
    settlement = of_list()
    network_role = of_list()
    parent = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="part_facts"
    )

    class Meta:
        constraints: ClassVar = times("organisation")
        indexes: ClassVar = [
            models.Index(fields=["region"], name="registry_organisation_region"),
            *deliveries("organisation"),
        ]


class Site(Fact):
    """An address at which an organisation works."""

    organisation = of(Organisation)
    number = text(10, needed=True)
    address = text(300, needed=True)
    territory = territory_code()
    latitude = decimal()
    longitude = decimal()

    class Meta:
        constraints: ClassVar = times("site")
        indexes: ClassVar = deliveries("site")


class Succession(Fact):
    """That one organisation came out of another."""

    organisation = of(Organisation)
    successor = of(Organisation)
    kind = of_list(needed=True)

    class Meta:
        constraints: ClassVar = times("succession")
        indexes: ClassVar = deliveries("succession")


class StudyProgramme(Fact):
    """A programme that an organisation offers."""

    organisation = of(Organisation)
    code = text(40, needed=True)
    name_kk = text(300, needed=True)
    name_ru = text(300, needed=True)
    name_en = text(300)
    level = of_list(needed=True)
    field = of_list()
    occupation = of_list()
    form = of_list()
    months = count()
    is_joint = yes_no()
    on_professional_standard = yes_no()

    class Meta:
        constraints: ClassVar = times("study_programme")
        indexes: ClassVar = deliveries("study_programme")


class Group(Fact):
    """A class or group, named as the organisation names it."""

    organisation = of(Organisation)
    name = text(60, needed=True)
    level = of_list(needed=True)
    grade = count()
    language = of_list(needed=True)
    kind = of_list(needed=True)
    shift = count()
    places = count()
    programme = text(40)

    class Meta:
        constraints: ClassVar = times("group")
        indexes: ClassVar = deliveries("group")


class Condition(Fact):
    """In what condition an organisation works: its building, its rooms, what it has."""

    organisation = of(Organisation)
    capacity = large_count()
    shifts = count()
    built_in = count()
    building_state = of_list()
    wear_share = decimal()
    water = of_list()
    sanitation = of_list()
    is_accessible = yes_no()
    has_inclusive_conditions = yes_no()
    has_cameras = yes_no()
    has_turnstiles = yes_no()
    rooms = count()
    equipped_rooms = count()
    computers = count()
    internet_mbit = decimal()
    has_canteen = yes_no()
    has_gym = yes_no()
    boarding_places = count()
    dormitory_beds = count()
    has_transport = yes_no()
    has_modern_equipment = yes_no()
    has_twelve_year_model = yes_no()
    has_demonstration_exams = yes_no()
    has_per_capita_funding = yes_no()
    has_academic_exchanges = yes_no()

    class Meta:
        constraints: ClassVar = times("condition")
        indexes: ClassVar = deliveries("condition")


class Construction(Fact):
    """What a project of building created."""

    organisation = of(Organisation)
    project = text(40, needed=True)
    kind = of_list(needed=True)
    places_created = large_count()
    beds_created = count()
    jobs_created = count()

    class Meta:
        constraints: ClassVar = times("construction")
        indexes: ClassVar = deliveries("construction")
