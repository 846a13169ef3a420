"""Schemas as JSON Schema (draft 2020-12, as OpenAPI 3.1 has it): what the server takes and gives, as exactly as it can be said.

This part knows nothing of apps and can be used alone::

    components = Components(at="#/$defs/")
    {**components.of(PostIn, "input"), "$defs": components.schemas}
"""

from .components import Components as Components
