"""Foreign keys point down the same order that imports do; the linter cannot see them."""

import io
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.whole.order import ORDER, level


def upward(found: Iterable[type[models.Model]]) -> list[str]:
    """Foreign keys of our models to an app above their own, or to a neighbour."""
    return [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in found
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and not _points_down(model._meta.app_label, field.related_model._meta.app_label)
    ]


def _points_down(app: str, to: str) -> bool:
    return app == to or level(app) > level(to)


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("bagdar.")]


def test_no_foreign_key_points_up():
    assert ours(), "no models found"
    assert upward(ours()) == []


def test_a_foreign_key_that_points_up_is_noticed():
    class Note(models.Model):
        account = models.ForeignKey("access.Account", on_delete=models.PROTECT)

        class Meta:
            app_label = "audit"

    try:
        assert upward([Note]) == ["Note.account → Account"]
    finally:
        del apps.all_models["audit"]["note"]
        apps.clear_cache()


def test_the_trail_has_no_foreign_keys():
    trail = apps.get_app_config("audit").get_models()
    assert [field for model in trail for field in model._meta.fields if field.is_relation] == []


def test_every_app_of_ours_has_its_place_in_the_order():
    placed = {app for line in ORDER for app in line}
    installed = {
        config.label for config in apps.get_app_configs() if config.name.startswith("bagdar.")
    }
    assert installed - placed == set()


@pytest.mark.django_db
def test_models_and_migrations_agree():
    told = io.StringIO()
    call_command("makemigrations", dry_run=True, stdout=told)
    assert told.getvalue() == "No changes detected\n"
