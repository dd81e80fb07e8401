"""The log's arithmetic and formats: pure, and the same for log, witness, monitor and stranger."""
