"""The workshop: a room watches an organisation, decides, goes back and decides otherwise."""
