"""Which kinds of campaigns there are."""

from bagdar.admissions.queries.kinds import Kind
from bagdar.admissions.queries.kinds.college import College
from bagdar.admissions.queries.kinds.dormitory import Dormitory
from bagdar.admissions.queries.kinds.grant import Grant
from bagdar.admissions.queries.kinds.school import School
from bagdar.admissions.rules.campaign.nouns import CampaignKind

KINDS: dict[CampaignKind, Kind] = {
    one.code: one for one in (School(), College(), Grant(), Dormitory())
}


def kind_of(code: str) -> Kind:
    return KINDS[CampaignKind(code)]
