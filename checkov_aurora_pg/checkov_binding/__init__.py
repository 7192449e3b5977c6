"""The front for Checkov: the only package that imports it."""
