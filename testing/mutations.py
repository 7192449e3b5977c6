"""Small changes of a module's code, one at a time: what `testing.mutants` asks the tests to notice.

A mutation replaces or drops one node of the syntax tree, so that a decorated function, a
default and a table are changed like anything else. Left alone are annotations, docstrings,
imports, what stands behind `TYPE_CHECKING`, assertions (they tell the type checker what holds),
`@dataclass(…)`, and sentences: a text with a blank is for people, and its wording is not a
verdict.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_CALLED = {
    'any': 'all',
    'all': 'any',
    'min': 'max',
    'max': 'min',
    'sorted': 'list',
    'reversed': 'list',
}
_METHODS = {'startswith': 'endswith', 'endswith': 'startswith'}
_NORMALISING = frozenset(
    {
        'lower',
        'upper',
        'casefold',
        'strip',
        'lstrip',
        'rstrip',
        'removeprefix',
        'removesuffix',
    }
)
_LEFT_ALONE = (ast.Import, ast.ImportFrom, ast.Assert, ast.Global, ast.Nonlocal)

_LONGEST = 100


@dataclass(frozen=True)
class Mutation:
    """One change. `scope` is the function or class that it is in, empty for the module.

    `lines` are those of the statement around it, or of its head; `is_imported` says that an
    import runs them, and not a call. `new` takes the place of
    `parent`'s `field` (at `index`, where that is a list); None drops it from the list.
    """

    line: int
    column: int
    lines: range
    scope: str
    is_imported: bool
    before: str
    after: str
    parent: ast.AST
    field: str
    index: int | None
    new: ast.AST | list[ast.AST] | None

    def apply(self) -> None:
        """Change the tree that the mutation was found in; there is no way back."""
        if self.index is None:
            setattr(self.parent, self.field, self.new)
        elif self.new is None:
            del getattr(self.parent, self.field)[self.index]
        else:
            getattr(self.parent, self.field)[self.index] = self.new


@dataclass(frozen=True)
class _Site:
    """A node, where it stands, and what is around it."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    scope: str
    is_imported: bool
    lines: range

    def into(
        self,
        new: ast.AST | None,
        before: str = '',
        after: str = '',
    ) -> Iterator[Mutation]:
        line = getattr(self.node, 'lineno', self.lines.start)
        yield Mutation(
            line,
            getattr(self.node, 'col_offset', 0),
            self.lines,
            self.scope,
            self.is_imported,
            before or _text(self.node),
            after or ('' if new is None else _text(new)),
            self.parent,
            self.field,
            self.index,
            new,
        )

    def child(self, field: str, index: int | None) -> _Site:
        held = getattr(self.node, field)
        return replace(
            self,
            node=held if index is None else held[index],
            parent=self.node,
            field=field,
            index=index,
        )


def _text(node: ast.AST) -> str:
    text = ' '.join(ast.unparse(node).split())
    return text if len(text) <= _LONGEST else f'{text[:_LONGEST]}…'


def _children(node: ast.AST) -> Iterator[tuple[str, int | None]]:
    for field, held in ast.iter_fields(node):
        if field in ('annotation', 'returns', 'type_comment', 'ctx'):
            continue
        if isinstance(held, ast.AST):
            yield field, None
        elif isinstance(held, list):
            yield from (
                (field, index) for index, item in enumerate(held) if isinstance(item, ast.AST)
            )


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_dataclass(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == 'dataclass'
    )


def _is_for_type_checker(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == 'TYPE_CHECKING'
    )


def _lines(statement: ast.stmt) -> range:
    """Return the lines of a statement, or of the head of one that has a body."""
    last = statement.end_lineno or statement.lineno
    for field in ('body', 'cases'):
        body = getattr(statement, field, None)
        if isinstance(body, list) and body:
            first = body[0].lineno if hasattr(body[0], 'lineno') else body[0].pattern.lineno
            last = max(statement.lineno, first - 1)
    return range(statement.lineno, last + 1)


def _inside(site: _Site, field: str) -> _Site:
    """Return a site whose scope is that of a field: a function's body is in the function."""
    node = site.node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and field == 'body':
        return replace(
            site,
            scope=f'{site.scope}.{node.name}'.lstrip('.'),
            is_imported=site.is_imported and isinstance(node, ast.ClassDef),
        )
    return site


def _sites(site: _Site, left_alone: frozenset[str]) -> Iterator[_Site]:
    node = site.node
    if isinstance(node, _LEFT_ALONE) or _is_docstring(node):
        return
    if _is_dataclass(node) or _is_for_type_checker(node):
        return
    if isinstance(node, ast.keyword) and node.arg in left_alone:
        return
    if isinstance(node, ast.stmt):
        site = replace(site, lines=_lines(node))
    yield site
    if isinstance(node, ast.JoinedStr):
        for number, value in enumerate(node.values):
            if isinstance(value, ast.FormattedValue):
                yield from _sites(site.child('values', number), left_alone)
        return
    for field, index in _children(node):
        yield from _sites(_inside(site, field).child(field, index), left_alone)


def _of_condition(site: _Site) -> Iterator[Mutation]:
    is_condition = (site.field == 'test' and isinstance(site.parent, (ast.If, ast.IfExp))) or (
        site.field == 'ifs' and isinstance(site.parent, ast.comprehension)
    )
    if is_condition:
        yield from site.into(ast.Constant(True))
        yield from site.into(ast.Constant(False))
    if site.field == 'test' and isinstance(site.parent, ast.While):
        yield from site.into(ast.Constant(False))
    if site.field == 'iter':
        yield from site.into(ast.Tuple([], ast.Load()))


