"""Who did it: a name and the role in which it was done, as they were at that moment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Somebody who does something.

    name  the account's username, or the name of a part of the system such as "operator"
    role  the role at that moment, kept because a role may change later
    """

    name: str
    role: str


OPERATOR = Actor("operator", "operator")  # whoever types commands on the machine itself
