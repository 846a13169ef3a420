"""Emitters and parsers, one module a format, and the choice between them. There is no registry: who needs some has a list."""

from .format import Emitter as Emitter
from .format import Parser as Parser
from .format import Ready as Ready
from .json_emitter import JSON_EMITTER as JSON_EMITTER
from .json_parser import JSON_PARSER as JSON_PARSER
