"""Many runs: what is asked for, candidates, batches, results and where they come from."""
