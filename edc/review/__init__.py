"""What is said of it: queries, verification, signatures, holds."""
