"""Campaigns: what is declared, and what it makes of applications.

Kinds that declare more than others make their models known here, whatever is imported first.
"""

from bagdar.admissions.rules.campaign import granting

__all__ = ["granting"]
