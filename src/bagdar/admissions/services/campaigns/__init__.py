"""Deeds of campaigns: opening, applying, proving, drawing, giving, answering."""
