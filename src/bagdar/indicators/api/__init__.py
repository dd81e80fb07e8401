"""Figures that records give, by program."""

from bagdar.indicators.api.figures import router

__all__ = ["router"]
