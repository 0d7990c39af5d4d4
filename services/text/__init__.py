"""Text and entities, shaped for each network."""
