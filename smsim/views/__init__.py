"""What one sees: figures, printed tables, result folders."""
