"""The figures that records can give: one readable definition each, in Ibis over snapshot tables."""
