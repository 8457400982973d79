"""SpiffWorkflow's task specs with the house's semantics, by subclassing only: one file per group of elements."""
