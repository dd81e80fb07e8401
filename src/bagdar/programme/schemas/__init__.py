"""What the API answers with. Apart from the rules' values, so that either may change alone.

A figure is a JSON number with the digits that the act prints: it never passes through binary
floating point on our side. A wording is an object of three languages. Null means that the act
prints nothing there.
"""
