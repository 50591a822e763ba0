import { hashOf } from './json.ts';
import type { Bound } from './proof.ts';

/** What of a manifest (lib/compiler/manifest.ts) a proof is about. */
export interface Provable {
  runbook: string;
  steps: readonly { uses: string; kind: string }[];
  starts?: readonly string[];
  permissions: object;
  hashes: { definition: string; inputs: string };
  proofWithin?: number;
}

/** Hashes of code by what it is of: a step type, or `rebound` for what is around the steps. Undefined: not known. */
export type Code = Record<string, string> | undefined;

/** Functions of step types are called so (lib/compiler/names.ts). */
const stepFunctions = 'step-';

/** What a proof of a runbook is about, as it is now. Of what is not known the hash is empty, which equals nothing. */
export function boundOf(manifest: Provable, manifests: Record<string, Provable>, code: Code): Bound {
  const nested = reachedFrom(manifest, manifests);
  const own = codeOf(manifest, code);
  return {
    definition: manifest.hashes.definition,
    inputs: manifest.hashes.inputs,
    rights: hashOf(manifest.permissions),
    code: own,
    nested: Object.fromEntries(
      [...nested].map(([name, one]) => [name, one === undefined ? '' : nestedHash(one, code, own)]),
    ),
  };
}

/** The code that its steps run, and that around them. What takes a step back may be of a type that no step is: only its rights name it. */
function codeOf({ steps, permissions }: Provable, code: Code): Record<string, string> {
  const functions = Object.keys(permissions).filter((name) => name.startsWith(stepFunctions));
  const uses = new Set([
    ...steps.filter(({ kind }) => kind !== 'control').map((step) => step.uses),
    ...functions.map((name) => name.slice(stepFunctions.length)),
  ]);
  return Object.fromEntries(['rebound', ...[...uses].sort()].map((name) => [name, code?.[name] ?? '']));
}

/** Of a runbook that another starts: all that a proof of it would be about, but for the code that is the other's `own` too, where it shows already. */
function nestedHash(one: Provable, code: Code, own: Record<string, string>): string {
  const used = Object.fromEntries(
    Object.entries(codeOf(one, code)).filter(([name]) => !Object.hasOwn(own, name)),
  );
  if (Object.values(used).includes('')) return '';
  return hashOf({ ...one.hashes, permissions: one.permissions, code: used });
}

/** All runbooks that it starts, and those that they start. */
function reachedFrom(
  manifest: Provable,
  manifests: Record<string, Provable>,
): Map<string, Provable | undefined> {
  const found = new Map<string, Provable | undefined>();
  const queue = [...(manifest.starts ?? [])];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (found.has(name) || name === manifest.runbook) continue;
    const one = Object.hasOwn(manifests, name) ? manifests[name] : undefined;
    found.set(name, one);
    queue.push(...(one?.starts ?? []));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is not as it was when the proof was made, in words; what is not known counts as changed. */
export function changedSince(then: Bound, now: Bound): string[] {
  const differs = (before: string | undefined, after: string | undefined) =>
    before !== after || before === undefined || before === '';
  const names = (key: 'code' | 'nested') =>
    [...new Set([...Object.keys(then[key]), ...Object.keys(now[key])])]
      .sort()
      .filter((name) => differs(then[key][name], now[key][name]));
  return [
    ...(differs(then.definition, now.definition) ? ['its steps'] : []),
    ...(differs(then.inputs, now.inputs) ? ['its inputs'] : []),
    ...(differs(then.rights, now.rights) ? ['its rights'] : []),
    ...names('code').map((name) =>
      name === 'rebound' ? 'the code around the steps' : `the code of ${name}`,
    ),
    ...names('nested').map((name) => `${name}, which it starts`),
  ];
}
