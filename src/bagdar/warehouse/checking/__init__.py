"""What a contract of `bagdar.warehouse.tables` means over whole columns, with Polars.

Read `check` first. A cell is read once (`reading`), then every rule is asked twice: cheaply of all
rows, exactly of those that the cheap look could not clear (`between`).
"""
