"""Forms: case report forms built from their definition, and the application's own."""
