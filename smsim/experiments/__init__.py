"""Many runs: plans, batches, results and where they come from."""
