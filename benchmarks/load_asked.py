"""Who asks in the load and what: accounts made through the ordinary services, requests written out.

Runs in a process of its own with the settings of the service that is measured:

    python -m benchmarks.load_asked --end < {"end": run}
    python -m benchmarks.load_asked FILE < {"run", "wanted": {kind: how many}, "rates": {kind: …}}

No limit is switched off: there are as many officers as the limits of a minute and of a day ask for.
A kind that writes is prepared once for each request; facts and people that it adds have the origin
of the organisation, which of a synthetic nation is simulated.
"""

import json
import secrets
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

Request = list[Any]  # [method, path, headers, body], as arrivals.py sends it

# A slow hash guards passwords that people choose; these are 128 bits by chance, and nobody signs in
# while it is measured.
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ORGANISATIONS, PARENTS = 40, 60  # accounts of each
STORIES = 12  # people whose stories an operator reads
A_MINUTE, A_DAY = 0.7, 0.85  # of what the limits let an officer look up
CODES = ("arts", "ecology", "science", "robotics", "technical", "debate", "programming")
PROGRAMME = "/kk/programme/kz-2020-2025"
PAGES = (
    "/kk/", f"{PROGRAMME}/", f"{PROGRAMME}/passport/", f"{PROGRAMME}/indicators/",
    f"{PROGRAMME}/indicators/T1.1/", f"{PROGRAMME}/measures/", f"{PROGRAMME}/measures/2/",
    f"{PROGRAMME}/bodies/", f"{PROGRAMME}/bodies/mes/", f"{PROGRAMME}/finance/",
    f"{PROGRAMME}/check/", f"{PROGRAMME}/evaluation/", f"{PROGRAMME}/execution/",
    f"{PROGRAMME}/calendar/", "/kk/reference/",
)  # fmt: skip


def main() -> None:
    import django

    django.setup()
    from django.test.utils import override_settings

    given, file = json.load(sys.stdin), Path(sys.argv[1])
    if "end" in given:
        disable(given["end"])
        return
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        kinds = Asked(given).kinds()
    file.write_text(json.dumps(kinds, ensure_ascii=False), encoding="utf-8")


