"""The chaos runs on the same stage as the proofs."""

from tests.proof.conftest import control, logs, stage

__all__ = ["control", "logs", "stage"]
