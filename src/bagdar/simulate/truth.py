"""What no register would know, written beside the nation for those who test finding it."""

import polars as pl

from bagdar.simulate.nation import Nation


def truth_of(nation: Nation) -> dict[str, pl.DataFrame]:
    return {"dropouts": _dropouts(nation)}


def _dropouts(nation: Nation) -> pl.DataFrame:
    parts = [one.dropped for one in nation.years]
    _ = parts
    return pl.DataFrame({"person_id": pl.Series([], dtype=pl.String)})
