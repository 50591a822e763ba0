import { parseDuration } from '../model/duration.ts';
import type { InputSpec } from '../model/inputs.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { didYouMean } from '../model/nearest.ts';
import { parseSecret, secretForm } from '../model/secret.ts';
import { parseTime, timeForm } from '../model/time.ts';
import type { Reading } from './context.ts';
import type { Spot } from './mistake.ts';
import type { Value } from './runbook.ts';
import { hasBroken, isDressed, reportMissing } from './shape.ts';
import { describeNode, type Node } from './yaml-node.ts';

/** Only whether it is a time matters here: `15m ago` counts from when the run starts. */
const later = Date.UTC(2100, 0);

/**
 * An input's value as it stands in a file (default, trigger, rehearsal), checked by type; undefined when it has a mistake. Durations, times
 * and references to secrets stay as written: Open run makes values of them. `literal`: what it is where an expression might have stood.
 */
export function checkInputValue(
  node: Node,
  spec: InputSpec,
  reading: Reading,
  literal?: Literal,
): Json | undefined {
  if (hasBroken(node)) return undefined;
  if (!spec.list) return checkOne(node, spec, reading, literal);
  if (node.kind !== 'list') {
    reading.report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a list of ${spec.type}`);
    return undefined;
  }
  const items = node.items.map((item) => checkOne(item, spec, reading));
  return items.every((item) => item !== undefined) ? items : undefined;
}

type Literal = Value & { kind: 'literal' };

function checkOne(
  node: Node,
  spec: InputSpec,
  { report, estate, directory }: Reading,
  literal?: Literal,
): Json | undefined {
  const written = node.kind === 'scalar' ? node.value : undefined;
  const value = literal ? literal.value : written;
  const found = typeof value === 'string' ? value : undefined;
  if (!literal && found !== undefined && isDressed(found)) {
    report.error(node, 'expression-not-here', `found "${found}", but no expression may stand here`);
    return undefined;
  }
  const say = (expected: string, known: string[] = []): undefined => {
    const close = found === undefined ? '' : didYouMean(found, known);
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${expected}${close}`);
  };
  if (spec.secret) {
    if (found !== undefined && parseSecret(found)) return found;
    // what stands here may be the secret itself: it is not said again
    report.error(node, 'wrong-value', `a secret does not stand in a file: expected ${secretForm}`);
    return undefined;
  }
  switch (spec.type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : say('a number');
    case 'boolean':
      return typeof value === 'boolean' ? value : say('true or false');
    case 'choice': {
      const choices = spec.choices ?? [];
      return found !== undefined && choices.includes(found)
        ? found
        : say(`one of ${choices.join(', ')}`, choices);
    }
    case 'duration':
      return found !== undefined && parseDuration(found) !== undefined
        ? found
        : say('a duration such as "15m"');
    case 'time':
      return found !== undefined && parseTime(found, later) !== undefined ? found : say(timeForm);
    case 'cluster':
      return known(Object.keys(estate.clusters), 'cluster');
    case 'database':
      return known(Object.keys(estate.databases), 'database');
    case 'namespace':
      return found !== undefined && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(found)
        ? found
        : say('a namespace: small letters, digits and -, at most 63');
    case 'string':
    case 'backup':
    case 'person':
    case 'group': {
      if (found === undefined || found === '') return say('a text');
      const { pattern } = spec;
      if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(found))
        return say(`a text that matches ${pattern}`);
      return inDirectory(found);
    }
  }
  function inDirectory(text: string): string | undefined {
    if (!directory || (spec.type !== 'person' && spec.type !== 'group')) return text;
    const names = Object.keys(spec.type === 'person' ? directory.people : directory.groups);
    if (names.includes(text)) return text;
    const close =
      didYouMean(text, names) || (names.length === 0 ? '' : `; there are ${names.slice(0, 12).join(', ')}`);
    report.error(node, 'unknown-person', `people.yaml has no ${spec.type} "${text}"${close}`);
    return undefined;
  }
  function known(names: string[], what: string): string | undefined {
    if (found !== undefined && names.includes(found)) return found;
    const list = names.length === 0 ? 'it has none' : names.join(', ');
    return say(`a ${what} of rebound.yaml (${list})`, names);
  }
}

/** Values for the inputs of a runbook, in a trigger or a rehearsal: known names, right types, none missing. */
export function checkInputValues(
  node: Node | undefined,
  parent: Spot,
  inputs: { specs: Record<string, InputSpec>; names: ReadonlySet<string> },
  reading: Reading,
): JsonObject | undefined {
  const { report } = reading;
  if (node && node.kind !== 'map') {
    if (!hasBroken(node))
      report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a map of inputs`);
    return undefined;
  }
  const values: [string, Json][] = [];
  let whole = true;
  const typos: string[] = [];
  for (const { key, spot, value } of node?.entries ?? []) {
    const spec = Object.hasOwn(inputs.specs, key) ? inputs.specs[key] : undefined;
    const checked = spec && checkInputValue(value, spec, reading);
    if (checked !== undefined) values.push([key, checked]);
    else whole = false;
    if (spec || inputs.names.has(key)) continue;
    const close = didYouMean(key, inputs.names);
    typos.push(close);
    report.error(spot, 'unknown-input', `this runbook has no input "${key}"${close}`);
  }
  const missing = Object.entries(inputs.specs).filter(
    ([name, spec]) => spec.default === undefined && !node?.entries.some(({ key }) => key === name),
  );
  if (missing.length > 0) whole = false;
  if (!node && missing.length > 0) {
    const each = missing.map(([name, { type }]) => `${name}: <${type}>`).join(', ');
    reportMissing(
      parent,
      'inputs',
      `a value for each input that has no default: inputs: { ${each} }`,
      report,
    );
  }
  for (const [name, spec] of node ? missing : []) {
    if (typos.some((close) => close.includes(`"${name}"`))) continue;
    reportMissing(node ?? parent, name, `a value for the input ${name}, a ${spec.type}`, report);
  }
  return whole ? Object.fromEntries(values) : undefined;
}
