"""Changes of files: edits as data, and a writer for each format."""
