"""Members that are told in short, and as a whole to who asks: ``?expand=author``."""

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Expandable
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import returns
from flask_resty import use
from flask_resty.auth import Bearer
from flask_resty.middleware import ETag


class ExpandTeam(Schema):
    id = fields.Int()
    name = fields.Str()


class ExpandAuthor(Schema):
    id = fields.Int()
    name = fields.Str()
    team = Expandable(ExpandTeam, collapsed=fields.Int(attribute="team_id"))


class ExpandComment(Schema):
    id = fields.Int()
    author = Expandable(ExpandAuthor, collapsed=fields.Int(attribute="author_id"))


class ExpandBook(Schema):
    title = fields.Str()
    author = Expandable(ExpandAuthor, collapsed=fields.Int(attribute="author_id"), data_key="by")
    comments = Expandable(ExpandComment, many=True, collapsed=fields.List(fields.Int(), attribute="comment_ids"))
    press = fields.Nested(ExpandAuthor)


TEAM = {"id": 7, "name": "Red"}
ADA = {"id": 1, "name": "Ada", "team_id": 7, "team": TEAM}
COMMENTS = [{"id": 4, "author_id": 1, "author": ADA}]
DUNE = {"title": "Dune", "author_id": 1, "author": ADA, "comment_ids": [4], "comments": COMMENTS, "press": ADA}
PRESS = {"id": 1, "name": "Ada", "team": 7}
SHORT = {"title": "Dune", "by": 1, "comments": [4], "press": PRESS}


class ExpandBooks(Resource):
    @returns(ExpandBook)
    def get(self):
        return DUNE


def client_of(cls):
    app = Flask(__name__)
    Api(app).resource("/")(cls)
    return app.test_client()


def get(path="/", cls=ExpandBooks, **options):
    return client_of(cls).get(path, **options)


@pytest.mark.parametrize(
    ("query", "changed"),
    [
        ("", {}),
        ("?expand=by", {"by": {"id": 1, "name": "Ada", "team": 7}}),
        ("?expand=by.team", {"by": {"id": 1, "name": "Ada", "team": TEAM}}),
        ("?expand=press.team", {"press": {"id": 1, "name": "Ada", "team": TEAM}}),
        ("?expand=comments", {"comments": [{"id": 4, "author": 1}]}),
        ("?expand=comments.author.team", {"comments": [{"id": 4, "author": {"id": 1, "name": "Ada", "team": TEAM}}]}),
    ],
)
def test_what_is_named_is_told_as_a_whole(query, changed):
    assert get(f"/{query}").json == SHORT | changed


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("expand=title", "/expand/title", "unknown"),
        ("expand=author", "/expand/author", "unknown"),
        ("expand=press", "/expand/press", "unknown"),
        ("expand=comments.nobody", "/expand/comments.nobody", "unknown"),
        ("expand=title.x", "/expand/title.x", "unknown"),
        ("expand=", "/expand", "format"),
        ("expand=by,,comments", "/expand", "format"),
        ("expand=by,by", "/expand", "repeated"),
        ("expand=by&expand=comments", "/expand", "repeated"),
        ("expand=a.b.c.d.e.f", "/expand", "too_deep"),
        (f"expand={'x' * 1025}", "/expand", "too_long"),
        (f"expand={'a,' * 60}b", "/expand", "too_long"),
    ],
)
def test_what_cannot_be_expanded_is_refused(query, pointer, code):
    response = get(f"/?{query}")
    assert response.status_code == 422
    assert [(error["pointer"], error["code"]) for error in response.json["errors"]] == [(pointer, code)]


def test_a_name_that_is_nearly_one_is_suggested():
    assert get("/?expand=coments").json["errors"][0]["suggestion"] == "comments"


def test_members_are_selected_of_what_is_expanded():
    assert get("/?expand=by&fields=by(name)").json == {"by": {"name": "Ada"}}
    assert get("/?fields=by,title").json == {"by": 1, "title": "Dune"}


def test_what_is_in_short_has_no_members_to_select():
    assert get("/?fields=by(name)").status_code == 422


def test_mistakes_of_both_parameters_are_told():
    assert get("/?expand=nobody&fields=by").status_code == 422


def test_without_anything_to_expand_the_parameter_is_unknown():
    class Plain(Resource):
        @returns(ExpandTeam)
        def get(self):
            return TEAM

    assert get("/?expand=by", Plain).status_code == 422


def test_a_verb_may_have_a_parameter_of_that_name_itself():
    class Own(Resource):
        @accepts(Schema.from_dict({"expand": fields.Bool()}), "query")
        @returns(ExpandBook)
        def get(self, query):
            return DUNE | {"title": str(query["expand"])}

    assert get("/?expand=true", Own).json["title"] == "True"


def test_a_write_tells_in_short_and_takes_no_parameter():
    class Writing(Resource):
        @returns(ExpandBook, 201)
        def post(self):
            return DUNE

    client = client_of(Writing)
    assert client.post("/").json == SHORT
    assert client.post("/?expand=by").status_code == 422


