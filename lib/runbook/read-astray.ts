import type { Reading } from './context.ts';
import { fieldNames } from './schema-fields.ts';
import { stepKeys } from './step-keys.ts';
import { childPath, entryOf, type MapNode, type Node } from './yaml-node.ts';

/**
 * `question: …` beside `uses: approve`: fields of the step type that stand beside `with` instead of in it. One mistake for all of
 * them, and the step is read as if they stood in their place: nothing is said to be missing besides.
 */
export function putInPlace(node: Node, { catalog, report }: Reading): Node {
  const uses = entryOf(node, 'uses')?.value;
  if (node.kind !== 'map' || uses?.kind !== 'scalar' || typeof uses.value !== 'string') return node;
  const type = Object.hasOwn(catalog, uses.value) ? catalog[uses.value] : undefined;
  if (node.entries.every(({ key }) => stepKeys.uses.known.includes(key))) return node;
  const known = fieldNames(type?.with) ?? [];
  const astray = node.entries.filter(({ key }) => known.includes(key) && !stepKeys.uses.known.includes(key));
  const [first, second] = astray;
  if (!first) return node;
  const names = astray.map(({ key }) => `"${key}"`).join(', ');
  report.error(
    first.spot,
    'misplaced-key',
    second
      ? `${names} are fields of ${uses.value}: put them into "with"`
      : `${names} is a field of ${uses.value}: put it into "with"`,
  );
  const given = entryOf(node, 'with');
  const others = node.entries.filter((entry) => entry !== given && !astray.includes(entry));
  if (given && given.value.kind !== 'map') return { ...node, entries: [...others, given] };
  const written = given?.value.kind === 'map' ? given.value.entries : [];
  const together: MapNode = {
    kind: 'map',
    position: given?.value.position ?? first.spot.position,
    path: childPath(node.path, 'with'),
    entries: [...written, ...astray],
  };
  return { ...node, entries: [...others, { key: 'with', spot: given?.spot ?? first.spot, value: together }] };
}
