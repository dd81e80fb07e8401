"""Where the programme's pages stand, below the language.

<programme> is a programme's code, or one of its editions: kz-2020-2025@1.
"""

from django.urls import include, path

from bagdar.programme import (
    views,
    views_bodies,
    views_finance,
    views_indicators,
    views_measures,
)

ROOT = "programme/<str:programme>"

urlpatterns = [
    path(f"{ROOT}/", views.programme, name="programme"),
    path(f"{ROOT}/passport/", views.passport, name="passport"),
    path(f"{ROOT}/indicators/", views_indicators.indicators, name="indicators"),
    path(f"{ROOT}/indicators/<str:code>/", views_indicators.indicator, name="indicator"),
    path(f"{ROOT}/measures/", views_measures.measures, name="measures"),
    path(f"{ROOT}/measures/<int:number>/", views_measures.measure, name="measure"),
    path(f"{ROOT}/bodies/", views_bodies.bodies, name="bodies"),
    path(f"{ROOT}/bodies/<str:code>/", views_bodies.body, name="body"),
    path(f"{ROOT}/finance/", views_finance.finance, name="finance"),
    path("", include("bagdar.programme.urls_editions")),
]
