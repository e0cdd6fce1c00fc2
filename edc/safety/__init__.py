"""Safety of participants: clocks of serious events, what was given to whom, and from which lot."""
