"""The pages about editions: their check, their list, their comparison, a new one."""

from django.urls import path

from bagdar.programme import views_amend, views_check, views_editions

urlpatterns = [
    path("programme/<str:programme>/check/", views_check.check, name="check"),
    path("programme/<str:programme>/editions/", views_editions.editions, name="editions"),
    path("programme/<str:programme>/editions/compare/", views_editions.compare_two, name="compare"),
    path("programme/<str:programme>/editions/new/", views_amend.amend, name="amend"),
]
