"""Conversations with the whole product over the sandbox: real updates, handlers and walls."""
