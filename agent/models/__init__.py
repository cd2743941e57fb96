"""The models a turn may ask, one file each; imports `agent`'s turn types and model SDKs."""
