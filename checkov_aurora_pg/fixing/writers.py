"""Which writer writes a file."""

from __future__ import annotations

from checkov_aurora_pg.fixing.writer import Writer

_HCL = ('.tf', '.tofu', '.tfvars', '.hcl')


def writer_of(path: str, content: bytes) -> Writer:
    """Return the writer of a file; `path` is absolute, `content` the file as it was read.

    Raises `EditRefused` where the file is not UTF-8 text, or does not parse.
    """
    if path.lower().endswith(_HCL):
        from checkov_aurora_pg.fixing.hcl_writer import HclWriter

        return HclWriter(path, content)
    from checkov_aurora_pg.fixing.document_writer import DocumentWriter

    return DocumentWriter(path, content)
