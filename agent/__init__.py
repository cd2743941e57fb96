"""One turn of conversation: may import `tools` and the floor of `billing`, nothing else of ours."""
