"""The bar: groups of pages, and under them the pages of the group that is open.

Pages are named as addresses are; one that no app serves yet, or that the access table does not
open to the reader, is left out, and so is a group without pages.
"""

import re
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.http import HttpRequest
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.safestring import SafeString, mark_safe

from bagdar.look import hooks
from bagdar.look.words import current_language, t


@dataclass(frozen=True)
class Entry:
    """A link of the bar. is_here: the page that is open, or its section."""

    text: str
    href: str
    is_here: bool = False
    code: str = ""
    title: str = ""


Needed = tuple[str, str, str]  # object, operation, relation


@dataclass(frozen=True)
class Page:
    """An entry before anybody reads it.

    name    of the address, and look.nav.NAME of the wording
    within  further pages on which the entry counts as open
    needs   object, operation and relation of the access table, any of which will do; empty:
            everybody's
    """

    name: str
    within: frozenset[str] = frozenset()
    needs: tuple[Needed, ...] = ()


@dataclass(frozen=True)
class Group:
    """name: look.nav.group.NAME of the wording."""

    name: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class OpenGroup:
    """A group for one reader. entries: its pages; href: the first of them."""

    text: str
    entries: Sequence[Entry] = field(default_factory=tuple)
    is_open: bool = False

    @property
    def href(self) -> str:
        return self.entries[0].href


def _page(
    name: str, *within: str, needs: Needed | None = None, or_needs: Needed | None = None
) -> Page:
    asked = tuple(one for one in (needs, or_needs) if one is not None)
    return Page(name, frozenset({name, *within}), asked)


# A reader's own work stands first: whoever signs in comes to do it.
GROUPS = (
    Group(
        "mine",
        (
            _page("desk", "report", "report_new", needs=("monitoring.report", "update", "own")),
            _page("deliveries", "delivery", needs=("monitoring.delivery", "create", "own")),
            _page("acceptance", needs=("monitoring.report", "read", "any")),
            _page(
                "own_record",
                "person_looks",
                "person_story",
                "person_trajectory",
                "correction_new",
                needs=("registry.record", "read", "self"),
            ),
            _page("own_diplomas", "own_diploma", needs=("credentials.own", "read", "self")),
            _page("own_transcript", needs=("credentials.transcript", "read", "self")),
            _page(
                "own_recognitions",
                "recognition_new",
                "own_recognition",
                needs=("recognition.own", "read", "self"),
            ),
            _page(
                "own_queue",
                "queue_apply",
                "own_application",
                needs=("admissions.application", "read", "ward"),
            ),
            _page(
                "own_campaigns",
                "campaign_apply",
                "campaign_application",
                "own_vouchers",
                "own_voucher",
                "own_beds",
                "bed_swaps",
                needs=("admissions.campaign_own", "read", "self"),
            ),
            _page("queue_desk", "queue_case", needs=("admissions.queue", "read", "own")),
            _page("campaigns_desk", "campaign_desk", needs=("admissions.draw_desk", "read", "own")),
            _page("catchment_desk", needs=("admissions.catchment", "create", "own")),
            _page(
                "campaign_claims",
                "campaign_claim",
                needs=("admissions.campaign_claims", "read", "own"),
                or_needs=("admissions.campaign_claims", "read", "any"),
            ),
            _page(
                "people_search",
                "person_open",
                "person_story",
                "person_trajectory",
                needs=("registry.search", "create", "any"),
            ),
            _page(
                "area",
                "area_of",
                "area_doubts",
                "organisation_list",
                needs=("registry.area", "read", "region"),
            ),
            _page("cohort", needs=("registry.flow", "read", "region")),
            _page(
                "intake_forms",
                "intake_upload",
                "intake_record",
                needs=("intake.delivery", "create", "region"),
                or_needs=("intake.delivery", "create", "country"),
            ),
            _page(
                "intake_deliveries",
                "intake_delivery",
                needs=("intake.delivery", "read", "region"),
            ),
            _page(
                "release_desk",
                "release_new",
                "release_work",
                needs=("indicators.release_desk", "read", "any"),
            ),
            _page("accounts", "account", "account_new", needs=("access.account", "read", "any")),
            _page("audit_trail", needs=("audit.event", "read", "any")),
        ),
    ),
    Group(
        "registry_desk",
        (
            _page("registry_desk", "desk_doubts", needs=("registry.desk", "read", "own")),
            _page(
                "desk_classes",
                "desk_class",
                "desk_class_new",
                "desk_class_change",
                "desk_person",
                "desk_admit",
                "desk_leave",
                "desk_class_of",
                "desk_correct",
                "desk_promote",
                "desk_graduate",
                "desk_compare",
                "desk_guardianship",
                "desk_guardianship_new",
                "desk_support",
                "desk_support_new",
                "desk_activity",
                "desk_activity_new",
                "desk_care",
                "desk_care_new",
                needs=("registry.class", "read", "own"),
            ),
            _page(
                "desk_transfers",
                "desk_transfer",
                "desk_ask",
                "desk_transfer_out",
                needs=("registry.transfer", "read", "own"),
            ),
            _page(
                "desk_staff",
                "desk_hire",
                "desk_staff_compare",
                "desk_member",
                "desk_post",
                "desk_post_new",
                "desk_qualification",
                "desk_qualification_new",
                "desk_development",
                "desk_development_new",
                "desk_pay",
                "desk_pay_new",
                needs=("registry.staff", "read", "own"),
            ),
            _page(
                "diploma_desk",
                "diploma_batch_new",
                "diploma_batch",
                "diploma_issued",
                "diploma_paper_new",
                "diploma_papers_file",
                "diploma_form",
                "issuer_keys",
                needs=("credentials.desk", "read", "own"),
            ),
            _page(
                "recognition_desk",
                "recognition_request",
                "equivalence_new",
                "curriculum_new",
                needs=("recognition.desk", "read", "own"),
            ),
            _page("queue_places", needs=("admissions.places", "read", "own")),
            _page(
                "campaign_offerings",
                "campaign_offering",
                needs=("admissions.campaign_offering", "read", "own"),
            ),
            _page(
                "voucher_desk",
                "voucher_request",
                "voucher_case",
                needs=("admissions.voucher_desk", "read", "own"),
            ),
            _page(
                "desk_condition",
                "desk_condition_edit",
                needs=("registry.condition", "read", "own"),
            ),
            _page(
                "intake_forms",
                "intake_upload",
                "intake_record",
                needs=("intake.delivery", "create", "own"),
            ),
            _page("intake_deliveries", "intake_delivery", needs=("intake.delivery", "read", "own")),
            _page(
                "correction_requests",
                "correction_request",
                needs=("registry.request", "decide", "own"),
            ),
        ),
    ),  # fmt: skip
    Group(
        "programme",
        (
            _page("programme", "passport"),
            _page("indicators", "indicator"),
            _page("measures", "measure"),
            _page("bodies", "body"),
            _page("finance"),
            _page("check"),
            _page("editions", "compare", "amend"),
        ),
    ),
    Group(
        "progress",
        (
            _page("evaluation"),
            _page("figures", "figure", "figure_table"),
            _page("data", "releases", "release"),
            _page("verify_diploma", "shared_diploma"),
            _page("curricula", "curriculum", "equivalences"),
            _page("issuers", "issuer", "issuer_new", needs=("credentials.issuer", "read", "any")),
            _page("queues", "queue"),
            _page("campaigns", "campaign", "campaign_draw"),
            _page("own_school"),
            _page("laboratory", "study", needs=("admissions.laboratory", "read", "any")),
            _page("recognition_figures", needs=("recognition.figure", "read", "any")),
            _page("execution"),
            _page("due"),
            _page("calendar", "workload"),
            _page("regions", "region"),
            _page("yearly_reports", "yearly_report"),
        ),
    ),
)


