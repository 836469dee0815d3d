"""What kept a run from the next level: the facts behind each indicator, and what is behind them."""
