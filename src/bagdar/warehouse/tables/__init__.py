"""Table contracts: `contract` and `predicates` are the words, one module for each app's tables.

Plain Python; what a check means over whole columns stands in `bagdar.warehouse.checking`.
"""
