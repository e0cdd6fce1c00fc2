"""What is collected: pure study definitions, their values, expressions and schedule."""
