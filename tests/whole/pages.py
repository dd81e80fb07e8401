"""Every page and an address of it on the real programme, for tests that look at them all.

A page that is added has to be added here: a test compares this with the root URLs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

PROGRAMME = {"programme": "kz-2020-2025"}
EDITION = {"programme": "kz-2020-2025@1"}


@dataclass(frozen=True)
class Visit:
    """One look at a page. role: who is signed in; query: without its question mark."""

    kwargs: Mapping[str, object] = field(default_factory=dict)
    query: str = ""
    role: str = "public"


PAGES: Mapping[str, Sequence[Visit]] = {
    "home": [Visit()],
    "search": [Visit(), Visit(query="q=karzhi"), Visit(query="q=zzzzzz")],
    "reference": [Visit()],
    "log": [Visit()],
    "programme": [Visit(PROGRAMME), Visit(EDITION)],
    "passport": [Visit(PROGRAMME)],
    "indicators": [Visit(PROGRAMME)],
    "indicator": [
        Visit({**PROGRAMME, "code": "T1.1"}),
        Visit({**PROGRAMME, "code": "T1.2"}),
        Visit({**PROGRAMME, "code": "I1.4.2"}),
    ],
    "measures": [Visit(PROGRAMME), Visit(PROGRAMME, query="find.measures=стипендия")],
    "measure": [Visit({**PROGRAMME, "number": 2}), Visit({**PROGRAMME, "number": 25})],
    "bodies": [Visit(PROGRAMME)],
    "body": [Visit({**PROGRAMME, "code": "mes"})],
    "finance": [Visit(PROGRAMME)],
    "check": [Visit(PROGRAMME)],
    "editions": [Visit(PROGRAMME), Visit(PROGRAMME, role="coordinator")],
    "compare": [Visit(PROGRAMME, query="from=1&to=1")],
    "amend": [Visit(PROGRAMME, role="coordinator")],
    "desk": [
        Visit(PROGRAMME, role="body"),
        Visit(PROGRAMME, query="list=overdue&kind=money", role="body"),
        Visit(PROGRAMME, query="reporter=region:KZ-11", role="auditor"),
    ],
    "report_new": [
        Visit(PROGRAMME, query="subject=milestone:m1@1/2020-06", role="body"),
        Visit(PROGRAMME, query="subject=money:m2@2021", role="body"),
    ],
    "acceptance": [Visit(PROGRAMME, role="coordinator"), Visit(PROGRAMME, role="auditor")],
    "evaluation": [Visit(PROGRAMME), Visit(PROGRAMME, query="year=2021&status=no_data")],
    "execution": [Visit(PROGRAMME)],
    "due": [Visit(PROGRAMME), Visit(PROGRAMME, query="reporter=region:KZ-11")],
    "calendar": [Visit(PROGRAMME), Visit(PROGRAMME, query="year=2021&month=12")],
    "workload": [Visit(PROGRAMME)],
    "deliveries": [Visit(PROGRAMME, role="body"), Visit(PROGRAMME, role="coordinator")],
    "upload": [Visit(PROGRAMME, role="body")],
    "outside": [Visit(PROGRAMME), Visit(PROGRAMME, role="coordinator")],
    "outside_new": [Visit(PROGRAMME, query="row=T1.2/math&year=2022", role="coordinator")],
    "yearly_reports": [Visit(PROGRAMME)],
    "regions": [Visit(PROGRAMME)],
    "region": [
        Visit({**PROGRAMME, "code": "KZ-11"}),
        Visit({**PROGRAMME, "code": "KZ-10"}, query="year=2021"),
    ],
    "figures": [Visit()],
    "figure_table": [Visit(), Visit(query="metric=I1.2.2&by=region,language&borders=now")],
    "releases": [Visit()],
    "data": [Visit()],
    "release_desk": [Visit(role="coordinator"), Visit(role="auditor")],
    "release_new": [Visit(role="ministry")],
    "intake_forms": [Visit(), Visit(role="region")],
    "intake_deliveries": [Visit(role="region"), Visit(role="auditor")],
    "intake_upload": [Visit({"form": "organisations"}, role="region")],
    "intake_record": [Visit({"form": "organisations"}, role="region")],
    "verify_diploma": [Visit()],
    "own_diplomas": [Visit(role="person")],
    "diploma_desk": [Visit(role="organisation")],
    "issuers": [Visit(role="ministry")],
    "issuer_new": [Visit(role="ministry")],
    "curricula": [Visit()],
    "own_transcript": [Visit(role="person")],
    "own_queue": [Visit(role="person")],
    "own_campaigns": [Visit(role="person")],
    "campaign_claims": [Visit(role="region"), Visit(role="ministry")],
    "campaign_conditions": [Visit(role="region"), Visit(role="ministry")],
    "campaign_offerings": [Visit(role="organisation")],
    "own_vouchers": [Visit(role="person")],
    "voucher_desk": [Visit(role="organisation")],
    "queues": [Visit()],
    "campaigns": [Visit()],
    "campaigns_desk": [Visit(role="ministry")],
    "queue_new": [Visit(role="region")],
    "campaign_new": [Visit(role="ministry"), Visit(role="region")],
    "campaign_parts": [Visit(role="auditor")],
    "own_beds": [Visit(role="person")],
    "own_school": [Visit(), Visit(query="region=KZ-11")],
    "catchment_desk": [Visit(role="region")],
    "laboratory": [Visit(role="ministry")],
    "own_recognitions": [Visit(role="person")],
    "recognition_desk": [Visit(role="organisation")],
    "curriculum_new": [Visit(role="organisation")],
    "equivalence_new": [Visit(role="organisation")],
    "badge_keys": [Visit(role="organisation")],
    "badge_key_new": [Visit(role="organisation")],
    "equivalences": [Visit()],
    "recognition_figures": [Visit(role="ministry")],
    "sign_in": [Visit()],
    "own_account": [Visit(role="body")],
    "accounts": [Visit(role="coordinator")],
    "account_new": [Visit(role="coordinator")],
    "account": [Visit({"username": "test-body"}, role="coordinator")],
    "audit_trail": [Visit(role="auditor")],
    "own_record": [Visit(role="person")],
    "people_search": [Visit(role="ministry")],
    "area": [Visit(role="ministry")],
    "area_of": [Visit({"code": "KZ-11"}, role="region"), Visit({"code": "KZ-75"}, role="auditor")],
    "area_doubts": [Visit({"code": "KZ-11"}, role="region")],
    "cohort": [
        Visit(role="region"),
        Visit(query="grade=5&on=2020-10-01&years=3", role="ministry"),
    ],
    "correction_requests": [Visit(role="organisation")],
}
# Addresses that are not pages: a form's target, files for machines.
NOT_PAGES = {"sign_out", "robots", "favicon", "openapi", "api_not_found", "desk_moved"}


def address(name: str, visit: Visit, language: str = "kk") -> str:
    with translation.override(language):
        path = reverse(name, kwargs=dict(visit.kwargs))
    return f"{path}?{visit.query}" if visit.query else path


def visits(role: str | None = None) -> list[tuple[str, Visit]]:
    """Every (name, visit), or those of one role."""
    return [
        (name, visit)
        for name, looks in PAGES.items()
        for visit in looks
        if role is None or visit.role == role
    ]


def named_addresses() -> set[str]:
    """The name of every address below a language, and of every other one outside the API."""
    found: set[str] = set()
    waiting: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith("api/"):
                waiting.extend(pattern.url_patterns)
        else:
            found.add(pattern.name or str(pattern.pattern))
    return found


# Files, and what came in one file: tests/web/test_monitoring_{calendar,deliveries,yearly}.py.
OF_ONE_FILE = {
    "calendar_feed", "delivery", "delivery_report", "template_file", "yearly_report_file",
}  # fmt: skip
NOT_PAGES |= OF_ONE_FILE

# Pages and targets of one report, whose address nobody knows before it is begun; they are looked at
# in tests/web/test_monitoring_report_page.py and tests/browser/test_monitoring_walk.py.
OF_ONE_REPORT = {
    "report", "report_edit", "report_step", "evidence_new", "evidence_remove", "evidence_file",
    "acceptance_many",
}  # fmt: skip
NOT_PAGES |= OF_ONE_REPORT

# Pages about one person or organisation of the register, whose address nobody knows before it is
# recorded; they are looked at in tests/web/test_registry_reading_pages.py.
OF_ONE_PERSON = {
    "person_story", "person_open", "person_looks", "looks_receipt", "person_trajectory",
    "correction_new", "correction_request", "organisation_list",
}  # fmt: skip
NOT_PAGES |= OF_ONE_PERSON

# The desk of an organisation, which has to stand in the register first; looked at in
# tests/web/test_registry_desk.py and tests/browser/test_registry_desk_walk.py.
OF_A_DESK = {
    "registry_desk", "desk_doubts", "desk_classes", "desk_class", "desk_class_new",
    "desk_class_change", "desk_compare", "desk_admit", "desk_person", "desk_leave",
    "desk_class_of", "desk_correct", "desk_promote", "desk_promote_back", "desk_graduate",
    "desk_transfers", "desk_transfer", "desk_transfer_out", "desk_ask", "desk_staff", "desk_hire",
    "desk_member", "desk_staff_compare", "desk_condition", "desk_condition_edit",
    *(
        f"desk_{kind}{of}" for of in ("", "_new")
        for kind in (
            "guardianship", "support", "activity", "care", "post", "qualification", "development",
            "pay",
        )
    ),
}  # fmt: skip
NOT_PAGES |= OF_A_DESK

# Files and targets of one delivery, files of a form, and files of OneRoster, for which an account
# is of an organisation that the register knows: tests/web/test_intake_*.py and
# tests/browser/test_intake_walk.py.
OF_INTAKE = {
    "intake_oneroster", "intake_delivery", "intake_withdraw", "intake_cancel",
    "intake_returned_xlsx", "intake_returned_csv", "intake_template_xlsx", "intake_template_csv",
    "intake_today_xlsx", "intake_today_csv",
}  # fmt: skip
NOT_PAGES |= OF_INTAKE

# The way back from one figure, which has no address before it is computed:
# tests/web/test_indicators_pages.py; from outside: tests/web/test_monitoring_outside_pages.py.
OF_ONE_FIGURE = {"figure", "reported_figure", "outside_file"}
# Of one release, which somebody announces first, and files: tests/web/test_releases_pages.py,
# test_release_desk.py, test_open_data_pages.py.
OF_ONE_RELEASE = {
    "data_catalogue", "figure_table_file", "release", "release_chart", "release_feed",
    "release_file", "release_work",
}  # fmt: skip
NOT_PAGES |= OF_ONE_RELEASE
# Files of the log: tests/web/test_log_pages.py.
NOT_PAGES |= {"log_checkpoint", "log_policy", "log_verifier", "log_tile"}
NOT_PAGES |= OF_ONE_FIGURE
# Of one issuer: tests/web/test_credentials_paper_pages.py and test_credentials_holdings.py.
NOT_PAGES |= {
    "diploma_paper_new", "diploma_papers_file", "diploma_papers_template", "diploma_form",
    "issuer_keys", "issuer",
}  # fmt: skip
# Files for verifiers, and pages of one diploma or batch: tests/web/test_credentials_pages.py.
NOT_PAGES |= {
    "did_operator", "did_issuer", "issuers_file", "diploma_verifier", "status_list",
    "shared_diploma", "shared_diploma_file", "own_diploma", "own_diploma_file",
    "own_diploma_pdf", "own_diploma_part", "diploma_issued_pdf",
    "diploma_batch_new", "diploma_batch", "diploma_issued",
}  # fmt: skip
# Pages and files of one programme, request or equivalence: tests/web/test_recognition_pages.py.
NOT_PAGES |= {
    "curriculum", "recognition_new", "own_recognition", "own_recognition_file",
    "recognition_request", "recognition_file", "equivalence_end", "badge_key",
    "curriculum_close",
}  # fmt: skip
# Pages of one queue, kindergarten or application: tests/web/test_queue_pages.py.
NOT_PAGES |= {
    "queue", "queue_apply", "own_application", "queue_places", "queue_desk", "queue_case",
    "bed_swaps",
}  # fmt: skip
# One study of the laboratory: tests/web/test_laboratory_pages.py.
NOT_PAGES |= {
    "study",
}  # fmt: skip

# Pages of one campaign, application or organisation: tests/web/test_campaign_family_pages.py.
NOT_PAGES |= {
    "campaign_apply", "campaign_application", "campaign_evidence", "campaign_offering",
    "campaign_claim", "campaign_claim_evidence", "campaign_condition",
}  # fmt: skip

# Pages and files of one campaign: tests/web/test_campaign_draw_pages.py.
NOT_PAGES |= {
    "campaign", "campaign_draw", "campaign_file", "campaign_checker", "campaign_desk",
    "campaign_part", "campaign_places",
}  # fmt: skip
# Pages of one grant or request: tests/web/test_voucher_pages.py.
NOT_PAGES |= {"own_voucher", "voucher_request", "voucher_case"}
