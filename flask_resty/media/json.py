"""JSON (RFC 8259): a parser that lets nothing doubtful in, and an emitter that lets nothing doubtful out."""

from __future__ import annotations

from .format import Emitter
from .format import Parser
from .format import Ready
from .json_emitter import emit as emit
from .json_emitter import emit_ready
from .json_emitter import emit_stream as emit_stream
from .json_emitter import stream_ready
from .json_parser import MAX_DEPTH as MAX_DEPTH
from .json_parser import MAX_DIGITS as MAX_DIGITS
from .json_parser import parse as parse

JSON_PARSER = Parser("application/json", parse)

JSON_EMITTER = Emitter("application/json", emit, emit_stream, Ready(emit_ready, stream_ready))
