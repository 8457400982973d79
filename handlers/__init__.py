"""What a service task can do: plain typed functions, one module per subject, independent of each other."""
