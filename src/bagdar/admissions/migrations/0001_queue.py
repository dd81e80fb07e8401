"""Queues, their logs and what is made of them; triggers let nobody change an entry."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "an entry of a queue is followed by another, never changed"
TABLE = "admissions_queueentry"


def lock(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {TABLE}_no_{deed.lower()} BEFORE {deed} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                params=None,
            )
        return
    schema_editor.execute(
        f"""
        CREATE FUNCTION admissions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        params=None,
    )
    for deed in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_{deed.lower()} BEFORE {deed} ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION admissions_refuse()",
            params=None,
        )


def unlock(apps, schema_editor):
    is_server = schema_editor.connection.vendor == "postgresql"
    for deed in ("update", "delete"):
        on = f" ON {TABLE}" if is_server else ""
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{deed}{on}", params=None)
    if is_server:
        schema_editor.execute("DROP FUNCTION admissions_refuse()", params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0011_one_a_day_by_lock"),
    ]

    operations = [
        migrations.CreateModel(
            name="Queue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("territory", models.CharField(max_length=10)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("real", "real"),
                            ("illustrative", "illustrative"),
                            ("simulated", "simulated"),
                        ],
                        max_length=20,
                    ),
                ),
                ("seed", models.CharField(max_length=64)),
                ("rules", models.JSONField()),
                ("year", models.PositiveSmallIntegerField()),
                ("rounds", models.PositiveIntegerField(default=0)),
                ("number", models.PositiveIntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("territory", "origin"), name="admissions_one_queue_of_territory"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QueuePlace",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("group", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=20)),
                ("need", models.CharField(max_length=20)),
                ("free", models.IntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="admissions.queue",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QueueApplication",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("offered", "offered"),
                            ("placed", "placed"),
                            ("withdrawn", "withdrawn"),
                            ("out", "out"),
                        ],
                        max_length=20,
                    ),
                ),
                ("cohort", models.PositiveSmallIntegerField()),
                ("language", models.CharField(max_length=20)),
                ("need", models.CharField(max_length=20)),
                ("territory", models.CharField(blank=True, max_length=20)),
                ("claimed", models.CharField(blank=True, max_length=20)),
                ("category", models.CharField(blank=True, max_length=20)),
                ("since", models.DateTimeField()),
                ("lottery", models.CharField(max_length=64)),
                ("applied", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                ("refusals", models.PositiveSmallIntegerField()),
                ("until", models.DateField(blank=True, null=True)),
                ("hand", models.JSONField(blank=True, null=True)),
                ("partner", models.UUIDField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="admissions.queue",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held",
                        to="admissions.queueplace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QueueWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="admissions.queueapplication",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QueueEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("rules", "rules"),
                            ("year", "year"),
                            ("places", "places"),
                            ("applied", "applied"),
                            ("wishes", "wishes"),
                            ("claimed", "claimed"),
                            ("proven", "proven"),
                            ("disproven", "disproven"),
                            ("ended", "ended"),
                            ("round", "round"),
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("lapsed", "lapsed"),
                            ("exchange_asked", "exchange_asked"),
                            ("exchanged", "exchanged"),
                            ("moved", "moved"),
                            ("hand_asked", "hand_asked"),
                            ("hand_dropped", "hand_dropped"),
                            ("by_hand", "by_hand"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=20,
                    ),
                ),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=40)),
                ("prior", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("receipt", models.CharField(max_length=32)),
                ("child", models.UUIDField(blank=True, null=True)),
                ("other", models.UUIDField(blank=True, null=True)),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="admissions.queue",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["child", "queue"], name="admissions_of_child")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("queue", "number"), name="admissions_one_number"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="queueplace",
            constraint=models.UniqueConstraint(
                fields=("queue", "organisation", "group", "language", "need"),
                name="admissions_one_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="queueplace",
            constraint=models.CheckConstraint(
                condition=models.Q(("free__gte", 0)), name="admissions_not_below_none"
            ),
        ),
        migrations.AddIndex(
            model_name="queueapplication",
            index=models.Index(
                fields=["queue", "state", "language", "need", "cohort"], name="admissions_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="queueapplication",
            constraint=models.UniqueConstraint(
                fields=("queue", "person"), name="admissions_one_application"
            ),
        ),
        migrations.AddConstraint(
            model_name="queueapplication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "offered", "placed"])),
                fields=("person",),
                name="admissions_in_one_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="queuewish",
            constraint=models.UniqueConstraint(
                fields=("application", "rank"), name="admissions_one_rank"
            ),
        ),
        migrations.AddConstraint(
            model_name="queuewish",
            constraint=models.UniqueConstraint(
                fields=("application", "organisation"), name="admissions_one_wish"
            ),
        ),
        migrations.RunPython(lock, unlock),
    ]
