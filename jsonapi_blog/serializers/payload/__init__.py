"""Request documents to changes: the envelope first, then the schema, pointers all the way."""
