"""The commands of the terminal, one file each; may import everything, but only while they run."""
