"""A blog served as strict JSON:API 1.1."""

__version__ = "0.1.0"
