"""Which option to choose: the options in the same worlds, and how sure the choice is."""