def _of_logic(site: _Site) -> Iterator[Mutation]:
    node = site.node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from site.into(node.operand)
    elif isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            operators = [*node.ops]
            operators[index] = _COMPARED[type(operator)]()
            yield from site.into(ast.Compare(node.left, operators, node.comparators))
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield from site.into(ast.BoolOp(other, node.values))
        for dropped in node.values:
            rest = [value for value in node.values if value is not dropped]
            yield from site.into(rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))


def _of_constant(site: _Site) -> Iterator[Mutation]:
    if not isinstance(site.node, ast.Constant):
        return
    value = site.node.value
    if isinstance(value, bool):
        yield from site.into(ast.Constant(not value))
    elif isinstance(value, int):
        yield from site.into(ast.Constant(value + 1))
    elif isinstance(value, str) and len(value.split()) <= 1:
        yield from site.into(ast.Constant(f'{value}~'))


def _of_computation(site: _Site) -> Iterator[Mutation]:
    node = site.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from site.into(node.left)
        yield from site.into(node.right)
    elif isinstance(node, ast.BinOp) and type(node.op) in _COMPUTED:
        yield from site.into(ast.BinOp(node.left, _COMPUTED[type(node.op)](), node.right))
    elif isinstance(node, ast.Slice):
        for bound in ('lower', 'upper'):
            if getattr(node, bound) is not None:
                left = {name: getattr(node, name) for name in node._fields if name != bound}
                yield from site.into(ast.Slice(**left))
    elif isinstance(node, ast.Lambda) and not isinstance(node.body, ast.Constant):
        yield from site.child('body', None).into(ast.Constant(None))


def _of_call(site: _Site) -> Iterator[Mutation]:
    node = site.node
    if isinstance(node, ast.keyword) and node.arg is not None:
        yield from site.into(None, f'{node.arg}={_text(node.value)}')
    if not isinstance(node, ast.Call):
        return
    function = node.func
    if isinstance(function, ast.Name) and function.id in _CALLED:
        keywords = [] if _CALLED[function.id] == 'list' else node.keywords
        name = ast.Name(_CALLED[function.id], ast.Load())
        yield from site.into(ast.Call(name, node.args, keywords))
    elif isinstance(function, ast.Attribute) and function.attr in _METHODS:
        method = ast.Attribute(function.value, _METHODS[function.attr], ast.Load())
        yield from site.into(ast.Call(method, node.args, node.keywords))
    elif isinstance(function, ast.Attribute) and function.attr in _NORMALISING:
        yield from site.into(function.value)


def _of_display(site: _Site) -> Iterator[Mutation]:
    node = site.node
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        if (
            not isinstance(getattr(node, 'ctx', ast.Load()), ast.Load)
            or (site.field == 'slice' and isinstance(site.parent, ast.Subscript))
            or (isinstance(node, ast.Set) and len(node.elts) == 1)
        ):
            return
        for index in range(len(node.elts)):
            yield from site.child('elts', index).into(None)
    elif isinstance(node, ast.Dict):
        for index, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            keys = [*node.keys[:index], *node.keys[index + 1 :]]
            values = [*node.values[:index], *node.values[index + 1 :]]
            shown = f'{"**" if key is None else _text(key) + ": "}{_text(value)}'
            at = site.child('values', index)
            yield from (
                replace(one, parent=site.parent, field=site.field, index=site.index)
                for one in at.into(ast.Dict(keys, values), shown, '{…}')
            )


def _is_empty(node: ast.expr) -> bool:
    """Return whether a value is no more than None to whoever asks for its truth."""
    return (isinstance(node, ast.Constant) and not node.value) or (
        isinstance(node, (ast.Tuple, ast.List)) and not node.elts
    )


def _of_statement(site: _Site) -> Iterator[Mutation]:
    node = site.node
    if isinstance(node, ast.Return) and node.value is not None:
        if not _is_empty(node.value):
            yield from site.into(ast.Return(ast.Constant(None)))
    elif isinstance(node, (ast.Expr, ast.Raise, ast.AugAssign, ast.Delete, ast.Break)) or (
        isinstance(node, ast.Assign)
        and all(isinstance(target, (ast.Attribute, ast.Subscript)) for target in node.targets)
    ):
        yield from site.into(ast.Pass())
    elif isinstance(node, ast.Continue):
        yield from site.into(ast.Break())
    elif isinstance(node, ast.ExceptHandler):
        body: list[ast.AST] = [ast.Raise()]
        caught = '' if node.type is None else _text(node.type)
        for one in site.into(node, f'except {caught}: …', 'raise'):
            yield replace(one, parent=node, field='body', index=None, new=body)


_OPERATORS = (
    _of_condition,
    _of_logic,
    _of_constant,
    _of_computation,
    _of_call,
    _of_display,
    _of_statement,
)


def mutations(tree: ast.Module, left_alone: frozenset[str] = frozenset()) -> list[Mutation]:
    """Return every mutation of a module, in the order of its lines.

    Arguments of the names in `left_alone` are not changed.
    """
    top = [
        _Site(statement, tree, 'body', index, '', True, range(0))
        for index, statement in enumerate(tree.body)
    ]
    found = [
        mutation
        for statement in top
        for site in _sites(statement, left_alone)
        for operator in _OPERATORS
        for mutation in operator(site)
    ]
    return sorted(found, key=lambda one: (one.line, one.column))
