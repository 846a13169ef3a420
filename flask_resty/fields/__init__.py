"""Fields of marshmallow that need more than marshmallow: links, files, and files inside of documents."""

from ..schema.expandable import Expandable as Expandable
from .data_url import DataURL as DataURL
from .file import File as File
from .link import Link as Link
from .link import Links as Links
