"""Configurations that are drawn at random, whose verdicts hang on a few variables without a value.

Each variable comes with all the values that tell anything: what its type or validation allows,
or what the code compares it with, and one more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import field
from random import Random

Given = bool | str | None

_NAMES = ('dev', 'prod', 'qa')
_OTHER = 'other'


@dataclass
class Drawn:
    """A configuration: its files by their names, and the values of each of its variables.

    `is_opaque` says that a condition in it does not show which values of a variable it is about.
    """

    files: dict[str, str] = field(default_factory=dict)
    values: dict[str, tuple[Given, ...]] = field(default_factory=dict)
    is_opaque: bool = False


class _Drawing:
    """One configuration as it is drawn, with a module's names for the root's variables."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._locals: list[str] = []
        self._flags = [f'flag{number}' for number in range(random.randint(0, 1))]
        self._texts = [f'env{number}' for number in range(random.randint(1, 2))]
        self._is_opaque = random.random() < 0.2
        self._validated = {name for name in self._texts if random.random() < 0.5}

    def drawn(self) -> Drawn:
        """Return the configuration."""
        is_nested = self._random.random() < 0.4
        body = self._resources()
        module = self._variables(is_root=not is_nested) + self._written_locals() + body
        files = {'main.tf': module}
        if is_nested:
            names = [*self._flags, *self._texts]
            inputs = ''.join(f'  {name} = var.{name}\n' for name in names)
            call = f'module "db" {{\n  source = "./db"\n{inputs}}}\n'
            files = {'main.tf': self._variables(is_root=True) + call, 'db/main.tf': module}
        values: dict[str, tuple[Given, ...]] = dict.fromkeys(self._flags, (True, False, None))
        for name in self._texts:
            values[name] = ('dev', 'prod') if name in self._validated else (*_NAMES, _OTHER, None)
        return Drawn(files, values, self._is_opaque)

    def _variables(self, *, is_root: bool) -> str:
        written = ''.join(f'variable "{name}" {{\n  type = bool\n}}\n' for name in self._flags)
        for name in self._texts:
            validation = self._validation(name) if is_root and name in self._validated else ''
            written += f'variable "{name}" {{\n  type = string\n{validation}}}\n'
        return written

    def _validation(self, name: str) -> str:
        condition = self._random.choice(
            (
                f'contains(["dev", "prod"], var.{name})',
                f'var.{name} == "dev" || "prod" == var.{name}',
                f'anytrue([var.{name} == "dev", var.{name} == "prod"])',
                f'can(regex("^(dev|prod)$", var.{name}))',
                f'length(regexall("^dev$|^prod$", var.{name})) > 0',
                f'contains(keys({{ dev = 1, prod = 2 }}), var.{name})',
                f'var.{name} != "qa" && contains(["dev", "prod", "qa"], var.{name})',
            )
        )
        return f'  validation {{\n    condition = {condition}\n    error_message = "No."\n  }}\n'

    def _written_locals(self) -> str:
        written = ''.join(f'  {line}\n' for line in self._locals)
        return f'locals {{\n{written}}}\n' if written else ''

    def _local(self, expression: str) -> str:
        if self._random.random() < 0.3:
            self._locals.append(f'l{len(self._locals)} = {expression}')
            return f'local.l{len(self._locals) - 1}'
        return expression

    def _condition(self, depth: int = 0) -> str:
        choices = [self._comparison, self._comparison]
        if self._flags:
            choices.append(lambda: f'var.{self._random.choice(self._flags)}')
        if depth < 2:
            choices.append(lambda: f'!({self._condition(depth + 1)})')
            choices.append(
                lambda: (
                    f'({self._condition(depth + 1)} {self._random.choice(("&&", "||"))} '
                    f'{self._condition(depth + 1)})'
                )
            )
        return self._local(self._random.choice(choices)())

    def _comparison(self) -> str:
        variable, name = f'var.{self._random.choice(self._texts)}', self._random.choice(_NAMES)
        return self._random.choice(
            (
                f'{variable} == "{name}"',
                f'{variable} != "{name}"',
                f'"{name}" == {variable}',
                f'"${{{variable}}}" == "{name}"',
                f'contains(["dev", "{name}"], {variable})',
                f'{variable} == null',
                *([f'"${{{variable}}}-x" == "{name}-x"'] if self._is_opaque else []),
            )
        )

    def _value(self, of: tuple[str, str], depth: int = 0) -> str:
        choices = [lambda: self._random.choice(of), lambda: self._indexed(of)]
        if depth < 2:
            choices += 2 * [
                lambda: (
                    f'({self._condition()} ? {self._value(of, depth + 1)} '
                    f': {self._value(of, depth + 1)})'
                )
            ]
        return self._local(self._random.choice(choices)())

    def _indexed(self, of: tuple[str, str]) -> str:
        names = self._random.sample(_NAMES, self._random.randint(1, 3))
        written = ', '.join(f'{name} = {self._random.choice(of)}' for name in names)
        variable = f'var.{self._random.choice(self._texts)}'
        return self._random.choice(
            (
                f'{{ {written} }}[{variable}]',
                f'lookup({{ {written} }}, {variable})',
                f'lookup({{ {written} }}, {variable}, {self._random.choice(of)})',
                f'try({{ {written} }}[{variable}], {self._random.choice(of)})',
            )
        )

    def _resources(self) -> str:
        count = f'  count = {self._condition()} ? 1 : 0\n' if self._random.random() < 0.3 else ''
        return (
            f'resource "aws_rds_cluster" "this" {{\n{count}'
            '  engine = "aurora-postgresql"\n  engine_version = "16.4"\n'
            f'  iam_database_authentication_enabled = {self._value(("true", "false"))}\n}}\n'
            'resource "aws_rds_cluster_parameter_group" "this" {\n'
            '  name = "this"\n  family = "aurora-postgresql16"\n  parameter {\n'
            f'    name = "rds.force_ssl"\n    value = {self._value(("1", "0"))}\n  }}\n}}\n'
        )


def drawn_alternatives(seed: int) -> Drawn:
    """Return the configuration of a seed."""
    return _Drawing(Random(seed)).drawn()


def as_variable_file(values: dict[str, Given]) -> str:
    """Return a variable file that gives some values."""
    return ''.join(f'{name} = {json.dumps(value)}\n' for name, value in values.items())
