"""Which factors matter, how sure that is, and how much of it is luck."""
