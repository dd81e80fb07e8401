"""What a rule asks between rows: Once and NoOverlap, over a whole delivery however it is cut.

`Between` gathers what the rule compares, a chunk at a time, and is asked once at the end. Of a
delivery in chunks it keeps two 64-bit digests of the columns that must agree instead of the columns
themselves: 24 bytes a row, 32 with two days.
"""

from dataclasses import dataclass, field

import polars as pl

from bagdar.warehouse.tables import predicates as ask

ROW, FIRST, SECOND, START, END = "row", "first", "second", "start", "end"
_SEEDS = (20_240_901, 20_250_601)


@dataclass
class Between:
    """What one rule compares between rows.

    is_cut  the delivery comes in chunks: keep digests
    """

    test: ask.Once | ask.NoOverlap
    is_cut: bool = False
    kept: list[pl.DataFrame] = field(default_factory=list)

    def add(self, frame: pl.DataFrame, rows: pl.Series) -> None:
        """Rows of which the rule is asked, with their numbers. An empty cell passes."""
        agree, asked = self._agreeing(), pl.all_horizontal(
            pl.col(name).is_not_null() for name in self._filled()
        )  # fmt: skip
        columns: list[pl.Expr] = [pl.struct(agree).alias(FIRST)]
        if self.is_cut:
            columns = [
                pl.struct(agree).hash(seed).alias(name)
                for name, seed in zip((FIRST, SECOND), _SEEDS, strict=True)
            ]
        if isinstance(self.test, ask.NoOverlap):
            start, end = pl.col(self.test.start), pl.col(self.test.end)
            asked &= end.is_null() | (end > start)  # without a day, nothing to share
            columns += [start.alias(START), end.fill_null(pl.date(9999, 12, 31)).alias(END)]
        numbered = frame.with_columns(rows.alias("\0row")).filter(asked)
        self.kept.append(numbered.select(*columns, pl.col("\0row").alias(ROW)))

    def faults(self) -> pl.Series:
        """Numbers of the rows that break the rule: the later ones; where days are shared, both."""
        whole = pl.concat(self.kept)
        self.kept = []
        agree = [FIRST, SECOND] if self.is_cut else [FIRST]
        if isinstance(self.test, ask.Once):
            return whole.filter(~pl.struct(agree).is_first_distinct())[ROW]
        return _overlapping(whole.filter(pl.struct(agree).is_duplicated()), agree)

    def _agreeing(self) -> tuple[str, ...]:
        return self.test.columns if isinstance(self.test, ask.Once) else self.test.of

    def _filled(self) -> tuple[str, ...]:
        start = () if isinstance(self.test, ask.Once) else (self.test.start,)
        return *self._agreeing(), *start


def _overlapping(rows: pl.DataFrame, agree: list[str]) -> pl.Series:
    """In the order of their first days, a row meets an earlier one that has not ended, or the next
    one if that begins before it ends."""
    ordered = rows.sort(*agree, START)
    ended = pl.col(END).cum_max().shift(1).over(agree)
    begins = pl.col(START).shift(-1).over(agree)
    meets = (pl.col(START) < ended).fill_null(False) | (begins < pl.col(END)).fill_null(False)
    return ordered.filter(meets)[ROW].sort()
