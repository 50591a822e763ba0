import { isObject, type JsonObject } from '../model/json.ts';
import { readPath } from '../sandbox/kubernetes-path.ts';
import { resourceName } from '../sandbox/resources.ts';
import { type ClusterWorld, keyOf, type StoredObject } from '../sandbox/world.ts';
import { bodyOf } from './calls.ts';
import type { Process } from './process.ts';
import { type TableView, viewOf } from './table-view.ts';
import { takenBy, undoName } from './undoing.ts';
import type { Moment, SeenCall } from './watch.ts';
import type { Watched } from './watched.ts';

/** A call that changes something outside, as it was begun. */
export interface OutsideChange {
  call: SeenCall;
  process: Process;
  /** `POST …/restores rb-…` */
  what: string;
  cluster: string;
  /** Name of what is made or changed; of what is taken away the name under which the ledger has the taking back. */
  external: string;
  body: JsonObject;
  /** True when it takes back what a step of an aborted run did. */
  undoes: boolean;
  /** `DELETE`: the object as it was; undefined when there was none, and of every other change. */
  away: StoredObject | undefined;
  /** True when the API took it. */
  made: boolean;
  intent: Intent | null;
  /** The table when its process made its first call. */
  atFirst: TableView;
}

/** When this process last wrote its intent, or tried to and read that it is there: what the change rests on. */
export interface Intent {
  moment: Moment;
  /** The table as it was when the intent was taken. */
  table: TableView;
}

const nobody: Process = {
  id: -1,
  name: 'nobody',
  payload: null,
  run: '',
  step: '',
  generation: 0,
  iteration: 0,
  undo: null,
  beganAt: 0,
  duplicate: false,
};

/** Every change outside that was begun, whether it came to anything or not. */
export function changesOf({ calls, last }: Watched): OutsideChange[] {
  const hosts = new Map(
    Object.values(last.clusters).map(({ name, endpoint }) => [new URL(endpoint).host, name]),
  );
  return calls
    .filter(({ facts }) => facts.kind === 'change')
    .map((call) => {
      const { request, facts, effect } = call;
      const url = new URL(request.url);
      const parsed: unknown = JSON.parse(bodyOf(request) || '{}');
      const body = isObject(parsed) ? (parsed as JsonObject) : {};
      const metadata = isObject(body['metadata']) ? body['metadata'] : {};
      const named = typeof metadata['name'] === 'string' ? metadata['name'] : undefined;
      const process = call.process ?? nobody;
      const undoes = process.undo !== null;
      const deletes = request.method === 'DELETE';
      const external =
        undoes && deletes
          ? undoName(process.run, takenBy(process), process.undo ?? 0)
          : (named ?? url.pathname.split('/').at(-1) ?? '');
      const cluster = hosts.get(url.host) ?? url.host;
      return {
        call,
        process,
        what: `${facts.name} ${named ?? ''}`.trim(),
        cluster,
        external,
        body,
        undoes,
        away: deletes ? objectAt(url.pathname, call.begun.world?.clusters[cluster]) : undefined,
        made: effect !== null && effect.status >= 200 && effect.status <= 299,
        intent: intentOf(external, process, call.begun.seq, calls),
        atFirst: viewOf((calls.find((other) => other.process === process) ?? call).begun.table),
      };
    });
}

/**
 * The last intent of this process for this name before a moment: a write that has it in hand; or, where that write met its
 * condition, the read of the ledger after it, when it shows the entry.
 */
function intentOf(external: string, process: Process, before: number, calls: SeenCall[]): Intent | null {
  const own = calls.filter(
    ({ process: of, facts, effect }) =>
      of === process && facts.kind === 'ledger' && effect !== null && effect.seq < before,
  );
  let tried = false;
  let intent: Intent | null = null;
  for (const { facts, effect } of own) {
    if (!effect) continue;
    if (facts.write && namesEntry(facts.members, external)) {
      tried = true;
      if (effect.status === 200) intent = { moment: effect, table: viewOf(effect.before) };
    } else if (tried && !facts.write && effect.status === 200) {
      const table = viewOf(effect.table);
      if (table.ledger(process.run)?.entries[external]) intent = { moment: effect, table };
    }
  }
  return intent;
}

/** Whether a write carries an entry of this name. */
function namesEntry(members: Record<string, unknown> | undefined, external: string): boolean {
  const values = members?.['ExpressionAttributeValues'];
  return (
    isObject(values) &&
    Object.values(values).some((value) => {
      const entry = isObject(value) ? value['M'] : undefined;
      const name = isObject(entry) ? entry['external'] : undefined;
      return isObject(name) && name['S'] === external;
    })
  );
}

/** The object at a path of the API. */
function objectAt(path: string, cluster: ClusterWorld | undefined): StoredObject | undefined {
  const found = readPath(path);
  if (!found) return undefined;
  const { resource, namespace = '', name = '' } = found;
  return cluster?.objects[keyOf(resourceName(resource), namespace, name)];
}

/** Namespaces that a change reaches into; null when it is not limited to any. */
export function namespacesOf({ body, call }: OutsideChange): string[] | null {
  const path = new URL(call.request.url).pathname;
  if (body['kind'] === 'Restore') {
    const spec = isObject(body['spec']) ? body['spec'] : {};
    const included = spec['includedNamespaces'];
    const mapping = isObject(spec['namespaceMapping']) ? Object.values(spec['namespaceMapping']) : [];
    if (!Array.isArray(included) || included.length === 0 || included.includes('*')) return null;
    return [...included, ...mapping].map(String);
  }
  const namespace = /\/namespaces\/([^/]+)/.exec(path)?.[1];
  return namespace === undefined ? null : [namespace];
}
