"""The room that speaks documents: schemas, and the compiled functions that write them."""
