import * as z from 'zod';
import type { Cluster, Estate } from '../model/estate.ts';
import { createReport, type Report } from './mistake.ts';
import { createHidden, type Hidden } from './people/plain-secrets.ts';
import { readChannels } from './people/read-channels.ts';
import { partitionOf } from './read-triggers.ts';
import type { Mistake } from './runbook.ts';
import { type Fields, fieldsOf, shape } from './shape.ts';
import { account, oneOf, region, text, truth, wholeNumber } from './shapes.ts';
import { estateKeys } from './words.ts';
import { describeNode, type Node } from './yaml-node.ts';
import { readTree } from './yaml-tree.ts';

const keys = {
  known: estateKeys,
  required: {
    account: 'the AWS account, such as "111122223333"',
    region: 'the home Region, such as "eu-west-1"',
    recovery_region: 'the Region where the lock and the history live, such as "eu-central-1"',
  },
  what: 'what is true of the estate: a map with account, region, recovery_region, clusters',
};

const cluster = z.strictObject(
  {
    account: account.optional(),
    region: region.optional(),
    arn: text('an ARN').optional(),
    endpoint: oneOf(['public', 'private']).default('public'),
    drill: truth.default(false),
  },
  { error: 'a map such as { endpoint: public, drill: false }' },
);
const database = z.strictObject(
  { account: account.optional(), region: region.optional(), drill: truth.default(false) },
  { error: 'a map such as { drill: false }' },
);
const alarms = z.strictObject(
  { account: account.optional(), region: region.optional() },
  { error: 'a map such as { account: "111122223333", region: eu-west-1 }' },
);

/** Reads rebound.yaml, with the same care as a runbook. Account and Region of the file are the defaults of everything in it. Never throws. */
export function readEstate(source: string, file: string): { estate?: Estate; mistakes: Mistake[] } {
  const content = source.replace(/^\ufeff/, '');
  const report = createReport(content, file);
  const tree = readTree(content, report);
  const fields = tree && fieldsOf(tree, keys, report);
  const hidden = createHidden();
  const estate = fields && readFields(fields, report, hidden);
  return { ...(estate && report.errors() === 0 ? { estate } : {}), mistakes: hidden.mistakes(report) };
}

function readFields(fields: Fields, report: Report, hidden: Hidden): Estate | undefined {
  const read = <T>(key: string, schema: z.ZodType<T>): T | undefined => {
    const node = fields.get(key);
    return node && shape(node, schema, report);
  };
  const home = { account: read('account', account), region: read('region', region) };
  const recovery = read('recovery_region', region);
  if (recovery !== undefined && recovery === home.region) {
    report.warning(
      fields.spot('recovery_region'),
      'same-region',
      'this is the home Region: when it is down, lock and history are down with it',
    );
  }
  const clusters = eachOf(fields.get('clusters'), clusterName, report, (node, name) =>
    readCluster(node, name, home, report),
  );
  const databases = eachOf(fields.get('databases'), databaseName, report, (node) => {
    const said = shape(node, database, report);
    return (
      said && {
        account: said.account ?? home.account ?? '',
        region: said.region ?? home.region ?? '',
        drill: said.drill,
      }
    );
  });
  const where = fields.get('alarms') ? read('alarms', alarms) : {};
  const most = fields.get('changing_runs_max') ? read('changing_runs_max', wholeNumber(1, 100)) : 3;
  const unproven = fields.get('unproven') ? read('unproven', oneOf(['warn', 'block'])) : undefined;
  const channels = readChannels(fields.get('channels'), report, hidden);
  if (!home.account || !home.region || !recovery || !where || !most) return undefined;
  return {
    account: home.account,
    region: home.region,
    recovery_region: recovery,
    clusters,
    databases,
    alarms: { account: where.account ?? home.account, region: where.region ?? home.region },
    changing_runs_max: most,
    ...(unproven ? { unproven } : {}),
    ...(channels ? { channels } : {}),
  };
}

/** EKS CreateCluster: at most 100 letters, digits, `-` and `_`. */
const clusterName = {
  pattern: /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/,
  what: "a cluster's name: letters, digits, - and _, at most 100",
};
/** RDS: at most 63 letters, digits and `-`. */
const databaseName = {
  pattern: /^[A-Za-z][A-Za-z0-9-]{0,62}$/,
  what: "a database's name: letters, digits and -, at most 63",
};

function eachOf<T>(
  node: Node | undefined,
  name: { pattern: RegExp; what: string },
  report: Report,
  one: (node: Node, name: string) => T | undefined,
): Record<string, T> {
  if (!node || (node.kind === 'scalar' && node.broken)) return {};
  if (node.kind !== 'map') {
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a map of names`);
    return {};
  }
  const found = node.entries.flatMap(({ key, spot, value }): [string, T][] => {
    if (!name.pattern.test(key)) report.error(spot, 'wrong-value', `found "${key}", expected ${name.what}`);
    // `prod-blue:` with nothing behind it has the defaults of the file.
    const empty: Node = { kind: 'map', entries: [], position: value.position, path: value.path };
    const read = one(value.kind === 'scalar' && value.value === null && !value.broken ? empty : value, key);
    return read === undefined ? [] : [[key, read]];
  });
  return Object.fromEntries(found);
}

function readCluster(
  node: Node,
  name: string,
  home: { account: string | undefined; region: string | undefined },
  report: Report,
): Cluster | undefined {
  const said = shape(node, cluster, report);
  if (!said) return undefined;
  const where = { account: said.account ?? home.account ?? '', region: said.region ?? home.region ?? '' };
  const arn = `arn:${partitionOf(where.region)}:eks:${where.region}:${where.account}:cluster/${name}`;
  if (said.arn !== undefined && said.arn !== arn && where.account !== '' && where.region !== '') {
    const spot = node.kind === 'map' ? (node.entries.find(({ key }) => key === 'arn')?.value ?? node) : node;
    report.error(
      spot,
      'wrong-value',
      `found "${said.arn}", expected "${arn}" by the name, account and Region of this cluster`,
    );
    return undefined;
  }
  return { name, ...where, arn, endpoint: said.endpoint, drill: said.drill };
}
