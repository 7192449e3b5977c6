"""Findings are made to go away, where it is certain how."""
