import type { InputSpec } from '../model/inputs.ts';
import { didYouMean, nearest } from '../model/nearest.ts';
import type { OtherRunbook, Reading } from './context.ts';
import { checkInputValue } from './input-value.ts';
import type { Spot } from './mistake.ts';
import type { StepsRead } from './steps-read.ts';
import type { Step, Value } from './runbook.ts';
import { typeOfInput } from './schema-type.ts';
import { hasBroken, reportMissing } from './shape.ts';
import { describeType, type Type } from './type.ts';
import { allSteps } from './walk.ts';
import { describeNode, type Node } from './yaml-node.ts';

/** Another runbook, as a step or a `continue_with` starts it. */
interface Call {
  runbook: string;
  /** Place of its name. */
  spot: Spot;
  inputs: Record<string, Value>;
  node: Node | undefined;
}

/**
 * What `uses: runbook` and `continue_with` start: whether there is such a runbook, whether it takes those inputs, and whether it comes
 * back to this one. `runbook` is the name of the one that is read. Of other runbooks only what the surroundings know.
 */
export function checkCalls(runbook: string | undefined, read: StepsRead, reading: Reading): void {
  const calls = allSteps(read.steps).flatMap((step) => callsOf(step, read, reading));
  for (const call of calls) {
    const way = runbook === undefined ? undefined : wayBack(call.runbook, runbook, reading);
    if (way) {
      const through = way.length === 1 ? '' : `, which starts ${way.slice(1).join(', which starts ')}`;
      const message = `found "${call.runbook}"${through}: a runbook that starts itself would never end`;
      reading.report.error(call.spot, 'starts-itself', message);
      continue;
    }
    const { runbooks } = reading;
    if (!runbooks) continue;
    const other = Object.hasOwn(runbooks, call.runbook) ? runbooks[call.runbook] : undefined;
    if (!other) unknownRunbook(call, Object.keys(runbooks), reading);
    else if (other.inputs) checkInputs(call, other.inputs, reading);
  }
}

function callsOf(step: Step, { spots, handOns }: StepsRead, { catalog }: Reading): Call[] {
  if (step.kind === 'use' && Object.hasOwn(catalog, step.uses) && catalog[step.uses]?.nests) {
    const { runbook, inputs } = step.with;
    const at = spots.get(step);
    if (runbook?.kind !== 'literal' || typeof runbook.value !== 'string' || !at) return [];
    const node = at.withEntry('inputs')?.value;
    if (node && (node.kind !== 'map' || inputs?.kind !== 'map')) return [];
    const spot = at.withEntry('runbook')?.value ?? at.of('runbook');
    return [{ runbook: runbook.value, spot, inputs: inputs?.kind === 'map' ? inputs.entries : {}, node }];
  }
  const bodies = step.kind === 'choose' ? step.arms.map(({ body }) => body) : [step];
  return bodies.flatMap((body) => {
    const handOn = 'handOn' in body ? body.handOn : undefined;
    const at = handOn && handOns.get(handOn);
    return handOn && at
      ? [{ runbook: handOn.runbook, spot: at.runbook, inputs: handOn.inputs, node: at.inputs }]
      : [];
  });
}

/** The runbooks from one to another by what each starts, both included; undefined when there is no way. */
function wayBack(from: string, to: string, { runbooks = {} }: Reading): string[] | undefined {
  const seen = new Set([from]);
  const ways = [[from]];
  for (const way of ways) {
    const last = way.at(-1) ?? from;
    if (last === to) return way;
    const starts: OtherRunbook['starts'] = Object.hasOwn(runbooks, last)
      ? (runbooks[last]?.starts ?? [])
      : [];
    for (const next of starts) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

function unknownRunbook({ runbook, spot }: Call, known: string[], { report }: Reading): void {
  const close =
    didYouMean(runbook, known) || (known.length === 0 ? '' : `; there are ${known.toSorted().join(', ')}`);
  report.error(spot, 'unknown-runbook', `there is no runbook "${runbook}"${close}`);
}

function checkInputs(call: Call, specs: Record<string, InputSpec>, reading: Reading): void {
  const { report } = reading;
  const names = Object.keys(specs);
  const entries = call.node?.kind === 'map' ? call.node.entries : [];
  const typos = new Set<string | undefined>();
  for (const { key, spot, value: node } of entries) {
    const spec = Object.hasOwn(specs, key) ? specs[key] : undefined;
    const value = Object.hasOwn(call.inputs, key) ? call.inputs[key] : undefined;
    if (!spec) {
      typos.add(nearest(key, names));
      const close =
        didYouMean(key, names) || (names.length === 0 ? '; it takes none' : `; it takes ${names.join(', ')}`);
      report.error(spot, 'unknown-input', `${call.runbook} has no input "${key}"${close}`);
    } else if (value) checkValue(value, node, spec, call.runbook, reading);
  }
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.default !== undefined || typos.has(name) || entries.some(({ key }) => key === name)) continue;
    const what = `a value for this input of ${call.runbook} (${spec.list ? 'list of ' : ''}${spec.type})`;
    reportMissing(call.node ?? call.spot, name, what, report);
  }
}

function checkValue(value: Value, node: Node, spec: InputSpec, runbook: string, reading: Reading): void {
  if (hasBroken(node)) return;
  const what = `${spec.list ? 'list of ' : ''}${spec.type}`;
  const wrong = (found: string) =>
    reading.report.error(node, 'wrong-with', `found ${found}, but this input of ${runbook} is a ${what}`);
  switch (value.kind) {
    case 'literal':
      checkInputValue(node, spec, reading, value);
      break;
    case 'expression': {
      const type = reading.origins.get(value.expression)?.type;
      if (type && !fits(type, typeOfInput(spec, reading.estate)))
        wrong(`${value.expression.expression}, ${describeType(type)}`);
      break;
    }
    case 'text':
      if (spec.list || spec.type === 'number' || spec.type === 'boolean') wrong(describeNode(node));
      break;
    case 'map':
      wrong(describeNode(node));
      break;
    case 'list':
      if (!spec.list || node.kind !== 'list') wrong(describeNode(node));
      else
        value.items.forEach((item, index) => {
          const at = node.items[index];
          if (at) checkValue(item, at, { ...spec, list: false }, runbook, reading);
        });
  }
}

/** False when it certainly does not: another kind, or none of the values that are possible. A duration may be written, too. */
function fits(type: Type, wanted: Type): boolean {
  if (type.kind === 'unknown' || wanted.kind === 'unknown') return true;
  if (type.kind === 'list' && wanted.kind === 'list') return fits(type.item, wanted.item);
  if (type.kind === 'text' && wanted.kind === 'number') return wanted.is === 'duration' && !type.values;
  if (type.kind !== wanted.kind) return false;
  if (type.kind !== 'text' || wanted.kind !== 'text' || !type.values || !wanted.values) return true;
  const possible = wanted.values;
  return type.values.some((one) => possible.includes(one));
}
