"""Diplomas that stood on paper before; nobody changes what stood there, and the guard of diplomas
keeps what ties one to its paper.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

REFUSAL = "what was issued is not changed, and a revoked diploma stays revoked"
BEFORE = (
    "id", "batch_id", "issuer_id", "person_id", "graduation_id", "level", "programme", "document",
    "proof", "jwt", "status_list_id", "place", "receipt", "issued_at", "replaces_id", "sd_jwt",
    "sd_receipt",
)  # fmt: skip
KEPT = (*BEFORE, "paper_id", "paper_key")
DIPLOMAS, PAPERS = "credentials_diploma", "credentials_paper"
STOOD = (
    "id", "holder", "title_kk", "title_ru", "title_en", "with_distinction", "institution",
    "series", "number", "issued_on", "entered_on", "checked",
)  # fmt: skip


def same_in(names, same):
    return " AND ".join(f"OLD.{name} {same} NEW.{name}" for name in names)


def of_diplomas(kept):
    def allowed(same):
        state = "NEW.state IN ('valid', 'suspended', 'revoked')"
        final = "(OLD.state <> 'revoked' OR NEW.state = 'revoked')"
        return f"OLD.issued_at IS NULL OR ({same_in(kept, same)} AND {state} AND {final})"

    return allowed


def of_papers(same):
    return same_in(STOOD, same)


def guard(schema_editor, table, allowed):
    if schema_editor.connection.vendor == "postgresql":
        changed = f"NOT ({allowed('IS NOT DISTINCT FROM')})"
        statements = [
            (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION credentials_refuse()"
            )
        ]
        if table == PAPERS:
            statements.append(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW "
                "EXECUTE FUNCTION credentials_refuse()"
            )
    else:
        # Changing a table of SQLite makes it anew, without what guarded it.
        statements = [
            (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"WHEN NOT ({allowed('IS')}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            ),
            (
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            ),
        ]
    for statement in statements:
        schema_editor.execute(statement, params=None)


def unguard(schema_editor, table):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {table}_no_update ON {table}", params=None)
        if table == PAPERS:
            schema_editor.execute(f"DROP TRIGGER {table}_no_delete ON {table}", params=None)
        return
    for deed in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {table}_no_{deed}", params=None)


def off(apps, schema_editor):
    unguard(schema_editor, DIPLOMAS)


def on_as_before(apps, schema_editor):
    guard(schema_editor, DIPLOMAS, of_diplomas(BEFORE))


def on(apps, schema_editor):
    guard(schema_editor, DIPLOMAS, of_diplomas(KEPT))
    guard(schema_editor, PAPERS, of_papers)


def off_with_papers(apps, schema_editor):
    """Before, there was no place for what a paper said, and a diploma had to have a graduation."""
    papers = apps.get_model("credentials", "Paper").objects.using(schema_editor.connection.alias)
    if papers.exists():
        raise IrreversibleError(
            "papers were entered, and what they say would be lost to the diplomas made of them: "
            "restore the backup of before this migration instead"
        )
    unguard(schema_editor, DIPLOMAS)
    unguard(schema_editor, PAPERS)


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0003_forms_and_printed_links"),
        ("registry", "0011_one_a_day_by_lock"),
    ]

    operations = [
        migrations.RunPython(off, on_as_before),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.CharField(max_length=310)),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                ("with_distinction", models.BooleanField()),
                ("institution", models.CharField(max_length=300)),
                ("series", models.CharField(blank=True, max_length=20)),
                ("number", models.CharField(max_length=40)),
                ("issued_on", models.DateField()),
                ("entered_on", models.DateField()),
                ("checked", models.CharField(max_length=500)),
                ("doubt", models.CharField(blank=True, default="", max_length=500)),
                ("doubted_by", models.CharField(blank=True, default="", max_length=150)),
            ],
        ),
        migrations.AddField(
            model_name="batch",
            name="checked",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AddField(
            model_name="batch",
            name="is_of_papers",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="diploma",
            name="paper_key",
            field=models.CharField(blank=True, default="", max_length=70),
        ),
        migrations.AlterField(
            model_name="diploma",
            name="graduation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.graduation",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_of_papers", False),
                    ("state__in", ["proposed", "refused"]),
                    models.Q(("checked", ""), _negated=True),
                    _connector="OR",
                ),
                name="credentials_papers_checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("issued_on__lt", models.F("entered_on"))),
                name="credentials_entered_later",
            ),
        ),
        migrations.AddField(
            model_name="diploma",
            name="paper",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="diploma",
                to="credentials.paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="diploma",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["proposed", "valid", "suspended"]),
                    models.Q(("paper_key", ""), _negated=True),
                ),
                fields=("issuer", "paper_key"),
                name="credentials_one_for_one_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="diploma",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("graduation__isnull", False), ("paper__isnull", True), ("paper_key", "")
                    ),
                    models.Q(
                        ("graduation__isnull", True),
                        ("paper__isnull", False),
                        models.Q(("paper_key", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="credentials_register_or_paper",
            ),
        ),
        migrations.RunPython(on, off_with_papers),
    ]
