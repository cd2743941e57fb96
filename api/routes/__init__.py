"""One file per noun of the API: parse, call, return. Routes hold no rules."""
