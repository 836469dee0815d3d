"""Where the advice flips: regions of worlds, and the value of one factor at which it turns."""
