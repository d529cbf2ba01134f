"""The room that speaks SQL: rows in and out, never a URL, a schema or a request."""
