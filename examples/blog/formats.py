"""The formats that the blog speaks."""

from flask_resty.media import CBOR_EMITTER
from flask_resty.media import CBOR_PARSER
from flask_resty.media import CSV_EMITTER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import JSON_PARSER
from flask_resty.media import MSGPACK_EMITTER
from flask_resty.media import MSGPACK_PARSER
from flask_resty.media import XML_EMITTER
from flask_resty.media import XML_PARSER
from flask_resty.media import YAML_EMITTER
from flask_resty.media import YAML_PARSER
from flask_resty.page import PAGE

#: What all resources write; the page is for who looks at one with a browser.
EMITTERS = (JSON_EMITTER, YAML_EMITTER, XML_EMITTER, MSGPACK_EMITTER, CBOR_EMITTER, PAGE)

#: What lists are written in: they may be tables, too.
LIST_EMITTERS = (*EMITTERS, CSV_EMITTER)

#: What is written item by item, as it is too long to be held in memory.
STREAM_EMITTERS = (JSON_EMITTER, JSON_LINES_EMITTER, CSV_EMITTER)

#: What all resources read.
PARSERS = (JSON_PARSER, YAML_PARSER, XML_PARSER, MSGPACK_PARSER, CBOR_PARSER)
