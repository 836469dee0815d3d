"""smsim simulates how an organisation takes up social media."""

__version__ = "0.1.0"
