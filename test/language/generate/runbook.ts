import type { Json, JsonObject } from '../../../lib/model/json.ts';
import { beginning, type Way } from './facts.ts';
import { approve, list } from './groups.ts';
import type { Made, Place } from './place.ts';
import type { Tape } from './tape.ts';
import { backupOf, use } from './uses.ts';

/** Values for the inputs that have no default. */
export const givenInputs: JsonObject = {
  cluster: 'prod-blue',
  namespace: 'payments',
  others: ['payments', 'checkout', 'search'],
  flag: true,
  since: '15m ago',
  whom: 'anna',
  token: 'secret:payments/token',
};

const inputs: JsonObject = {
  cluster: { type: 'cluster' },
  namespace: { type: 'namespace', description: 'What is restored: all of it' },
  others: { type: 'namespace', list: true },
  none: { type: 'namespace', list: true, default: [] },
  backup: { type: 'backup', default: 'newest' },
  flag: { type: 'boolean' },
  count: { type: 'number', default: 3 },
  size: { type: 'choice', choices: ['small', 'large'], default: 'small' },
  max_age: { type: 'duration', default: '24h' },
  since: { type: 'time' },
  database: { type: 'database', default: 'payments-db' },
  whom: { type: 'person' },
  group: { type: 'group', default: 'platform-leads' },
  note: { type: 'string', pattern: '[^$]*', default: 'a note: #1' },
  token: { type: 'string', secret: true },
};

type Target = { keys: Place['target']; value: Json };
const targets: Target[] = [
  { keys: ['cluster', 'namespace'], value: { cluster: '$inputs.cluster', namespace: '$inputs.namespace' } },
  { keys: ['cluster'], value: { cluster: '$inputs.cluster' } },
  {
    keys: ['cluster', 'namespace'],
    value: [{ cluster: '$inputs.cluster', namespace: '$inputs.namespace' }, { cluster: 'prod-green' }],
  },
  { keys: [], value: { account: '111122223333', region: 'eu-west-1' } },
  { keys: ['cluster'], value: [{ cluster: '{{ $inputs.cluster }}' }, { database: '$inputs.database' }] },
];

/** A runbook without mistakes, as a document: whatever the tape says. */
export function aDocument(tape: Tape): JsonObject {
  const made: Made = { count: 0, left: 4 + tape.below(24), seconds: 0, titles: [], levels: [] };
  const { keys, value: target } = tape.of(targets);
  const unattended = tape.chance(12);
  const place: Place = {
    tape,
    made,
    depth: 0,
    always: false,
    inGroup: false,
    loops: 0,
    target: keys,
    unattended,
  };
  const steps: Json[] = [];
  let way: Way = beginning;
  let here = place;
  const put = (written: { step: JsonObject; way: Way; cover?: Place['cover'] }) => {
    steps.push(written.step);
    way = written.way;
    if (written.cover) here = { ...here, cover: written.cover };
  };
  if (tape.chance(75)) put(use(here, way, list, 'find-backup', true));
  if (tape.chance(55) && backupOf(way)) put(approve(here, way));
  const main = list(here, way, 2 + tape.below(8));
  steps.push(...main.steps);
  way = main.way;
  // whatever was changed is verified, or the run could not be recovered
  if (way.dirty && !way.ended) {
    if (!backupOf(way)) put(use(here, way, list, 'find-backup', true));
    put(use(here, way, list, 'verify-workloads', true));
  }
  if (!way.ended && !way.dirty && backupOf(way) && tape.chance(60))
    put(use(here, way, list, 'verify-workloads', true));
  if (!way.ended && !way.dirty && backupOf(way) && tape.chance(60))
    put(use(here, way, list, 'verify-workloads', true));
  const alwaysPlace: Place = { ...place, always: true };
  made.left = tape.below(5);
  const ends = made.left > 0 ? list(alwaysPlace, beginning, made.left).steps : undefined;
  const hours = Math.max(2, Math.ceil(made.seconds / 3600));
  const usual = { ...givenInputs };
  delete usual['token'];
  return {
    runbook: 'generated',
    title: 'A generated runbook: #1, "so"',
    owner: 'platform-oncall',
    ...(tape.chance(50) ? { severity: tape.one('low', 'medium', 'high', 'critical') } : {}),
    objectives: { rto: `${hours}h`, ...(tape.chance(50) ? { rpo: '24h' } : {}) },
    deadline: tape.chance(10) && hours % 24 === 0 ? `${hours / 24}d` : `${hours}h`,
    inputs,
    target,
    ...(tape.chance(30) ? { triggers: triggersOf(tape, usual) } : {}),
    ...(unattended ? { unattended } : {}),
    steps,
    ...(ends ? { always: ends } : {}),
  };
}

function triggersOf(tape: Tape, usual: JsonObject): Json[] {
  const withToken = { ...usual, token: 'secret:payments/token' };
  const all: Json[] = [
    { alarm: 'generated-gone', inputs: withToken },
    { webhook: { alertname: 'Gone', severity: 'critical' }, inputs: withToken },
    { schedule: 'cron(0 6 ? * MON *)', mode: 'drill', inputs: withToken },
    { schedule: 'rate(7 days)', inputs: withToken },
  ];
  return all.slice(0, 1 + tape.below(4));
}
