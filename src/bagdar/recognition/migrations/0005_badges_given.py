"""Badges that were verified before are given to whoever showed them first.

A request of somebody else on the same badge, which two people could send at the same instant, stays
as it was decided, with no badge of its own; so does one whose badge had no id.
"""

import hashlib

from django.db import migrations


def give(apps, schema_editor):
    """To whoever showed it first."""
    alias = schema_editor.connection.alias
    requests, evidence, badges = (
        apps.get_model("recognition", name).objects.using(alias)
        for name in ("Request", "Evidence", "ShownBadge")
    )
    verified = requests.filter(kind="badge", proof="verified").order_by("asked_at", "pk")
    for row in verified.iterator():
        told = evidence.filter(request_id=row.pk).exclude(told=None).first()
        if told is None or not told.told["id"]:
            continue
        mark = hashlib.sha256(f"{told.told['issuer']}\n{told.told['id']}".encode()).hexdigest()
        badge, _ = badges.get_or_create(
            mark=mark, defaults={"person_id": row.person_id, "at": row.asked_at}
        )
        if badge.person_id == row.person_id:
            requests.filter(pk=row.pk).update(badge_id=badge.pk)


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0004_one_badge_one_person"),
    ]

    operations = [
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
