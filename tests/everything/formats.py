"""Every format: what all resources write and read, and what stands at single verbs."""

from flask_resty.media import CBOR_EMITTER
from flask_resty.media import CBOR_PARSER
from flask_resty.media import CSV_EMITTER
from flask_resty.media import CSV_PARSER
from flask_resty.media import HAL_EMITTER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media import JSON_PARSER
from flask_resty.media import JSON_SEQ_EMITTER
from flask_resty.media import JSON_SEQ_PARSER
from flask_resty.media import MSGPACK_EMITTER
from flask_resty.media import MSGPACK_PARSER
from flask_resty.media import PICKLE_EMITTER
from flask_resty.media import PICKLE_PARSER
from flask_resty.media import PLIST_EMITTER
from flask_resty.media import PLIST_PARSER
from flask_resty.media import SSE_EMITTER
from flask_resty.media import TEXT_EMITTER
from flask_resty.media import TEXT_PARSER
from flask_resty.media import XML_EMITTER
from flask_resty.media import XML_PARSER
from flask_resty.media import YAML_EMITTER
from flask_resty.media import YAML_PARSER
from flask_resty.page import PAGE

#: What all resources write.
EMITTERS = (JSON_EMITTER, YAML_EMITTER, XML_EMITTER, MSGPACK_EMITTER, CBOR_EMITTER, PAGE)

#: What lists are written in: they may be tables, too.
LIST_EMITTERS = (*EMITTERS, CSV_EMITTER)

#: What is written by few resources, so that each is written somewhere.
RARE_EMITTERS = (JSON_EMITTER, HAL_EMITTER, PLIST_EMITTER, PICKLE_EMITTER)

#: What is written item by item.
STREAM_EMITTERS = (JSON_LINES_EMITTER, JSON_SEQ_EMITTER, SSE_EMITTER, JSON_EMITTER, CSV_EMITTER)

#: What all resources read.
PARSERS = (JSON_PARSER, YAML_PARSER, XML_PARSER, MSGPACK_PARSER, CBOR_PARSER)

RARE_PARSERS = (JSON_PARSER, PLIST_PARSER, PICKLE_PARSER)

STREAM_PARSERS = (JSON_LINES_PARSER, JSON_SEQ_PARSER, CSV_PARSER)

TEXT_EMITTERS, TEXT_PARSERS = (TEXT_EMITTER,), (TEXT_PARSER,)
