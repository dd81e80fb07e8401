"""How an edition becomes a page: plain functions of (edition, reader) that give plain values."""
