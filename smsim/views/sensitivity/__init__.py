"""What sensitivity looks like: in sentences, tables and figures."""
