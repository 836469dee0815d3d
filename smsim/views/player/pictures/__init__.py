"""A moment of a recording drawn as a picture, the way the page shows it."""
