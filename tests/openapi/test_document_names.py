"""What operations are called."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import describe
from flask_resty.openapi import document_of

VERBS = ("get", "post", "put", "patch", "delete")


def resource(name: str) -> type[Resource]:
    """Make a resource of all verbs."""
    return type(name, (Resource,), {verb: lambda self, **values: None for verb in VERBS})


def names(document: dict[str, Any]) -> list[str]:
    """Give the names of all operations, by the order of their verbs."""
    return [item[verb]["operationId"] for item in document["paths"].values() for verb in VERBS if verb in item]


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        ("PostList", "/posts", ["listPosts", "createPost", "replacePosts", "updatePosts", "deletePosts"]),
        ("PostCollection", "/posts", ["listPosts", "createPost", "replacePosts", "updatePosts", "deletePosts"]),
        ("BlogPostList", "/blog-posts", ["listBlogPosts", "createBlogPost", "replaceBlogPosts", "updateBlogPosts", "deleteBlogPosts"]),
        ("PersonList", "/people", ["listPerson", "createPerson", "replacePerson", "updatePerson", "deletePerson"]),
        ("PostItem", "/posts/<slug>", ["getPost", "createPost", "replacePost", "updatePost", "deletePost"]),
        ("PostDetailResource", "/posts/<slug>", ["getPost", "createPost", "replacePost", "updatePost", "deletePost"]),
        ("Me", "/me", ["getMe", "postMe", "putMe", "patchMe", "deleteMe"]),
        ("List", "/list", ["getList", "postList", "putList", "patchList", "deleteList"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_class_and_verb_name_an_operation(name, rule, expected):
    app, api = Flask(__name__), Api(title="Names")
    api.resource(rule)(resource(name))
    api.init_app(app)
    assert names(document_of(api, app)) == expected


def test_names_that_would_be_the_same_are_made_of_endpoints():
    app, api = Flask(__name__), Api(title="Names")
    for name in ("a", "b"):
        blueprint = Blueprint(name, __name__, url_prefix=f"/{name}")
        blueprint.resource("/", methods=["GET"])(resource("Index"))
        api.register_blueprint(blueprint)
    api.init_app(app)
    assert names(document_of(api, app)) == ["getAIndex", "getBIndex"]


def test_names_that_stay_the_same_are_told_to_the_developer():
    class Same(Resource):
        @describe(operation_id="same")
        def get(self, number: int = 0) -> Any: ...

    app, api = Flask(__name__), Api(title="Names")
    api.resource("/one")(Same)
    api.resource("/two/<int:number>")(Same)
    api.init_app(app)
    with pytest.raises(ConfigError, match="'same'"):
        document_of(api, app)
