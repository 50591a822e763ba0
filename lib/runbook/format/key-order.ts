import { estateKeys, runbookKeys } from '../words.ts';

/** In this order keys are written; others keep the author's order, behind these. */
export type KeyOrder = readonly string[];

const body = ['finish', 'continue_with'] as const;

/** What a step is comes before what it needs, and that before what happens when it does not go as it should. */
const step: KeyOrder = [
  'id',
  'title',
  'if',
  'uses',
  'choose',
  'otherwise',
  'parallel',
  'for_each',
  'max_parallel',
  'stop_when',
  'steps',
  'wait',
  ...body,
  'with',
  'until',
  'every',
  'timeout',
  'on_timeout',
  'retry',
  'undo',
  'on_failure',
];

const orders = {
  runbook: runbookKeys,
  step,
  arm: ['when', 'steps', ...body],
  finish: ['outcome', 'because'],
  handOn: ['runbook', 'inputs', 'because'],
  undo: ['uses', 'with'],
  trigger: ['alarm', 'webhook', 'schedule', 'mode', 'inputs'],
  rehearsal: ['name', 'given', 'alarm', 'inputs', 'people', 'expect'],
  level: ['who', 'for'],
  updates: ['every', 'to', 'by'],
  proof: ['within'],
  directory: ['people', 'groups', 'rotations', 'quiet_hours'],
  person: ['name', 'zone', 'channels', 'quiet', 'pagerduty_user'],
  group: ['members', 'rotation'],
  rotation: ['people', 'zone', 'start', 'hand_over', 'every', 'end', 'pagerduty', 'overrides'],
  override: ['from', 'to', 'who'],
  quiet: ['from', 'to'],
  channels: ['slack', 'pagerduty', 'webhooks', 'audiences'],
  estate: estateKeys,
} satisfies Record<string, KeyOrder>;

/** What a part of a file is, as far as its keys have an order. */
export type Part =
  | keyof typeof orders
  | 'steps'
  | 'branches'
  | 'arms'
  | 'triggers'
  | 'rehearsals'
  | 'levels'
  | 'persons'
  | 'groups'
  | 'rotations'
  | 'overrides'
  | 'addresses'
  | 'address'
  | 'with'
  | 'other';

const lists: Partial<Record<Part, Part>> = {
  steps: 'step',
  branches: 'steps',
  arms: 'arm',
  triggers: 'trigger',
  rehearsals: 'rehearsal',
  levels: 'level',
  overrides: 'override',
  addresses: 'address',
};

/** What stands behind the names of a map that an author names. */
const named: Partial<Record<Part, Part>> = { persons: 'person', groups: 'group', rotations: 'rotation' };

const inside: Partial<Record<Part, Record<string, Part>>> = {
  runbook: {
    updates: 'updates',
    proof: 'proof',
    steps: 'steps',
    always: 'steps',
    triggers: 'triggers',
    rehearsals: 'rehearsals',
  },
  step: {
    choose: 'arms',
    otherwise: 'steps',
    parallel: 'branches',
    steps: 'steps',
    on_timeout: 'steps',
    on_failure: 'steps',
    with: 'with',
    finish: 'finish',
    continue_with: 'handOn',
    undo: 'undo',
  },
  arm: { steps: 'steps', finish: 'finish', continue_with: 'handOn' },
  with: { ask: 'levels' },
  undo: { with: 'with' },
  estate: { channels: 'channels' },
  directory: { people: 'persons', groups: 'groups', rotations: 'rotations', quiet_hours: 'quiet' },
  person: { channels: 'addresses', quiet: 'quiet' },
  rotation: { overrides: 'overrides' },
};

/** The order of the keys of a map; none where the author's stays: inputs, targets, fields of `with`. */
export function orderOf(part: Part): KeyOrder {
  const known: Partial<Record<Part, KeyOrder>> = orders;
  return known[part] ?? [];
}

/** What stands in a list or behind a key. */
export function partOf(part: Part, key: string | undefined): Part {
  const found = key === undefined ? lists[part] : (named[part] ?? ownOf(inside[part], key));
  return found ?? 'other';
}

function ownOf(parts: Record<string, Part> | undefined, key: string): Part | undefined {
  return parts && Object.hasOwn(parts, key) ? parts[key] : undefined;
}

/** Keys of the file before which a line is left empty. */
export const sections: ReadonlySet<string> = new Set(
  'inputs target triggers steps always rehearsals clusters databases alarms channels groups rotations quiet_hours'.split(
    ' ',
  ),
);
