"""HTTP in, streams out, and the commands; may import everything, and wires it in `bootstrap.py`."""
