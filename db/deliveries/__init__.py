"""The delivery engine's tables, and every question and change that it makes there."""
