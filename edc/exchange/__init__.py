"""What leaves the house and what comes in: files of every kind, read and written."""
