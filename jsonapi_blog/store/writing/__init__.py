"""How each kind of change becomes rows; `store.writer` puts them in order."""
