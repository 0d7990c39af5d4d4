"""The chaos runs on the same stage as the proofs."""

from tests.proof.conftest import logs, settings, stage

__all__ = ["logs", "settings", "stage"]
