"""Safety of participants: clocks of serious events, and what was given to whom."""