def test_versions_of_one_item_have_a_tag_for_each_expansion():
    class Versioned(Resource):
        def version(self):
            return 1

        @returns(ExpandBook)
        def get(self):
            return DUNE

    short, whole, same = (get(path, Versioned).headers["ETag"] for path in ("/", "/?expand=by,comments", "/?expand=comments,by"))
    assert short != whole == same


class ExpandGuarded(ExpandAuthor):
    name = fields.Str(metadata={"read_scope": "names"})


class ExpandGuardedBooks(Resource):
    @returns(Schema.from_dict({"by": Expandable(ExpandGuarded, collapsed=fields.Int(attribute="author_id"), attribute="author")}))
    @public
    def get(self):
        return DUNE


def test_a_field_that_takes_a_scope_is_not_to_be_had_by_expanding():
    app = Flask(__name__)
    api = Api(app, middleware=[Bearer(verify=lambda token: Principal(id="1", scopes={"names"}))])
    api.resource("/")(ExpandGuardedBooks)
    client = app.test_client()
    assert client.get("/?expand=by").json["by"] == {"id": 1, "team": 7}
    assert client.get("/?expand=by&fields=by(name)").status_code == 422
    assert client.get("/?expand=by", headers={"Authorization": "Bearer x"}).json["by"] == {"id": 1, "name": "Ada", "team": 7}


def test_a_handler_is_given_the_schema_of_what_will_be_shown():
    seen = []

    class Asking(Resource):
        @returns(ExpandBook)
        def get(self, shown):
            seen.append(shown)
            return DUNE

    app = Flask(__name__)
    api = Api(app)
    api.resource("/")(Asking)
    for path in ("/?fields=title", "/?fields=title", "/", "/", "/?expand=by"):
        assert app.test_client().get(path).status_code == 200
    assert [*seen[0].fields] == ["title"]
    assert seen[0] is seen[1]
    assert seen[2] is seen[3]
    assert isinstance(seen[2].fields["author"], fields.Int)
    assert isinstance(seen[4].fields["author"], fields.Nested)


def test_a_computed_tag_asks_such_a_handler_too():
    class Tagged(Resource):
        @returns(ExpandTeam)
        def get(self, shown):
            return {name: TEAM[name] for name in shown.fields}

        @accepts(ExpandTeam)
        @returns(ExpandTeam)
        def put(self, body):
            return body

    app = Flask(__name__)
    api = Api(app, middleware=[ETag()])
    api.resource("/", require_match=True)(Tagged)
    client = app.test_client()
    tag = client.get("/").headers["ETag"]
    assert client.put("/", json=TEAM, headers={"If-Match": tag}).status_code == 200


def test_a_handler_of_something_that_no_schema_describes_is_given_none():
    class Free(Resource):
        def get(self, shown):
            return {"shown": shown}

    assert get("/", Free).json == {"shown": None}


def test_what_is_not_told_in_short_is_there_for_who_asks_for_it():
    class Hidden(Resource):
        @returns(Schema.from_dict({"title": fields.Str(), "author": Expandable(ExpandTeam, collapsed=None)}))
        def get(self):
            return DUNE

    assert get("/", Hidden).json == {"title": "Dune"}
    assert get("/?expand=author", Hidden).json == {"title": "Dune", "author": {"id": 1, "name": "Ada"}}
    assert get("/?fields=author", Hidden).status_code == 422


def test_what_is_written_in_short_has_to_be_a_field():
    with pytest.raises(ConfigError, match="collapsed"):
        Expandable(ExpandTeam, collapsed=int)


def test_by_itself_it_is_the_whole_object():
    assert ExpandAuthor().dump(ADA) == {"id": 1, "name": "Ada", "team": TEAM}


def test_schemas_that_hold_each_other_are_expanded_step_by_step():
    class ExpandNode(Schema):
        id = fields.Int()
        up = Expandable(lambda: ExpandNode(), collapsed=fields.Int(attribute="up_id"), allow_none=True)

    top = {"id": 1, "up_id": None, "up": None}
    node = {"id": 3, "up_id": 2, "up": {"id": 2, "up_id": 1, "up": top}}

    class Nodes(Resource):
        @returns(ExpandNode)
        def get(self):
            return node

    assert get("/", Nodes).json == {"id": 3, "up": 2}
    assert get("/?expand=up.up.up", Nodes).json == {"id": 3, "up": {"id": 2, "up": {"id": 1, "up": None}}}


def test_a_class_may_have_another_one_serve_at_a_rule():
    class Late(Resource):
        @classmethod
        def served_at(cls, rule, variables):
            @returns(ExpandTeam)
            def get(self, number):
                return TEAM | {"id": int(number), "name": rule}

            return type(cls.__name__, (cls,), {"get": get})

    app = Flask(__name__)
    api = Api(app)
    api.resource("/<number>")(Late)
    assert app.test_client().get("/5").json == {"id": 5, "name": "/<number>"}
    assert (app.view_functions["late"].view_class, hasattr(Late, "get")) == (Late, False)


def test_selection_may_be_switched_on_for_writes():
    class Writing(Resource):
        @use(selection=True)
        @returns(ExpandBook, 201)
        def post(self):
            return DUNE

    assert client_of(Writing).post("/?expand=by&fields=by").json == {"by": PRESS}