class Asked:
    """Everything that is asked, by kind."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        from bagdar.core.periods import local_date

        self.run: str = given["run"]
        self.wanted: Mapping[str, int] = given["wanted"]
        self.rates: Mapping[str, float] = given["rates"]
        self.today = local_date(datetime.now(UTC))

    def kinds(self) -> dict[str, list[Request]]:
        """By kind. "look-up by IIN, alone" has officers of its own."""
        operators = self._operators()
        pages = [["GET", quote(path), {}, ""] for path in PAGES]
        return {
            "public page": pages,
            "look-up by IIN": self._look_ups("look-up by IIN", "m"),
            "look-up by IIN, alone": self._look_ups("look-up by IIN, alone", "a"),
            "learners by API": [one.get("/api/v1/register/desk/learners") for one in operators],
            "class page": [page for one in operators for page in one.class_pages],
            "story by API": self._stories(operators),
            "own record": self._own_records(),
            "record a fact": self._facts(operators, self.wanted["record a fact"]),
            "admission": self._admissions(operators, self.wanted["admission"]),
            "no-op": [["GET", "/robots.txt", {}, ""]],
        }

    # --- those who look up ------------------------------------------------------------------------

    def _look_ups(self, kind: str, name: str) -> list[Request]:
        """Each officer in turn, each another number."""
        from bagdar.registry import models
        from bagdar.registry.queries.reading import rule

        bounds, count, rate = rule().search, self.wanted[kind], self.rates[kind]
        officers = max(
            1 + int(count / (A_DAY * bounds.per_day)),
            1 + int(60 * rate / (A_MINUTE * bounds.per_minute)),
        )
        keys = models.PersonKey.objects.filter(kind="iin").values_list("key", "origin")
        numbers = spread(keys, "key", [f"{year:02}06" for year in range(100)], 20)
        known = {"purpose": "inspection", "why": "a measurement"}
        who = [self._signed_in(f"{name}-{one}", "ministry") for one in range(officers)]
        return [
            who[place % officers].post(
                "/api/v1/register/searches",
                {**known, "text": numbers[place % len(numbers)][0],
                 "origin": numbers[place % len(numbers)][1]},
            )
            for place in range(count)
        ]  # fmt: skip

    # --- those who work in an organisation --------------------------------------------------------

    def _operators(self) -> list["Operator"]:
        from bagdar.registry.queries.organisations import enrolments_on

        found = []
        for place, id in enumerate(self._organisations()):
            session = self._signed_in(f"o-{place}", "organisation", organisation_id=id)
            learners = enrolments_on(id, self.today)
            found.append(Operator(session, id, learners))
        return found

    def _organisations(self) -> list[UUID]:
        """Schools spread over all there are in which somebody learns today, large and small."""
        from bagdar.registry import models
        from bagdar.registry.queries.rows import on_day

        now = models.CURRENT & on_day(self.today)
        schools = models.OrganisationFact.objects.filter(now, type="school")
        found: list[UUID] = []
        listed = schools.values_list("organisation_id", flat=True)
        for id in spread(listed, "organisation_id", identifiers(2 * ORGANISATIONS), 2):
            if models.Enrolment.objects.filter(now, organisation=id).exists():
                found.append(id)
            if len(found) == ORGANISATIONS:
                break
        return found

    def _stories(self, operators: Sequence["Operator"]) -> list[Request]:
        """Of people whose records each has opened for a purpose, as `openRecord` keeps it."""
        from django.http import HttpRequest

        from bagdar.registry.services.opening import open_for

        found = []
        for one in operators:
            request = HttpRequest()
            request.session = one.session.store
            people = [learner.person_id for learner in one.learners[:STORIES]]
            for person_id in people:
                open_for(request, person_id, "enrolment", "a measurement")
            one.session.store.save()
            found += [one.get(f"/api/v1/register/people/{id}/story") for id in people]
        return shuffled(found, len(operators))

    def _facts(self, operators: Sequence["Operator"], count: int) -> list[Request]:
        """An activity of a pupil, each another one and one that is not recorded yet."""
        from bagdar.registry import models

        found: list[Request] = []
        for code in CODES:
            for one in operators:
                people = [learner.person_id for learner in one.learners]
                rows = models.Activity.objects.filter(
                    person_id__in=people, kind="camp", direction=code
                )
                known = set(rows.values_list("person_id", flat=True))
                found += [
                    self._command(
                        one,
                        f"/api/v1/register/desk/people/{id}/facts",
                        {
                            "fact": {"table": "activity", "kind": "camp", "direction": code},
                            "since": self.today.isoformat(),
                            "source": "a measurement",
                        },
                    )
                    for id in people
                    if id not in known
                ]
            if len(found) >= 2 * count:
                break
        return shuffled(found, len(operators))[:count]

    def _admissions(self, operators: Sequence["Operator"], count: int) -> list[Request]:
        born = date(self.today.year - 7, 1, 1)
        return [
            self._command(
                operators[place % len(operators)],
                "/api/v1/register/desk/admissions",
                {
                    "born_on": (born + timedelta(days=place % 365)).isoformat(),
                    "class": operators[place % len(operators)].class_in(place),
                    "since": self.today.isoformat(),
                    "source": "a measurement",
                    "new": {"family": letters(self.run), "given": f"Үлгі{letters(str(place))}"},
                },
            )
            for place in range(count)
        ]

    def _command(self, who: "Operator", path: str, said: Mapping[str, Any]) -> Request:
        method, path, headers, body = who.session.post(path, said)
        return [method, path, {**headers, "Idempotency-Key": secrets.token_hex(12)}, body]

    # --- families ---------------------------------------------------------------------------------

    def _own_records(self) -> list[Request]:
        from bagdar.registry import models
        from bagdar.registry.queries.rows import on_day

        now = models.CURRENT & on_day(self.today)
        rows = models.Guardianship.objects.filter(now).values_list("guardian_id", flat=True)
        parents = spread(rows, "guardian_id", identifiers(2 * PARENTS), 2)
        adults = models.PersonFact.objects.filter(
            now, person_id__in=parents, born_on__lt=date(self.today.year - 19, 1, 1)
        )
        found = sorted(set(adults.values_list("person_id", flat=True)))[:PARENTS]
        return [
            self._signed_in(f"p-{place}", "person", person_id=id).get("/kk/register/mine/")
            for place, id in enumerate(found)
        ]

    def _signed_in(self, name: str, role: str, **more: Any) -> "Session":
        return signed_in(f"load-{self.run}-{name}", role, **more)


class Session:
    """Somebody who is signed in."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self._token = secrets.token_hex(16)

    def get(self, path: str) -> Request:
        return ["GET", path, {"Cookie": f"bagdar_session={self.store.session_key}"}, ""]

    def post(self, path: str, said: Mapping[str, Any]) -> Request:
        cookies = f"bagdar_session={self.store.session_key}; bagdar_csrf={self._token}"
        headers = {"Cookie": cookies, "X-CSRFToken": self._token}
        headers["Content-Type"] = "application/json"
        return ["POST", path, headers, json.dumps(said, ensure_ascii=False)]


