"""Long lists of rows, a page at a time: by offset, by cursor, by a range of records, or by what the client chooses of these."""
