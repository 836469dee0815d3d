"""Who works here and who talks to whom: synthetic firms, imported organisations, their measures."""
