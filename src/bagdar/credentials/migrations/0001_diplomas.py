"""Issuers, batches, diplomas; and the triggers that let nobody change what was issued."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "what was issued is not changed, and a revoked diploma stays revoked"
KEPT = (
    "id", "batch_id", "issuer_id", "person_id", "graduation_id", "level", "programme", "document",
    "proof", "jwt", "status_list_id", "place", "receipt", "issued_at", "replaces_id",
)  # fmt: skip


def allowed(same):
    kept = " AND ".join(f"OLD.{name} {same} NEW.{name}" for name in KEPT)
    state = "NEW.state IN ('valid', 'suspended', 'revoked')"
    final = "(OLD.state <> 'revoked' OR NEW.state = 'revoked')"
    return f"OLD.issued_at IS NULL OR ({kept} AND {state} AND {final})"


TABLES = ("credentials_diploma", "credentials_statuschange")
LOCK = {
    "sqlite": [
        (
            "CREATE TRIGGER credentials_diploma_no_update BEFORE UPDATE ON credentials_diploma "
            f"WHEN NOT ({allowed('IS')}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        ),
        (
            "CREATE TRIGGER credentials_statuschange_no_update "
            "BEFORE UPDATE ON credentials_statuschange "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        ),
        *(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for table in TABLES
        ),
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION credentials_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        f"""
        CREATE TRIGGER credentials_diploma_no_update BEFORE UPDATE ON credentials_diploma
        FOR EACH ROW WHEN (NOT ({allowed("IS NOT DISTINCT FROM")}))
        EXECUTE FUNCTION credentials_refuse()
        """,
        """
        CREATE TRIGGER credentials_statuschange_no_update
        BEFORE UPDATE ON credentials_statuschange
        FOR EACH ROW EXECUTE FUNCTION credentials_refuse()
        """,
        *(
            f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION credentials_refuse()
            """
            for table in TABLES
        ),
    ],
}
NAMES = [f"{table}_no_{deed}" for table in TABLES for deed in ("update", "delete")]


def lock(apps, schema_editor):
    for statement in LOCK[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unlock(apps, schema_editor):
    is_server = schema_editor.connection.vendor == "postgresql"
    for name in NAMES:
        on = f" ON {name.rpartition('_no_')[0]}" if is_server else ""
        schema_editor.execute(f"DROP TRIGGER {name}{on}", params=None)
    if is_server:
        schema_editor.execute("DROP FUNCTION credentials_refuse()", params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0011_one_a_day_by_lock"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
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
                            ("proposed", "proposed"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("issued", "issued"),
                        ],
                        max_length=20,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("proposed_by", models.CharField(max_length=150)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="Issuer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("did", models.CharField(max_length=300, unique=True)),
                ("base", models.CharField(max_length=200)),
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
                ("registered_at", models.DateTimeField()),
                ("registered_by", models.CharField(max_length=150)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Diploma",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.CharField(max_length=30)),
                ("programme", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("refused", "refused"),
                            ("valid", "valid"),
                            ("suspended", "suspended"),
                            ("revoked", "revoked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=30)),
                ("document", models.JSONField(blank=True, null=True)),
                ("proof", models.JSONField(blank=True, null=True)),
                ("jwt", models.TextField(blank=True)),
                ("place", models.PositiveIntegerField(blank=True, null=True)),
                ("receipt", models.CharField(blank=True, max_length=32)),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("checks", models.PositiveIntegerField(default=0)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diplomas",
                        to="credentials.batch",
                    ),
                ),
                (
                    "graduation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.graduation",
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
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="credentials.diploma",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diplomas",
                        to="credentials.issuer",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="batch",
            name="issuer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to="credentials.issuer",
            ),
        ),
        migrations.CreateModel(
            name="Accreditation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.CharField(max_length=30)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=200)),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accreditations",
                        to="credentials.issuer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IssuerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_id", models.CharField(max_length=330, unique=True)),
                ("public", models.BinaryField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("lost_at", models.DateTimeField(blank=True, null=True)),
                ("lost_size", models.BigIntegerField(blank=True, null=True)),
                ("made_by", models.CharField(max_length=150)),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="credentials.issuer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("opened", models.PositiveIntegerField(default=0)),
                (
                    "diploma",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="credentials.diploma",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("refused", "refused"),
                            ("valid", "valid"),
                            ("suspended", "suspended"),
                            ("revoked", "revoked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=40)),
                ("receipt", models.CharField(max_length=32)),
                (
                    "diploma",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="credentials.diploma",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatusList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_lists",
                        to="credentials.issuer",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="diploma",
            name="status_list",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="diplomas",
                to="credentials.statuslist",
            ),
        ),
        migrations.CreateModel(
            name="DiplomaForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.CharField(max_length=30)),
                ("programme", models.CharField(blank=True, max_length=40)),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                ("nqf_level", models.PositiveSmallIntegerField()),
                ("credits", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("field", models.CharField(blank=True, max_length=30)),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forms",
                        to="credentials.issuer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "level", "programme"), name="credentials_one_form"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nqf_level__gte", 1), ("nqf_level__lte", 8)),
                        name="credentials_nqf_1_to_8",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "refused"),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="credentials_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "proposed"),
                    models.Q(
                        models.Q(("decided_by", ""), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="credentials_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="accreditation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="credentials_accredited_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuerkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("issuer",),
                name="credentials_one_open_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuerkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lost_at__isnull", True), ("lost_size__isnull", True)),
                    models.Q(
                        ("lost_at__isnull", False), ("lost_size__gte", 0), ("until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="credentials_lost_when_and_where",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharelink",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("made_at"))),
                name="credentials_link_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="statuslist",
            constraint=models.UniqueConstraint(
                fields=("issuer", "number"), name="credentials_one_list"
            ),
        ),
        migrations.AddIndex(
            model_name="diploma",
            index=models.Index(fields=["batch", "state"], name="credentials_batch_state"),
        ),
        migrations.AddConstraint(
            model_name="diploma",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "valid", "suspended"])),
                fields=("issuer", "person", "level", "programme"),
                name="credentials_one_for_one_graduation",
            ),
        ),
        migrations.AddConstraint(
            model_name="diploma",
            constraint=models.UniqueConstraint(
                fields=("status_list", "place"), name="credentials_one_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="diploma",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["proposed", "refused"]),
                    models.Q(
                        ("document__isnull", False),
                        ("issued_at__isnull", False),
                        ("place__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="credentials_issued_whole",
            ),
        ),
        migrations.RunPython(lock, unlock),
    ]
