"""What a type checker knows of the blog's client. It is checked, not run; each ``ignore`` that is not needed would be a mistake."""

from __future__ import annotations

from collections.abc import AsyncIterator
from collections.abc import Iterator
from typing import Any
from typing import Literal
from typing import TypedDict
from typing import assert_type

from blog_client import AsyncClient
from blog_client import Bearer
from blog_client import Client
from blog_client import PostIn
from blog_client import PostOut
from blog_client import PostOutPart
from blog_client import Settings

client = Client("https://blog.example", Settings(auth=Bearer("token")))


class Name(TypedDict):
    name: str


class Brief(TypedDict):
    title: str
    author: Name


assert_type(client.get_post("dune"), PostOut)
assert_type(client.get_post("dune")["author"]["name"], str)
assert_type(client.get_post("dune", fields=["id", "title"]), PostOutPart)
assert_type(client.get_post("dune", fields="id,author(name)"), PostOutPart)
assert_type(client.get_post("dune", fields=Brief), Brief)
assert_type(client.list_posts(fields=Brief), list[Brief])
assert_type(client.all_posts(), Iterator[PostOut])
assert_type(client.all_posts(fields=Brief), Iterator[Brief])
assert_type(client.get_post_export(fields=Brief), Iterator[Brief])
assert_type(client.delete_post("dune", match="*"), None)
assert_type(client.get_post_cover("dune"), bytes)
assert_type(client.get_index(), Any)

post: PostIn = {"title": "Dune", "content": "Sand."}
status: Literal["draft", "published"] = "draft"
client.create_post({**post, "status": status})
client.update_post("dune", {"title": "Dune Messiah"}, match=client.get_post("dune"))
client.update_post("dune", [{"op": "replace", "path": "/title", "value": "Dune Messiah"}], match="*")

client.create_post({"title": "Dune"})  # type: ignore[typeddict-item]
client.create_post({"title": "Dune", "content": "Sand.", "tag": "sand"})  # type: ignore[typeddict-unknown-key]
client.create_post({**post, "status": "gone"})  # type: ignore[typeddict-item]
client.get_post("dune", fields=["titel"])  # type: ignore[list-item]
client.get_post("dune", fields=Brief)["content"]  # type: ignore[typeddict-item]
client.replace_post("dune", post)  # type: ignore[call-arg]
client.list_posts(page="1")  # type: ignore[call-overload]
client.list_posts(sort=["color"])  # type: ignore[list-item]


async def later(client: AsyncClient) -> None:
    assert_type(await client.get_post("dune"), PostOut)
    assert_type(await client.get_post("dune", fields=Brief), Brief)
    assert_type(client.all_posts(fields=Brief), AsyncIterator[Brief])
    assert_type(client.get_post_export(), AsyncIterator[PostOut])