@dataclass(frozen=True)
class Bar:
    """As it stands on a page: the groups, and the pages of the one that is open."""

    groups: SafeString
    sections: SafeString


KEPT_BARS = 1024  # languages, roles and pages; the programme is whatever an address says
_bars: OrderedDict[Hashable, Bar] = OrderedDict()


def bar(request: HttpRequest) -> Bar:
    """For one reader. Kept for all of the same standing on the same page: making it anew took as
    long as asking the database for the page.
    """
    programme, match = programme_of(request), request.resolver_match
    here = (match.url_name if match else None) or ""
    standing = hooks.standing(request)
    key = (current_language(), get_urlconf(), standing, programme, here)
    found = _bars.get(key) if standing is not None else None
    if found is None:
        listed = {"navigation": groups(request, programme, here)}
        parts = (get_template(f"look/{one}.html").render(listed) for one in ("groups", "sections"))
        found = Bar(*map(mark_safe, parts))  # Safe: what a template has escaped.
        if standing is not None:
            _bars[key] = found
            while len(_bars) > KEPT_BARS:
                _bars.popitem(last=False)
    return found


def groups(request: HttpRequest, programme: str | None, here: str) -> list[OpenGroup]:
    """The group of the page that is open is open, else the first. here: the name of the page."""
    if programme is None:
        return []
    found = [(group, _entries(request, group, programme, here)) for group in GROUPS]
    found = [(group, entries) for group, entries in found if entries]
    opened = next((group for group, entries in found if any(one.is_here for one in entries)), None)
    opened = opened or (found[0][0] if found else None)
    return [
        OpenGroup(t(f"look.nav.group.{group.name}"), entries, group is opened)
        for group, entries in found
    ]


def _entries(request: HttpRequest, group: Group, programme: str, here: str) -> list[Entry]:
    marked = False
    entries = []
    for page in group.pages:
        href = address(page.name, programme) or address(page.name)
        if href and _is_offered(request, page):
            is_here = here in page.within and not marked
            marked = marked or is_here
            entries.append(Entry(t(f"look.nav.{page.name}"), href, is_here))
    return entries


def _is_offered(request: HttpRequest, page: Page) -> bool:
    return not page.needs or any(hooks.permits(request, *one) for one in page.needs)


def address(name: str, *arguments: str) -> str:
    """Where a page stands; empty where no app serves it."""
    return _address(current_language(), get_urlconf(), name, arguments)


@lru_cache(maxsize=4096)  # every page asks for the same forty
def _address(language: str, urls: str | None, name: str, arguments: tuple[str, ...]) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def programme_of(request: HttpRequest) -> str | None:
    """The programme (with its edition, as typed) that the page's address names, or the default."""
    found = re.search(r"/programme/([^/]+)/", request.path)
    return found[1] if found else hooks.default_programme()
