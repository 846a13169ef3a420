"""The first data: tables, accounts and a few posts; and as many more as somebody wants to see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy.orm import Session

from flask_resty.auth import HA1
from flask_resty.auth.tokens import digest_of
from flask_resty.oauth import Client
from flask_resty.oauth import Grant
from flask_resty.oauth import metadata
from flask_resty.oauth import one
from flask_resty.oauth.one import Consumer
from flask_resty.oauth.one.vault import lock

from .accounts import REALM
from .accounts import by_password
from .models import Account
from .models import Comment
from .models import Model
from .models import Post
from .models import Tag
from .models import now
from .slugs import free
from .slugs import slug_of


class Login(NamedTuple):
    """An account as people use it."""

    username: str
    password: str
    name: str
    role: str

    @property
    def token(self) -> str:
        """Its token."""
        return f"{self.username}-token"


LOGINS = (
    Login("ada", "lovelace", "Ada Lovelace", "author"),
    Login("bob", "builder", "Bob Builder", "reader"),
    Login("root", "toor", "Root", "admin"),
)

#: The client that the pages at ``/`` and ``/client/`` are. They run in a browser, so it has no secret.
PAGE_CLIENT = "blog-page"

#: A client that runs somewhere else, with nobody at it, and its secret: it acts for Ada.
SCRIPT_CLIENT, SCRIPT_SECRET = "ada-script", "ada-script-secret"

#: An application that speaks OAuth 1.0a alone, and its secret.
CONSUMER, CONSUMER_SECRET = "old-archive", "old-archive-secret"

#: Author, title, content, tags, status, and who said what to it.
_POSTS: tuple[tuple[str, str, str, tuple[str, ...], str, tuple[tuple[str, str], ...]], ...] = (
    (
        "ada",
        "Hello, world",
        "The first post of this blog. Comment on it: any account may.",
        ("welcome",),
        "published",
        (("bob", "Hello, Ada!"), ("root", "It works.")),
    ),
    (
        "ada",
        "Strict on purpose",
        "A number in quotes is no number, and a misspelled name is not ignored. Who sends a mistake wants to know.",
        ("flask", "json"),
        "published",
        (("bob", "And all of them at once. Thank you."),),
    ),
    ("root", "House rules", "Be kind. Five comments in ten minutes are enough for anybody.", ("welcome", "rules"), "published", ()),
    (
        "ada",
        "A verb for every method",
        "GET reads, POST writes something new, PUT replaces, PATCH changes, DELETE removes. HEAD and OPTIONS come for free.",
        ("flask", "http"),
        "published",
        (),
    ),
    ("ada", "Notes on the engine", "Not ready yet. Nobody but its author sees a draft.", ("draft",), "draft", ()),
)

_SUBJECTS = ("caching", "contracts", "engines", "gardens", "idempotency", "letters", "links", "tea", "time zones", "weather")
_TAGS = ("flask", "http", "json", "life", "notes")
_CHUNK = 1000

#: Is told how many posts there are, and how many there will be.
Progress = Callable[[int, int], None]


def prepare(session: Session) -> bool:
    """Make the tables and the first data, unless they are there. Tell whether they had to be made."""
    for tables in (Model.metadata, metadata, one.metadata):
        tables.create_all(session.connection())
    is_new = session.scalar(select(func.count(Account.id))) == 0
    # A database of an earlier release, which lacks what is new in this one, is told apart here and not at the first request.
    for model in (Account, Post, Grant):
        session.scalars(select(model).limit(1)).all()
    if is_new:
        accounts = {login.username: _account(login) for login in LOGINS}
        session.add_all(accounts.values())
        session.flush()
        session.add_all(_clients(str(accounts["ada"].id)))
        session.add(_consumer())
        for age, entry in enumerate(reversed(_POSTS)):
            _add(session, accounts, now() - dt.timedelta(days=len(_POSTS) - age), *entry)
    session.commit()
    return is_new


def _account(login: Login) -> Account:
    return Account(
        username=login.username,
        name=login.name,
        role=login.role,
        password_hash=by_password.hash(login.password),
        token_hash=digest_of(login.token),
        digests=dict(HA1.of(login.username, REALM, login.password).hashes),
    )


def _clients(ada: str) -> tuple[Client, Client]:
    common: dict[str, Any] = {"scopes": ["posts:write"], "status": "approved", "created_at": now(), "updated_at": now()}
    # At a loopback address any port will do (RFC 8252, 7.3).
    by_code = {"redirect_uris": ["http://127.0.0.1/", "http://127.0.0.1/client/"], "grant_types": ["authorization_code", "refresh_token"]}
    by_secret = {"redirect_uris": [], "grant_types": ["client_credentials"], "secret_digest": digest_of(SCRIPT_SECRET), "owner": ada}
    return (
        Client(id=PAGE_CLIENT, name="Sample client", description="A page that shows how a browser logs in.", **by_code, **common),
        Client(id=SCRIPT_CLIENT, name="Ada's script", **by_secret, **common),
    )


def _consumer() -> Consumer:
    return Consumer(
        key=CONSUMER,
        name="Old archive",
        description="It speaks OAuth 1.0a, and nothing else.",
        # A signature is checked by the secret itself, so it is encrypted, not hashed.
        secret=lock(CONSUMER_SECRET),
        # People carry the verifier over themselves.
        callbacks=[],
        status="approved",
        created_at=now(),
        updated_at=now(),
    )


def _add(session: Session, accounts: dict[str, Account], moment: dt.datetime, author: str, title: str, content: str, *rest: Any) -> None:
    tags, status, comments = rest
    post = Post(author=accounts[author], slug=slug_of(title), title=title, content=content, tags=tags, status=status)
    post.created_at = post.updated_at = moment
    post.published_at = moment if status == "published" else None
    session.add(post)
    session.flush()
    for hours, (who, said) in enumerate(comments, start=1):
        comment = Comment(post_id=post.id, author=accounts[who], content=said, created_at=moment + dt.timedelta(hours=hours))
        session.add(comment)


def fill(session: Session, wanted: int, progress: Progress) -> None:
    """Write posts until so many are published."""
    there = session.scalar(select(func.count(Post.id)).where(Post.status == "published")) or 0
    authors = session.scalars(select(Account.id).where(Account.role != "reader")).all()
    taken = set(session.scalars(select(Post.slug)))
    start = now()
    for first in range(there + 1, wanted + 1, _CHUNK):
        numbers = range(first, min(first + _CHUNK, wanted + 1))
        posts = [_filler(number, authors[number % len(authors)], start, taken) for number in numbers]
        ids = session.scalars(insert(Post).returning(Post.id, sort_by_parameter_order=True), posts).all()
        session.execute(insert(Tag), [tag for id, number in zip(ids, numbers, strict=True) for tag in _tags(id, number)])
        session.execute(insert(Comment), [_comment(id, authors[0], start) for id in ids])
        session.commit()
        progress(numbers[-1], wanted)


def _filler(number: int, author_id: int, start: dt.datetime, taken: set[str]) -> dict[str, Any]:
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    title = f"Note {number} on {subject}"
    slug = free(slug_of(title), taken)
    taken.add(slug)
    # A minute apart, the highest number last, all of them in the past.
    moment = start - dt.timedelta(days=365) + dt.timedelta(minutes=number)
    moments = {"created_at": moment, "updated_at": moment, "published_at": moment}
    content = f"There is much to say on {subject}. " * (number % 20 + 1)
    return {"author_id": author_id, "slug": slug, "title": title, "content": content, "status": "published", **moments}


def _tags(post_id: int, number: int) -> list[dict[str, Any]]:
    names = dict.fromkeys((_TAGS[number % 5], _TAGS[number % 3]))
    return [{"post_id": post_id, "name": name, "position": position} for position, name in enumerate(names)]


def _comment(post_id: int, author_id: int, moment: dt.datetime) -> dict[str, Any]:
    return {"post_id": post_id, "author_id": author_id, "content": "Well said.", "created_at": moment}
