"""Benchmarks: our figures beside a rival's, measured in one run, printed with what was compared."""
