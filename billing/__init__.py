"""The core: money, bills, payments, plans and their rules; imports the standard library only."""
