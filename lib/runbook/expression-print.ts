import type { Stage, Tail, Tree } from './expression-tree.ts';

/**
 * A tree as JSONata source. What was in parentheses is a block in the tree, so the text that comes out parses to the same tree
 * without parentheses of our own; comments and spacing are lost.
 */
export function printTree(tree: Tree): string {
  const { kind } = tree;
  if (kind === 'path')
    return `${printSteps(tree.steps)}${tree.keepArray ? '[]' : ''}${printGroup(tree.group)}`;
  return `${printShape(tree)}${printTail(tree)}`;
}

function printShape(tree: Tree): string {
  switch (tree.kind) {
    case 'name':
      return printName(tree.value);
    case 'variable':
      return `$${tree.value}`;
    case 'literal':
      return typeof tree.value === 'string' ? printString(tree.value) : printLiteral(tree.value);
    case 'regex':
      return `/${tree.source}/${tree.flags}`;
    case 'wildcard':
      return '*';
    case 'descendant':
      return '**';
    case 'parent':
      return '%';
    case 'placeholder':
      return '?';
    case 'path':
      return printSteps(tree.steps);
    case 'sort':
      return `^(${tree.terms.map(({ descending, term }) => `${descending ? '>' : '<'}${printTree(term)}`).join(', ')})`;
    case 'binary':
    case 'apply': {
      const space = tree.operator === '..' ? '' : ' ';
      return `${printTree(tree.left)}${space}${tree.operator}${space}${printTree(tree.right)}`;
    }
    case 'minus':
      return `- ${printTree(tree.operand)}`;
    case 'array':
      return `[${tree.items.map(printTree).join(', ')}]`;
    case 'object':
      return `{${printPairs(tree.pairs)}}`;
    case 'call':
    case 'partial':
      return `${printTree(tree.procedure)}(${tree.given.map(printTree).join(', ')})`;
    case 'lambda': {
      const parameters = tree.parameters.map((name) => `$${name}`).join(', ');
      return `function(${parameters})${tree.signature ?? ''}{ ${printTree(tree.body)} }`;
    }
    case 'condition': {
      const otherwise = tree.no ? ` : ${printTree(tree.no)}` : '';
      return `${printTree(tree.test)} ? ${printTree(tree.yes)}${otherwise}`;
    }
    case 'block':
      return `(${tree.items.map(printTree).join('; ')})`;
    case 'bind':
      return `$${tree.name} := ${printTree(tree.value)}`;
    case 'transform': {
      const remove = tree.remove ? `, ${printTree(tree.remove)}` : '';
      return `|${printTree(tree.pattern)}|${printTree(tree.update)}${remove}|`;
    }
  }
}

function printSteps(steps: Tree[]): string {
  return steps
    .map((step, index) => `${index === 0 || step.kind === 'sort' ? '' : '.'}${printTree(step)}`)
    .join('');
}

function printTail({ stages = [], keepArray, focus, index, group }: Tail): string {
  const bound = `${focus === undefined ? '' : `@$${focus}`}${index === undefined ? '' : `#$${index}`}`;
  return `${bound}${stages.map(printStage).join('')}${keepArray ? '[]' : ''}${printGroup(group)}`;
}

function printStage(stage: Stage): string {
  return 'filter' in stage ? `[${printTree(stage.filter)}]` : `#$${stage.index}`;
}

function printGroup(group: [Tree, Tree][] | undefined): string {
  return group ? `{${printPairs(group)}}` : '';
}

function printPairs(pairs: [Tree, Tree][]): string {
  return pairs.map(([key, value]) => `${printTree(key)}: ${printTree(value)}`).join(', ');
}

function printName(name: string): string {
  const plain =
    /^[A-Za-z_]\w*$/.test(name) && !['and', 'or', 'in', 'true', 'false', 'null', 'function'].includes(name);
  return plain ? name : `\`${name}\``;
}

/** Single quotes where they do: within the JSON of a definition they need no backslash. */
function printString(value: string): string {
  return /^[^'\\\p{Cc}]*$/u.test(value) ? `'${value}'` : JSON.stringify(value);
}

function printLiteral(value: number | boolean | null): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
