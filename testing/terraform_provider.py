"""A provider of one resource type, which plans what is written and knows nothing of AWS.

Terraform itself expands `dynamic` blocks, but only in a block whose schema a provider
declares. This one declares `aws_rds_cluster_parameter_group` and hands every
configuration back as its plan, so that Terraform needs neither a download nor an account.

Source: Terraform's plugin protocol 5.4 (`docs/plugin-protocol/tfplugin5.4.proto`), and
`TF_REATTACH_PROVIDERS` for a provider that already runs. The few messages that it needs
are written as bytes, which saves a compiler of protocol buffers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc

_ADDRESS = 'registry.terraform.io/hashicorp/aws'
_LIST = 2
_LENGTH_DELIMITED = 2
_PLAN_OF_REQUEST = 3


def _number(value: int) -> bytes:
    """Return a variable-length integer."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def _field(tag: int, content: bytes | int) -> bytes:
    """Return one field of a message: bytes, text or a message, or a number."""
    if isinstance(content, int):
        return _number(tag << 3) + _number(content)
    return _number(tag << 3 | _LENGTH_DELIMITED) + _number(len(content)) + content


def _text_attribute(name: str) -> bytes:
    optional = 5
    return _field(2, _field(1, name.encode()) + _field(2, b'"string"') + _field(optional, 1))


def _parameter_group() -> bytes:
    """Return the schema of a parameter group.

    Its parameters are a list, which keeps what the real provider's set makes one.
    """
    parameter = b''.join(map(_text_attribute, ('apply_method', 'name', 'value')))
    nested = _field(1, b'parameter') + _field(2, parameter) + _field(3, _LIST)
    block = b''.join(map(_text_attribute, ('description', 'family', 'name', 'name_prefix')))
    return _field(2, block + _field(3, nested))


def _schemas() -> bytes:
    provider = _field(2, _text_attribute('region'))
    resource = _field(1, b'aws_rds_cluster_parameter_group') + _field(2, _parameter_group())
    return _field(1, provider) + _field(2, resource)


def _length_delimited(message: bytes, wanted: int) -> bytes:
    """Return the content of a length-delimited field of a message."""
    position = 0

    def number() -> int:
        nonlocal position
        value = shift = 0
        while True:
            byte = message[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while position < len(message):
        tag, length = number(), number()
        assert tag & 7 == _LENGTH_DELIMITED, 'all fields of a plan request have a length'
        content = message[position : position + length]
        position += length
        if tag >> 3 == wanted:
            return content
    raise AssertionError(f'the message has no field {wanted}')


def _answer(method: str, request: bytes) -> bytes:
    if method == 'GetSchema':
        return _schemas()
    if method == 'PrepareProviderConfig':
        return _field(1, _length_delimited(request, 1))
    if method == 'PlanResourceChange':
        return _field(1, _length_delimited(request, _PLAN_OF_REQUEST))
    return b''  # validation and configuration find nothing to complain about


_METHODS = (
    'GetSchema',
    'PrepareProviderConfig',
    'ValidateResourceTypeConfig',
    'Configure',
    'PlanResourceChange',
    'Stop',
)


def _handler(method: str) -> grpc.RpcMethodHandler[bytes, bytes]:
    return grpc.unary_unary_rpc_method_handler(lambda request, _: _answer(method, request))


@contextmanager
def running_provider() -> Iterator[dict[str, str]]:
    """Run the provider; yield the environment in which Terraform finds it."""
    server = grpc.server(ThreadPoolExecutor(4))
    handlers = {method: _handler(method) for method in _METHODS}
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler('tfplugin5.Provider', handlers),)
    )
    port = server.add_insecure_port('127.0.0.1:0')
    server.start()
    attached = {
        _ADDRESS: {
            'Protocol': 'grpc',
            'ProtocolVersion': 5,
            'Pid': os.getpid(),
            'Test': True,
            'Addr': {'Network': 'tcp', 'String': f'127.0.0.1:{port}'},
        }
    }
    try:
        yield {'TF_REATTACH_PROVIDERS': json.dumps(attached)}
    finally:
        server.stop(None).wait()
