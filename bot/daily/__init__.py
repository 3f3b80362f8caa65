"""The daily posts: when they are due (schedule), what became of them (ledger), how they get there (delivery)."""
