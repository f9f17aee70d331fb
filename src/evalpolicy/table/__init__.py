"""Tables of applications in, their decisions as columns out. See `docs/tables.md`."""
