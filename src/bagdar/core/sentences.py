"""Domain errors and faults as sentences in the reader's language: what the edges call."""

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import DomainError, Fault
from bagdar.core.languages import Language


def error_sentence(error: DomainError, catalogue: Catalogue, language: Language) -> str:
    """What was refused, in one sentence."""
    return catalogue.say(f"error.{error.code}", language, **error.facts)


def fault_message(fault: Fault, catalogue: Catalogue, language: Language) -> str:
    """What is wrong, without the place."""
    return catalogue.say(f"fault.{fault.code}", language, **fault.facts)


def fault_remedy(fault: Fault, catalogue: Catalogue, language: Language) -> str:
    """What to do next."""
    return catalogue.say(f"fault.{fault.code}.remedy", language, **fault.facts)


def fault_line(fault: Fault, catalogue: Catalogue, language: Language) -> str:
    """file:line: field: message; remedy — as a terminal prints it."""
    place = fault.file if fault.line is None else f"{fault.file}:{fault.line}"
    parts = [place, fault.field, fault_message(fault, catalogue, language)]
    told = ": ".join(part for part in parts if part)
    return f"{told}; {fault_remedy(fault, catalogue, language)}"
