"""Emitters and parsers, one module a format, and the choice between them. There is no registry: who needs some has a list."""

from typing import TYPE_CHECKING

from .._later import later as _later
from .format import Emitter as Emitter
from .format import Line as Line
from .format import Parser as Parser
from .format import Ready as Ready
from .json_emitter import JSON_EMITTER as JSON_EMITTER
from .json_parser import JSON_PARSER as JSON_PARSER

if TYPE_CHECKING:
    from .cbor import CBOR_EMITTER as CBOR_EMITTER
    from .cbor import CBOR_PARSER as CBOR_PARSER
    from .csv import CSV_EMITTER as CSV_EMITTER
    from .csv import CSV_PARSER as CSV_PARSER
    from .hal import HAL_EMITTER as HAL_EMITTER
    from .html import html_emitter as html_emitter
    from .json_lines import JSON_LINES_EMITTER as JSON_LINES_EMITTER
    from .json_lines import JSON_LINES_PARSER as JSON_LINES_PARSER
    from .json_seq import JSON_SEQ_EMITTER as JSON_SEQ_EMITTER
    from .json_seq import JSON_SEQ_PARSER as JSON_SEQ_PARSER
    from .msgpack import MSGPACK_EMITTER as MSGPACK_EMITTER
    from .msgpack import MSGPACK_PARSER as MSGPACK_PARSER
    from .plist import PLIST_EMITTER as PLIST_EMITTER
    from .plist import PLIST_PARSER as PLIST_PARSER
    from .server_sent_events import SSE_EMITTER as SSE_EMITTER
    from .server_sent_events import Event as Event
    from .signed_pickle import PICKLE_EMITTER as PICKLE_EMITTER
    from .signed_pickle import PICKLE_PARSER as PICKLE_PARSER
    from .text import TEXT_EMITTER as TEXT_EMITTER
    from .text import TEXT_PARSER as TEXT_PARSER
    from .xml import XML_EMITTER as XML_EMITTER
    from .xml import XML_PARSER as XML_PARSER
    from .yaml import YAML_EMITTER as YAML_EMITTER
    from .yaml import YAML_PARSER as YAML_PARSER

#: What is imported when it is first asked for: most formats need a library that an application without them need not have.
_LATER = {
    "CBOR_EMITTER": "cbor",
    "CBOR_PARSER": "cbor",
    "CSV_EMITTER": "csv",
    "CSV_PARSER": "csv",
    "Event": "server_sent_events",
    "HAL_EMITTER": "hal",
    "JSON_LINES_EMITTER": "json_lines",
    "JSON_LINES_PARSER": "json_lines",
    "JSON_SEQ_EMITTER": "json_seq",
    "JSON_SEQ_PARSER": "json_seq",
    "MSGPACK_EMITTER": "msgpack",
    "MSGPACK_PARSER": "msgpack",
    "PICKLE_EMITTER": "signed_pickle",
    "PICKLE_PARSER": "signed_pickle",
    "PLIST_EMITTER": "plist",
    "PLIST_PARSER": "plist",
    "SSE_EMITTER": "server_sent_events",
    "TEXT_EMITTER": "text",
    "TEXT_PARSER": "text",
    "XML_EMITTER": "xml",
    "XML_PARSER": "xml",
    "YAML_EMITTER": "yaml",
    "YAML_PARSER": "yaml",
    "html_emitter": "html",
}

__getattr__, __dir__ = _later(__name__, _LATER)
