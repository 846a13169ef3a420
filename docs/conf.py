"""How the docs are built: `make docs`. Nothing is fetched, and every warning is an error."""

import flask_resty

# Autodoc writes into SQLAlchemy's own base of the tables that it describes; no table could be declared afterwards.
import flask_resty.oauth.one

project = "flask_resty"
author = "The flask_resty authors"
copyright = "The flask_resty authors"
release = version = flask_resty.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
python_use_unqualified_type_names = True

# Our own names must resolve. Those of others would need their inventories from the net, type variables have no page, and what
# an annotation calls by its bare name is not looked up where it was imported. `Rows` are what `Store` is more than; what a `ClientModel`
# is made of is for those who write clients in another language, and is told in the code.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!flask_resty\.).*"),
    (r"py:.*", r"flask_resty\.typing\..*|flask_resty\.models\.paging\.reading\.Rows|flask_resty\.clients\.model\..*"),
]

# A default is shown as it is written: `(JSON_EMITTER,)`, not what it holds.
autodoc_preserve_defaults = True

html_theme = "furo"
html_title = f"flask_resty {release}"
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
