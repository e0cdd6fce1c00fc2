"""Who may: people, roles, sites, sessions, passwords, policy."""
