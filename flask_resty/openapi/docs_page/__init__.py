"""The documentation page: Swagger UI, served by the Api itself, under a policy that lets nothing else run or be asked."""

from .page import DocsPage as DocsPage
from .resources import Published as Published
