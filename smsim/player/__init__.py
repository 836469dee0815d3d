"""The player: one run or two side by side, month by month, on a page of its own."""
