import * as z from 'zod';
import { didYouMean } from '../model/nearest.ts';
import {
  callsOf,
  faultySystems,
  type GivenFault,
  givenFaultKinds,
  neverShown,
} from '../model/given-fault.ts';
import type { ChannelKind } from '../model/people.ts';
import type { Given } from '../model/scenario.ts';
import type { Reading } from './context.ts';
import { shape } from './shape.ts';
import { duration, namespaceName, oneOf, text, wholeNumber } from './shapes.ts';
import { entryOf, type Node } from './yaml-node.ts';

const cluster = z.strictObject(
  {
    state: oneOf(['active', 'updating', 'gone']).default('active'),
    api: oneOf(['healthy', 'unreachable', 'denied']).default('healthy'),
    namespaces: z
      .record(z.string(), oneOf(['healthy', 'deleted', 'degraded']), {
        error: 'namespaces such as { payments: deleted }',
      })
      .default({}),
    back: duration('40m').optional(),
  },
  { error: 'a map such as { namespaces: { payments: deleted } }' },
);

const backup = z.strictObject(
  {
    namespace: namespaceName,
    cluster: text('the name of a cluster').optional(),
    age: duration('3h'),
    phase: oneOf(['Completed', 'PartiallyFailed', 'Failed', 'InProgress', 'Deleting', 'Expired']).default(
      'Completed',
    ),
  },
  { error: 'a backup such as { namespace: payments, age: 3h }' },
);

const channel = oneOf(['up', 'down', 'silent']).optional();
const channels = z.strictObject(
  {
    slack: channel,
    pagerduty: channel,
    sms: channel,
    mail: channel,
    webhook: channel,
    terminal: channel,
  } satisfies Record<ChannelKind, typeof channel>,
  { error: 'channels that are down, such as { slack: down }' },
);

const fault = z
  .strictObject(
    {
      system: oneOf(faultySystems),
      does: oneOf(givenFaultKinds),
      operation: text('an operation such as GET or GetSecretValue').optional(),
      nth: wholeNumber(1, 10_000).optional(),
      from: duration('2m').optional(),
      to: duration('10m').optional(),
    },
    { error: 'a fault such as { system: kubernetes, does: refused, nth: 3 }' },
  )
  .refine(({ nth, from, to }) => nth === undefined || (from === undefined && to === undefined), {
    error: '"nth", or "from" and "to": a call, or a stretch of time',
  })
  .refine(({ from = 0, to }) => to === undefined || to > from, {
    error: 'a "to" that is later than its "from"',
  })
  .superRefine(({ system, does, operation }, context) => {
    const calls = callsOf[system];
    if (operation !== undefined && !calls.includes(operation))
      context.addIssue({
        code: 'custom',
        path: ['operation'],
        message: `a call of ${system}: ${calls.join(', ')}${didYouMean(operation, calls)}`,
      });
    const never = neverShown[system] ?? [];
    if (never.includes(does) || (operation === 'ListClusters' && does === 'not-found'))
      context.addIssue({
        code: 'custom',
        path: ['does'],
        message: `what ${operation ?? system} can show: ${givenFaultKinds.filter((one) => one !== does && !never.includes(one)).join(', ')}`,
      });
  });

const given = z.strictObject(
  {
    clusters: z
      .record(z.string(), cluster, { error: 'a map of clusters such as { prod-blue: { api: unreachable } }' })
      .default({}),
    backups: z
      .array(backup, { error: 'a list such as [{ namespace: payments, age: 3h }]' })
      // An empty list would read as "no backups", and change nothing.
      .min(1, { error: 'at least one backup; for a world without a good one give one with phase: Failed' })
      .default([]),
    storage: oneOf(['available', 'unavailable']).default('available'),
    pagers: oneOf(['up', 'down']).default('up'),
    channels: channels.optional(),
    faults: z
      .array(fault, { error: 'a list such as [{ system: eks, does: throttled, to: 10m }]' })
      .optional(),
    secrets: z
      .record(z.string(), text('the value of the secret'), {
        error: 'secrets and their values such as { payments/token: abc }',
      })
      .optional(),
  },
  {
    error:
      'the world where it differs from a healthy one, such as { clusters: { prod-blue: { api: unreachable } } }',
  },
);

/** `given` of a rehearsal. What it leaves out is as in a healthy world; a namespace of which no backup is given has its nightly ones. */
export function readGiven(node: Node | undefined, reading: Reading): Given | undefined {
  const read = node ? shape(node, given, reading.report) : given.parse({});
  if (!read) return undefined;
  if (node) checkClusters(node, reading);
  const { clusters, backups, storage, pagers, channels: taking, secrets, faults } = read;
  return {
    clusters: Object.fromEntries(
      Object.entries(clusters).map(([name, { back, ...one }]) => [
        name,
        back === undefined ? one : { ...one, back },
      ]),
    ),
    backups: backups.map(({ cluster: on, ...backup }) =>
      on === undefined ? backup : { ...backup, cluster: on },
    ),
    storage,
    pagers,
    ...(taking ? { channels: namedOf(taking) } : {}),
    ...(secrets ? { secrets } : {}),
    ...(faults ? { faults: faults.map(withoutUndefined) } : {}),
  };
}

/** Without what is left out. */
function withoutUndefined({ system, does, ...more }: z.infer<typeof fault>): GivenFault {
  const { operation, nth, from, to } = more;
  return {
    system,
    does,
    ...(operation === undefined ? {} : { operation }),
    ...(nth === undefined ? {} : { nth }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** Those that are named. */
function namedOf(read: z.infer<typeof channels>): NonNullable<Given['channels']> {
  return Object.fromEntries(Object.entries(read).filter(([, state]) => state !== undefined));
}

function checkClusters(node: Node, { report, estate }: Reading): void {
  const known = Object.keys(estate.clusters);
  const say = (name: string, spot: Node | { position: Node['position']; path: string }) => {
    if (known.includes(name)) return;
    const list = known.length === 0 ? '; rebound.yaml has none' : `; rebound.yaml has ${known.join(', ')}`;
    report.error(spot, 'unknown-cluster', `no cluster is called "${name}"${didYouMean(name, known) || list}`);
  };
  const clusters = entryOf(node, 'clusters')?.value;
  if (clusters?.kind === 'map') for (const { key, spot } of clusters.entries) say(key, spot);
  const backups = entryOf(node, 'backups')?.value;
  for (const item of backups?.kind === 'list' ? backups.items : []) {
    const named = entryOf(item, 'cluster')?.value;
    if (named?.kind === 'scalar' && typeof named.value === 'string') say(named.value, named);
  }
}
