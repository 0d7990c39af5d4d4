"""What every table shares: naming of constraints, column types, the declarative base."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Identity,
    MetaData,
    Text,
    any_,
    bindparam,
    literal,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]
RowId = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]


class Base(DeclarativeBase):
    """The declarative base; `int` is 64 bits wide, text has no length, times are aware."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own hook
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        Json: JSONB,
    }


NOW = bindparam("now", type_=DateTime(timezone=True))
ROOM = bindparam("room", type_=BigInteger)
"""What is asked again and again is put together once, with these to fill in: to put a statement
together costs more than to run it."""


def one_of(column: str, values: tuple[str, ...]) -> str:
    """SQL of a check that a text column holds one of these words."""
    words = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({words})"


def among(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ids: Iterable[int]
) -> ColumnElement[bool]:
    """Whether a column holds one of these ids, however many: they travel as one parameter."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))


def moment(at: datetime) -> ColumnElement[datetime]:
    """A moment to reckon with in SQL."""
    return literal(at, DateTime(timezone=True))
