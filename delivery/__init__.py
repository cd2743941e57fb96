"""What leaves us besides payments (receipts, e-mail, webhooks out); may import `billing` only."""
