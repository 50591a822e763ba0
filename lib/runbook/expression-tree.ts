/**
 * JSONata's syntax tree with types. The parser's own (`jsonata(text).ast()`, 2.0.6) is undocumented and untyped; `typedTree` checks
 * it on the way in, so that whatever a later version would add is an error here and not a wrong rewrite.
 */
export type Tree = Shape & Tail;

/** What stands behind any term. */
export interface Tail {
  /** Offset of the token's end in the source; for a name or a variable, the end of its name. */
  end: number;
  /** Predicates `[…]` and late index bindings `#$i`, in order. */
  stages?: Stage[];
  /** `[]`: keep an array of one. */
  keepArray?: true;
  /** `@$v` and `#$i` */
  focus?: string;
  index?: string;
  /** `{key: value}` behind a path */
  group?: [Tree, Tree][];
}
export type Stage = { filter: Tree } | { index: string };

export type Shape =
  | { kind: 'name'; value: string }
  /** Without its `$`; empty for the context, `$` for the root. */
  | { kind: 'variable'; value: string }
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'regex'; source: string; flags: string }
  | { kind: 'wildcard' | 'descendant' | 'parent' | 'placeholder' }
  | { kind: 'path'; steps: Tree[] }
  | { kind: 'sort'; terms: { descending: boolean; term: Tree }[] }
  | { kind: 'binary' | 'apply'; operator: string; left: Tree; right: Tree }
  | { kind: 'minus'; operand: Tree }
  | { kind: 'array'; items: Tree[] }
  | { kind: 'object'; pairs: [Tree, Tree][] }
  | { kind: 'call'; procedure: Tree; given: Tree[] }
  | { kind: 'partial'; procedure: Tree; given: Tree[] }
  | { kind: 'lambda'; parameters: string[]; signature: string | undefined; body: Tree }
  | { kind: 'condition'; test: Tree; yes: Tree; no: Tree | undefined }
  | { kind: 'block'; items: Tree[] }
  | { kind: 'bind'; name: string; value: Tree }
  | { kind: 'transform'; pattern: Tree; update: Tree; remove: Tree | undefined };

/** Throws when the tree has something that this file does not know. */
export function typedTree(raw: unknown): Tree {
  const node = record(raw);
  return { ...shapeOf(node), ...tailOf(node) };
}

function shapeOf(node: Record<string, unknown>): Shape {
  const value = node['value'];
  switch (node['type']) {
    case 'name':
      return { kind: 'name', value: text(value) };
    case 'variable':
      return { kind: 'variable', value: text(value) };
    case 'string':
    case 'number':
    case 'value':
      if (
        value === null ||
        typeof value === 'string' ||
        typeof value === 'number' ||
        typeof value === 'boolean'
      ) {
        return { kind: 'literal', value };
      }
      return unknown(node);
    case 'regex':
      if (!(value instanceof RegExp)) return unknown(node);
      return { kind: 'regex', source: value.source, flags: value.flags.replace('g', '') };
    case 'wildcard':
    case 'descendant':
    case 'parent':
      return { kind: node['type'] };
    case 'operator':
      return value === '?' ? { kind: 'placeholder' } : unknown(node);
    case 'path':
      return { kind: 'path', steps: trees(node['steps']) };
    case 'sort':
      return {
        kind: 'sort',
        terms: list(node['terms'], (term) => ({
          descending: record(term)['descending'] === true,
          term: typedTree(record(term)['expression']),
        })),
      };
    case 'binary':
    case 'apply':
      return {
        kind: node['type'],
        operator: text(value),
        left: typedTree(node['lhs']),
        right: typedTree(node['rhs']),
      };
    case 'unary':
      if (value === '-') return { kind: 'minus', operand: typedTree(node['expression']) };
      if (value === '[') return { kind: 'array', items: trees(node['expressions']) };
      return value === '{' ? { kind: 'object', pairs: pairs(node['lhs']) } : unknown(node);
    case 'function':
    case 'partial':
      return {
        kind: node['type'] === 'function' ? 'call' : 'partial',
        procedure: typedTree(node['procedure']),
        given: trees(node['arguments']),
      };
    case 'lambda':
      // A thunk is the parser's wrapping of a call in tail position: what was written is its body.
      if (node['thunk'] === true) return unwrapped(typedTree(node['body']));
      return {
        kind: 'lambda',
        parameters: list(node['arguments'], (parameter) => text(record(parameter)['value'])),
        signature:
          node['signature'] === undefined ? undefined : text(record(node['signature'])['definition']),
        body: typedTree(node['body']),
      };
    case 'condition':
      return {
        kind: 'condition',
        test: typedTree(node['condition']),
        yes: typedTree(node['then']),
        no: optional(node['else']),
      };
    case 'block':
      return { kind: 'block', items: trees(node['expressions']) };
    case 'bind':
      return { kind: 'bind', name: text(record(node['lhs'])['value']), value: typedTree(node['rhs']) };
    case 'transform':
      return {
        kind: 'transform',
        pattern: typedTree(node['pattern']),
        update: typedTree(node['update']),
        remove: optional(node['delete']),
      };
    default:
      return unknown(node);
  }
}

