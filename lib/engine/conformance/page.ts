import { isObject } from '../../model/json.ts';
import { operations } from '../service/operations.ts';
import type { Case, InvalidCase } from './case.ts';
import { documented, measured, unsupported } from './support.ts';

/** The page that tells what the engine's behaviour rests on, in Markdown. The same cases give the same bytes. */
export function enginePage(cases: readonly Case[], invalid: readonly InvalidCase[]): string {
  const features = counted(cases.flatMap((one) => [...new Set(one.features ?? [])]));
  const events = counted(
    cases.flatMap((one) => [...new Set((one.expected.events ?? []).map(({ type }) => type))]),
  );
  const types = counted(cases.flatMap((one) => [...statesIn(one.definition)]));
  return `# What the engine supports, and how we know

Generated from the recorded cases and from lib/engine/conformance/support.ts: \`npm run engine-page\`. Do not edit.

The engine runs Standard workflows whose query language is JSONata, and answers the API of AWS Step Functions.

## Proven by a recording

${cases.length} executions that were recorded on AWS come out the same here (status, output, error, cause, and the history
with its order, ids, predecessors and details), and ${invalid.length} definitions are judged as AWS judges them.
Run them with \`npm run conformance -- FILE…\`.

${table(['Type of state', 'Cases'], types)}

${table(['Feature', 'Cases'], features)}

${table(['Event of the history', 'Cases'], events)}

## Measured on the service, and published

Nothing here is in the recorded cases; somebody ran it on AWS and published what came out.

${table(['What', 'Where'], measured)}

## By documentation

${table(['What', 'Source'], documented)}

## Operations of the API

${Object.keys(operations)
  .sort()
  .map((name) => `\`${name}\``)
  .join(', ')}.

## Not supported

${unsupported.map((line) => `- ${line}`).join('\n')}
`;
}

/** How often each text occurs, most first, equals by code points. */
function counted(texts: readonly string[]): [string, string][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([text, count]) => [`\`${text}\``, String(count)]);
}

function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string {
  return [`| ${head.join(' | ')} |`, '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

/** Types of all states of a definition, those inside others too. */
function statesIn(value: unknown, types = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) statesIn(item, types);
  if (!isObject(value)) return types;
  const { States: states } = value;
  if (isObject(states))
    for (const state of Object.values(states))
      if (isObject(state) && typeof state['Type'] === 'string') types.add(state['Type']);
  for (const item of Object.values(value)) statesIn(item, types);
  return types;
}
