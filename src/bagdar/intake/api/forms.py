"""Forms of delivery: what there is, and their templates."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from bagdar.access.public import guard
from bagdar.intake.api import schemas
from bagdar.intake.presenters import templates
from bagdar.intake.presenters.reader import reader
from bagdar.intake.queries import declared
from bagdar.look.schemas import Schema
from bagdar.programme import public as asking

router = Router(tags=["intake"])


@router.get(
    "/intake/forms",
    response=schemas.IntakeFormList,
    operation_id="listIntakeForms",
    summary="Forms of delivery",
)
@guard("intake.form")
def list_forms(request: HttpRequest) -> schemas.IntakeFormList:
    """What can be delivered to the register, with the columns of each form."""
    return schemas.IntakeFormList.of_all()


class IntakeTemplateAsked(Schema):
    """Which file."""

    format: Literal["xlsx", "csv"] = Field("xlsx", description="Of the file.")


@router.get(
    "/intake/forms/{form}/template",
    operation_id="downloadIntakeTemplate",
    summary="A form's template",
    openapi_extra=asking.answers(
        404,
        responses={
            200: {
                "description": "XLSX in the caller's language, or CSV.",
                "content": {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
                    "text/csv": {},
                },
            }
        },
    ),
)
@guard("intake.form", "export")
def download_template(
    request: HttpRequest, form: schemas.FormName, asked: Annotated[IntakeTemplateAsked, Query()]
) -> HttpResponse:
    """An empty table with the form's columns and the lists of their codes."""
    one, words = declared.form(form), reader()
    make = templates.to_xlsx if asked.format == "xlsx" else templates.to_csv
    name = templates.file_name(one, asked.format, "template", words.language)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content, type_ = make(one, [], words), templates.TYPES[asked.format]
    return HttpResponse(content, content_type=type_, headers=headers)