function tailOf(node: Record<string, unknown>): Tail {
  const stages = [...list(node['predicate'] ?? [], stageOf), ...list(node['stages'] ?? [], stageOf)];
  const group = node['group'] === undefined ? undefined : pairs(record(node['group'])['lhs']);
  const inner = node['type'] === 'lambda' && node['thunk'] === true ? typedTree(node['body']) : undefined;
  // The flag of a step is repeated on its path.
  const onStep =
    node['type'] === 'path' && list(node['steps'], record).some((step) => step['keepArray'] === true);
  const isCopy = onStep || node['type'] === 'apply';
  return {
    end: typeof node['position'] === 'number' ? node['position'] : 0,
    ...(stages.length > 0 ? { stages } : {}),
    ...(node['keepArray'] === true && !isCopy ? { keepArray: true } : {}),
    ...(typeof node['focus'] === 'string' ? { focus: node['focus'] } : {}),
    ...(typeof node['index'] === 'string' ? { index: node['index'] } : {}),
    ...(group ? { group } : {}),
    ...(inner ? tailFields(inner) : {}),
  };
}

function tailFields({ end, stages, keepArray, focus, index, group }: Tail): Tail {
  return {
    end,
    ...(stages ? { stages } : {}),
    ...(keepArray ? { keepArray } : {}),
    ...(focus === undefined ? {} : { focus }),
    ...(index === undefined ? {} : { index }),
    ...(group ? { group } : {}),
  };
}

function unwrapped(tree: Tree): Shape {
  return tree;
}

function stageOf(raw: unknown): Stage {
  const stage = record(raw);
  return stage['type'] === 'index' ? { index: text(stage['value']) } : { filter: typedTree(stage['expr']) };
}

function optional(raw: unknown): Tree | undefined {
  return raw === undefined ? undefined : typedTree(raw);
}

function trees(raw: unknown): Tree[] {
  return list(raw, typedTree);
}

function pairs(raw: unknown): [Tree, Tree][] {
  return list(raw, (pair): [Tree, Tree] => {
    const [key, value] = Array.isArray(pair) ? (pair as unknown[]) : [];
    return [typedTree(key), typedTree(value)];
  });
}

function list<T>(raw: unknown, each: (item: unknown) => T): T[] {
  return Array.isArray(raw) ? raw.map((item: unknown) => each(item)) : unknown({ type: 'list' });
}

function record(raw: unknown): Record<string, unknown> {
  return raw !== null && typeof raw === 'object' ? { ...raw } : unknown({ type: typeof raw });
}

function text(raw: unknown): string {
  return typeof raw === 'string' ? raw : unknown({ type: typeof raw });
}

function unknown(node: Record<string, unknown>): never {
  throw new Error(`this kind of expression is not supported (${String(node['type'])})`);
}
