"""Evaluation: written conversations, held with a model, judged by the books; may import all."""
