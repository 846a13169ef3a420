"""What is written with SQLAlchemy: flushed, judged by the database, and told in the words of stores."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine
from sqlalchemy import select
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import MappedAsDataclass
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column

from flask_resty.models import Conflict
from flask_resty.models import Stale
from flask_resty.models import Unfit
from flask_resty.models.sql import writing

from .toys import DAWN
from .toys import Article
from .toys import Author
from .toys import Comment
from .toys import Reading
from .toys import Tag


def article(number, **values):
    return {"slug": f"new-{number}", "title": "New", "created_at": DAWN, "author_id": 1} | values


def test_what_is_created_has_its_key_and_version(filled):
    made = writing.create(filled, Article, article(1))
    assert (made.id > 6, made.version) == (True, 1)
    assert filled.in_transaction()


def test_many_are_created_in_one_statement_if_the_database_can(filled, statements):
    made = writing.create_many(filled, Tag, [{"name": f"tag {number}"} for number in range(50)])
    assert [tag.name for tag in made] == [f"tag {number}" for number in range(50)]
    # SQLite does not promise in which order it gives the keys, so it is asked for each.
    assert filled.get_bind().dialect.name == "sqlite" or len(statements) == 1


def test_what_is_updated_counts(filled):
    item = filled.get(Article, 1)
    assert writing.update(filled, item, {"title": "Changed"}) is item
    assert (item.title, item.version) == ("Changed", 2)


def test_what_changes_nothing_counts_nothing(filled, statements):
    item = filled.get(Article, 1)
    statements.clear()
    writing.update(filled, item, {"title": item.title})
    assert (item.version, statements) == (1, [])


@pytest.mark.parametrize("values", [{"tags": []}, {"comments": []}, {"tags": [], "title": "Changed"}], ids=str)
def test_a_change_of_relations_counts_once(filled, values):
    item = filled.get(Article, 1)
    writing.update(filled, item, values)
    filled.expire(item)
    assert item.version == 2
    writing.update(filled, item, values)
    assert item.version == 2


def test_many_are_updated_and_deleted(filled):
    tags = filled.scalars(select(Tag).order_by(Tag.id)).all()
    writing.update_many(filled, [(tag, {"name": f"renamed {tag.id}"}) for tag in tags])
    assert filled.scalars(select(Tag.name).order_by(Tag.id)).all() == ["renamed 1", "renamed 2", "renamed 3"]
    made = writing.create_many(filled, Tag, [{"name": "x"}, {"name": "y"}])
    writing.delete_many(filled, made)
    assert filled.scalars(select(Tag.id).order_by(Tag.id)).all() == [1, 2, 3]


def test_nothing_is_done_to_none(filled, statements):
    assert list(writing.create_many(filled, Tag, [])) == []
    assert writing.update_many(filled, []) == []
    writing.delete_many(filled, [])
    assert statements == []


def test_who_is_deleted_is_gone_with_what_it_owns(filled):
    writing.delete(filled, filled.get(Article, 1))
    assert filled.get(Article, 1) is None
    assert filled.scalars(select(Comment.id)).all() == [4]


@pytest.mark.parametrize(
    ("values", "kind", "attributes"),
    [
        ({"slug": "article-1"}, "unique", ("slug",)),
        ({"id": 1}, "unique", ("id",)),
        ({"title": None}, "required", ("title",)),
        ({"price": -1}, "check", ("price",)),
    ],
    ids=str,
)
def test_a_constraint_tells_the_attributes(filled, values, kind, attributes):
    with pytest.raises(Conflict) as caught:
        writing.create(filled, Article, article(1, **values))
    assert (caught.value.kind, caught.value.attributes) == (kind, attributes)


def test_a_constraint_over_several_columns_tells_them_and_the_relations_by_them(filled):
    with pytest.raises(Conflict) as caught:
        writing.create(filled, Comment, {"article_id": 1, "author_id": 1, "content": "", "position": 1})
    assert (caught.value.kind, caught.value.attributes) == ("unique", ("article_id", "position", "article"))


def test_a_missing_row_tells_who_referred_to_it_where_the_database_does(filled):
    with pytest.raises(Conflict) as caught:
        writing.create(filled, Article, article(1, author_id=99))
    is_told = filled.get_bind().dialect.name == "postgresql"
    assert (caught.value.kind, caught.value.attributes) == ("reference", ("author_id", "author") if is_told else ())


@pytest.mark.parametrize(("model", "key"), [(Tag, 1), (Author, 1)])
def test_what_others_refer_to_is_not_deleted(filled, model, key):
    with pytest.raises(Conflict) as caught:
        writing.delete(filled, filled.get(model, key))
    assert (caught.value.kind, caught.value.attributes) == ("reference", ())


def test_what_somebody_else_changed_is_stale(filled, engine):
    item = filled.get(Article, 1)
    with Session(engine) as other:
        writing.update(other, other.get(Article, 1), {"title": "Theirs"})
        other.commit()
    with pytest.raises(Stale):
        writing.update(filled, item, {"title": "Mine"})


@pytest.mark.parametrize("write", [lambda session, item: writing.update(session, item, {"title": "Mine"}), writing.delete])
def test_what_somebody_else_deleted_is_stale(filled, engine, write):
    item = filled.get(Article, 5)
    filled.commit()
    with Session(engine) as other:
        writing.delete(other, other.get(Article, 5))
        other.commit()
    with pytest.raises(Stale):
        write(filled, item)


@pytest.mark.parametrize("values", [{"title": "a\0b"}, {"rank": 2**70}, {"title": "\ud800"}], ids=["nul", "number", "surrogate"])
def test_what_no_database_keeps_is_unfit(filled, values):
    with pytest.raises(Unfit) as caught:
        writing.create(filled, Article, article(1, **values))
    assert caught.value.attributes in ((), tuple(values))


def test_a_conflict_tells_no_value_itself(filled):
    with pytest.raises(Conflict) as caught:
        writing.create(filled, Article, article(1, slug="article-1"))
    assert str(caught.value) == "unique: slug"


def test_what_is_no_fault_of_the_data_is_raised_as_it_is(filled):
    filled.execute(text("DROP TABLE readings"))
    with pytest.raises(DBAPIError):
        writing.create(filled, Reading, {"author_id": 1, "article_id": 1})


# -- savepoints --------------------------------------------------------------------------------------------------------


def test_what_fails_inside_of_an_attempt_leaves_the_rest(filled):
    writing.create(filled, Tag, {"name": "kept"})
    with pytest.raises(Conflict), writing.attempt(filled, Tag):
        writing.create(filled, Tag, {"name": "undone"})
        writing.create(filled, Tag, {"name": "kept"})
    filled.commit()
    assert filled.scalars(select(Tag.name).where(Tag.id > 3)).all() == ["kept"]


def test_an_attempt_is_a_part_of_the_transaction_even_if_it_comes_first(filled):
    with writing.attempt(filled):
        writing.create(filled, Tag, {"name": "inside"})
    filled.rollback()
    assert filled.scalars(select(Tag.id).order_by(Tag.id)).all() == [1, 2, 3]


def test_an_attempt_tells_of_what_was_not_flushed(filled):
    with pytest.raises(Conflict), writing.attempt(filled, Tag):
        filled.add(Tag(name="art"))


def test_an_attempt_leaves_errors_of_others_as_they_are(filled):
    with pytest.raises(OverflowError), writing.attempt(filled):
        raise OverflowError


# -- classes with an __init__ of their own -----------------------------------------------------------------------------


class Own(DeclarativeBase):
    """A base of its own, so that the toys stay as they are."""


class Point(MappedAsDataclass, Own):
    """A dataclass, of which not everything is given when it is made."""

    __tablename__ = "points"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    x: Mapped[int]
    note: Mapped[str] = mapped_column(init=False, default="")


class Picky(Own):
    """A class that counts what it is made with."""

    __tablename__ = "picky"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    size: Mapped[int]

    def __init__(self, name: str) -> None:
        self.name, self.size = name.upper(), len(name)


@pytest.fixture
def own():
    """Give a session on tables for them."""
    engine = create_engine("sqlite://")
    Own.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_what_a_dataclass_does_not_take_is_set(own):
    made = writing.create(own, Point, {"x": 1, "note": "Here."})
    assert (made.id, made.x, made.note) == (1, 1, "Here.")


def test_an_init_of_ones_own_is_called(own):
    made = writing.create(own, Picky, {"name": "ab", "id": 7})
    assert (made.id, made.name, made.size) == (7, "AB", 2)
