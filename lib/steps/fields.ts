import * as z from 'zod/mini';
import { parseDuration } from '../model/duration.ts';

interface RawIssue {
  code?: string | undefined;
  input?: unknown;
  keys?: readonly string[];
}

/** The message of a value that is not what was asked for: what is expected, and what was found. */
export function expected(what: string): (issue: RawIssue) => string {
  return ({ input }) =>
    input === undefined ? `is missing: give ${what}` : `expected ${what}, found ${shown(input)}`;
}

/** The message of a `with` that is no map, or that has fields which the step type does not know. */
export function onlyFields(names: string): (issue: RawIssue) => string {
  return ({ code, keys = [], input }) =>
    code === 'unrecognized_keys'
      ? `does not know ${keys.join(', ')}: it takes ${names}`
      : `expected a map with ${names}, found ${shown(input)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A cluster's name in rebound.yaml, which is its name in EKS: at most 100 letters, digits, `-` and `_` (EKS CreateCluster). */
export function clusterName() {
  const error = expected('the name of a cluster in rebound.yaml, such as prod-blue');
  return z.string({ error }).check(z.regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, { error }));
}

/** A namespace: an RFC 1123 label, at most 63 characters (Kubernetes, 'Object Names and IDs'). */
export function namespaceName() {
  const error = expected('a namespace: lower-case letters, digits and -, at most 63, such as payments');
  return z.string({ error }).check(z.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error }));
}

/** A Velero backup's name: an RFC 1123 subdomain, at most 253 characters. */
export function backupName(what = 'the name of a backup') {
  const error = expected(what);
  return z
    .string({ error })
    .check(z.regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, { error }), z.maxLength(253, { error }));
}

/** Text that says something: not empty, not white space only. */
export function sentence(what: string) {
  const error = expected(what);
  return z.string({ error }).check(z.regex(/\S/, { error }));
}

/** Durations as they are written: `90s`, `15m`, `3h`, `7d`. */
export const durationPattern = /^[1-9]\d{0,8}[smhd]$/;

/** A duration as written (`24h`) or as expressions have it (seconds, above 0): seconds for the step. */
export function duration(example = '24h') {
  const error = expected(`a duration such as ${example}`);
  const seconds = z.number().check(z.positive({ error }));
  const written = z.string().check(z.regex(durationPattern, { error }));
  return z.pipe(
    z.union([seconds, written], { error }),
    z.transform((value) => (typeof value === 'number' ? value : (parseDuration(value) ?? 0))),
  );
}
