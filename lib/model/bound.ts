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

/** What a proof of a runbook is about, as it is now. Of what is not known the hash is empty, which equals nothing. */
export function boundOf(manifest: Provable, manifests: Record<string, Provable>, code: Code): Bound {
  const uses = [...new Set(manifest.steps.filter(({ kind }) => kind !== 'control').map((step) => step.uses))];
  const nested = reachedFrom(manifest, manifests);
  return {
    definition: manifest.hashes.definition,
    inputs: manifest.hashes.inputs,
    rights: hashOf(manifest.permissions),
    code: Object.fromEntries(['rebound', ...uses.sort()].map((name) => [name, code?.[name] ?? ''])),
    nested: Object.fromEntries(
      [...nested].map(([name, one]) => [
        name,
        one === undefined ? '' : hashOf({ ...one.hashes, permissions: one.permissions }),
      ]),
    ),
  };
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
