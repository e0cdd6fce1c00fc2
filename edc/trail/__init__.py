"""The ledger: journal, chains, commitments, and the guards that make the record its own audit trail."""
