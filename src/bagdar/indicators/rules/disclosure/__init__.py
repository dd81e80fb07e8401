"""Disclosure control: what of a table may be shown, so that nobody can work out what is hidden."""
