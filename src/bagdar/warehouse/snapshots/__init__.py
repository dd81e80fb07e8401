"""Facts frozen for a day as known at an instant: Parquet parts by content, and a manifest."""
