"""One month, compiled: the order of the processes, the sweep over employees, the records."""
