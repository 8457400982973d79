"""Measure 8 the stock way: the same diagrams on SpiffWorkflow as it comes, its JSON in one row, nothing of ours."""