class Operator:
    """Somebody who works for an organisation, and who learns there today."""

    def __init__(self, session: Session, organisation_id: UUID, learners: Sequence[Any]) -> None:
        self.session, self.organisation_id = session, organisation_id
        self.learners = learners
        said = [one.enrolment for one in learners]
        self.classes = sorted({(one.level, one.grade, one.group) for one in said}, key=str)

    def get(self, path: str) -> Request:
        return self.session.get(path)

    @property
    def class_pages(self) -> list[Request]:
        named = (
            "|".join("" if part is None else str(part) for part in one) for one in self.classes
        )
        path = "/kk/register/desk/classes/one/"
        return [self.get(f"{path}?{urlencode({'class': name})}") for name in named]

    def class_in(self, place: int) -> dict[str, Any]:
        return dict(
            zip(("level", "grade", "name"), self.classes[place % len(self.classes)], strict=True)
        )


def signed_in(username: str, role: str, **more: Any) -> Session:
    """A new account with a password of its own, signed in."""
    from bagdar.access import services
    from bagdar.access.sessions import SessionStore
    from bagdar.audit.rules import Actor

    password = secrets.token_urlsafe(16)
    by = Actor("benchmark", "operator")
    services.create_account(username, role, password=password, by=by, **more)
    store = SessionStore()
    services.sign_in(store, username, password)
    return Session(store)


def disable(run: str) -> None:
    """Nobody of a measurement can do anything after it."""
    from bagdar.access import queries, services
    from bagdar.audit.rules import Actor

    for one in queries.accounts(text=f"load-{run}-", active=True):
        services.disable_account(one.username, by=Actor("benchmark", "operator"))


def spread(rows: Any, field: str, starts: Iterable[Any], each: int) -> list[Any]:
    """Rows from all over a table: so many after each of some values of an indexed field."""
    found: dict[Any, None] = {}
    for start in starts:
        found.update(dict.fromkeys(rows.filter(**{f"{field}__gte": start}).order_by(field)[:each]))
    return list(found)


def identifiers(count: int) -> list[UUID]:
    """Evenly over all there may be."""
    return [UUID(int=place * (2**128 // count)) for place in range(count)]


def shuffled(requests: Sequence[Any], stride: int) -> list[Any]:
    """Neighbours in a list are of one operator: taken apart, so that all of them are at work."""
    each = -(-len(requests) // stride) if requests else 1
    return [one for place in range(each) for one in requests[place::each]]


def letters(text: str) -> str:
    """Digits as letters, as a name has them."""
    return "".join("абвгдежзик"[int(sign)] if sign.isdigit() else sign for sign in text)


if __name__ == "__main__":
    main()
