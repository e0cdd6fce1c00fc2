"""What can happen: one file per verb, and the only room that writes."""
