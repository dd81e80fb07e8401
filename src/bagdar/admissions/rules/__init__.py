"""Who gets which place: pure, and the same for service, laboratory, auditor and stranger."""
