"""What callers of the API may write, read strictly: digits, a day, true or false.

pydantic alone reads a bare 0 as a day of 1970, 1_0 as ten and "yes" as true. A slip of the pen
must not become an answer to another question.
"""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


def _digits(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value):
        raise PydanticCustomError("int_parsing", "digits")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, int | float):
        raise PydanticCustomError("date_parsing", "YYYY-MM-DD")
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date_parsing", "YYYY-MM-DD")
    return value


def _switch(value: Any) -> Any:
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticCustomError("bool_parsing", "true or false")
    return value == "true" if isinstance(value, str) else value


Whole = Annotated[int, BeforeValidator(_digits)]
Day = Annotated[date, BeforeValidator(_day)]
Switch = Annotated[bool, BeforeValidator(_switch)]
