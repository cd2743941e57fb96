"""Pages we serve ourselves: the demo portal and the staff's list of tickets."""
