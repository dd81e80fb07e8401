"""Requests, decisions, equivalences; triggers let nobody change what was decided."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "what was decided, declared or shown is followed by something else, never changed"
DECISION = (
    "id", "request_id", "number", "stage", "verdict", "is_automatic", "because", "reason", "at",
    "by", "role", "decided_before", "receipt",
)  # fmt: skip
EQUIVALENCE = (
    "id", "organisation_id", "level", "programme", "module", "kind", "title", "provider", "code",
    "credits", "valid_from", "source", "origin", "written_at", "written_by",
)  # fmt: skip
KEY = (
    "id", "organisation_id", "issuer", "key_id", "jwk", "valid_from", "source", "written_at",
    "written_by",
)  # fmt: skip
# What may change once, from nothing to something; "": nothing may.
ONCE = {
    "recognition_decision": (DECISION, "superseded_at"),
    "recognition_equivalence": (EQUIVALENCE, "valid_to"),
    "recognition_badgekey": (KEY, "valid_to"),
    "recognition_grant": ((), ""),
    "recognition_claim": ((), ""),
    "recognition_evidence": ((), ""),
    "recognition_appeal": ((), ""),
}


def allowed(table, same):
    kept, once = ONCE[table]
    if not once:
        return "1 = 0"
    return " AND ".join(
        [f"OLD.{once} IS NULL", *(f"OLD.{name} {same} NEW.{name}" for name in kept)]
    )


def statements(vendor):
    if vendor == "sqlite":
        for table in ONCE:
            yield (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"WHEN NOT ({allowed(table, 'IS')}) "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
            yield (
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    yield f"""
        CREATE FUNCTION recognition_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """
    for table in ONCE:
        yield f"""
            CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN (NOT ({allowed(table, "IS NOT DISTINCT FROM")}))
            EXECUTE FUNCTION recognition_refuse()
            """
        yield f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW
            EXECUTE FUNCTION recognition_refuse()
            """


def lock(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def unlock(apps, schema_editor):
    is_server = schema_editor.connection.vendor == "postgresql"
    for table in ONCE:
        for deed in ("update", "delete"):
            on = f" ON {table}" if is_server else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{deed}{on}", params=None)
    if is_server:
        schema_editor.execute("DROP FUNCTION recognition_refuse()", params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("credentials", "0002_curricula"),
        ("registry", "0011_one_a_day_by_lock"),
    ]

    operations = [
        migrations.CreateModel(
            name="BadgeKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=300)),
                ("key_id", models.CharField(blank=True, max_length=400)),
                ("jwk", models.JSONField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.CharField(max_length=150)),
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
            name="Request",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("decided", "decided"),
                            ("appealed", "appealed"),
                            ("settled", "settled"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("formal", "formal"),
                            ("course", "course"),
                            ("open_course", "open_course"),
                            ("certificate", "certificate"),
                            ("worldskills", "worldskills"),
                            ("badge", "badge"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("provider", models.CharField(max_length=300)),
                ("code", models.CharField(max_length=300)),
                ("number", models.CharField(blank=True, max_length=100)),
                ("achieved_on", models.DateField()),
                ("credits", models.PositiveSmallIntegerField()),
                (
                    "unit",
                    models.CharField(choices=[("ects", "ects"), ("ecvet", "ecvet")], max_length=10),
                ),
                ("nqf_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("told", "told"),
                            ("shown", "shown"),
                            ("read", "read"),
                            ("verified", "verified"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("comment", models.CharField(blank=True, max_length=1000)),
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
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=150)),
                ("due_on", models.DateField()),
                (
                    "curriculum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="credentials.curriculum",
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("told", models.JSONField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.CharField(max_length=150)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="recognition.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "stage",
                    models.CharField(
                        choices=[("first", "first"), ("again", "again"), ("appeal", "appeal")],
                        max_length=20,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("full", "full"), ("partial", "partial"), ("refused", "refused")],
                        max_length=20,
                    ),
                ),
                ("is_automatic", models.BooleanField()),
                ("because", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=2000)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=40)),
                ("decided_before", models.CharField(blank=True, max_length=150)),
                ("receipt", models.CharField(max_length=32)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="recognition.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="credentials.module",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="recognition.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="recognition.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Equivalence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.CharField(max_length=30)),
                ("programme", models.CharField(max_length=40)),
                ("module", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("formal", "formal"),
                            ("course", "course"),
                            ("open_course", "open_course"),
                            ("certificate", "certificate"),
                            ("worldskills", "worldskills"),
                            ("badge", "badge"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("provider", models.CharField(max_length=300)),
                ("code", models.CharField(max_length=300)),
                ("credits", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=200)),
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
                ("written_at", models.DateTimeField()),
                ("written_by", models.CharField(max_length=150)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["organisation", "level", "programme"], name="recognition_equal"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="recognition_holds_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credits__gte", 1)), name="recognition_covers_some"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("credits", models.PositiveSmallIntegerField()),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="recognition.decision",
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="credentials.module",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "module"), name="recognition_one_grant"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credits__gte", 1)), name="recognition_grant_counts"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["organisation", "state", "due_on"], name="recognition_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["person", "asked_at"], name="recognition_of_person"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("request", "number"), name="recognition_one_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("request",),
                name="recognition_one_holds",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "appeal"), _negated=True),
                    models.Q(("by", models.F("decided_before")), _negated=True),
                    _connector="OR",
                ),
                name="recognition_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_automatic", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="recognition_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                fields=("request", "module"), name="recognition_one_claim"
            ),
        ),
        migrations.RunPython(lock, unlock),
    ]
