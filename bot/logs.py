"""What the processes write to their log: one line per event, and never a secret."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor, WrappedLogger

_HIDDEN = "***"
_SECRETS = (
    (re.compile(r"\d+(:|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE), _HIDDEN),
    (re.compile(r"(?<![\w.-])(?=[A-Z_.-]*\d)[\w.-]{40,}", re.ASCII | re.IGNORECASE), _HIDDEN),
    (re.compile(r"\b(Bearer|Basic)\s+[^\s\"',]+", re.IGNORECASE), rf"\1 {_HIDDEN}"),
    (
        re.compile(
            r"((?:access_token|refresh_token|id_token|client_secret|code_verifier|password"
            r"|secret_token|service_token)(?:\\?[\"'])?\s*[=:]\s*(?:\\?[\"'])?)[^\s&\"',;}\\]+",
            re.IGNORECASE,
        ),
        rf"\1{_HIDDEN}",
    ),
    (re.compile(r"(://[^/\s:@]*:)[^@/\s]+@"), rf"\1{_HIDDEN}@"),
)
_QUIET = {"aiogram": logging.WARNING, "aiohttp.access": logging.WARNING, "arq": logging.WARNING}


def redact(text: str) -> str:
    """Text with everything hidden that looks like a token, a key or a password."""
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return text


def configure_logs(*, level: int = logging.INFO) -> None:
    """Send our events and those of libraries to standard error, through the same redaction.

    People get a readable line, machines JSON.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[ProcessorFormatter.remove_processors_meta, _written(), _redacted],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name, lowest in _QUIET.items():
        logging.getLogger(name).setLevel(lowest)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _shared() -> list[Processor]:
    """Exceptions become text before anything is redacted."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]


def _written() -> Processor:
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _redacted(logger: WrappedLogger, method: str, line: Any) -> EventDict:
    """The last look at the finished line, whatever part of it the secret hides in."""
    del logger, method
    hidden: Any = redact(str(line))
    return hidden  # type: ignore[no-any-return]
