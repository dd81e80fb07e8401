"""The code lists of this installation."""

from django.conf import settings

from bagdar.registry.rules.codes import CodeLists, code_lists


def lists() -> CodeLists:
    """Raises FaultyData."""
    return code_lists(settings.DATA_DIR)
