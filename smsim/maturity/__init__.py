"""How far the organisation has come: indicators, levels and what they say."""
