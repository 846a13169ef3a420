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

#: Of everything; the page is for who looks at it with a browser.
WRITTEN = (JSON_EMITTER, YAML_EMITTER, XML_EMITTER, MSGPACK_EMITTER, CBOR_EMITTER, PAGE)

#: Of lists, which may be tables, too.
WRITTEN_OF_LISTS = (*WRITTEN, CSV_EMITTER)

#: Of what is too long to be held in memory.
STREAMED = (JSON_EMITTER, JSON_LINES_EMITTER, CSV_EMITTER)

READ = (JSON_PARSER, YAML_PARSER, XML_PARSER, MSGPACK_PARSER, CBOR_PARSER)
