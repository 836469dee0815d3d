"""From an experiment to a filled store: order of the runs, chunks of work, workers, looks."""
