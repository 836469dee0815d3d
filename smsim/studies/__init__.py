"""What a question comes to: each command as a function that prints nothing and returns an object."""
