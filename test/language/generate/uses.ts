import type { Json, JsonObject } from '../../../lib/model/json.ts';
import { condition, conditionOn, sentence } from './expressions.ts';
import { boolean, type Fact, meet, number, oneOf, outputs, type Path, text, type Way } from './facts.ts';
import { otherRunbook } from './others.ts';
import { depthMax, type Place, type Written } from './place.ts';
import { idOf, levels, people, title } from './words.ts';

/** Steps of a list. */
export type List = (place: Place, way: Way, size: number) => { steps: Json[]; way: Way };

/** A step type with its `with`. */
interface Use {
  uses: string;
  with: JsonObject;
  paths: readonly Path[];
  /** Its time, where it is not its `timeout`. */
  seconds?: number;
  /** `wait: 5m` has keys of its own. */
  wait?: string;
}

/** A step that uses a step type, with whatever may stand beside it. `plain`: nothing lets the run go on without it. */
export function use(place: Place, before: Way, list: List, wanted?: string, plain = false): Written {
  const { tape, made } = place;
  const own = title(place);
  const guard = !plain && tape.chance(20) ? condition(place, before) : undefined;
  const { uses, with: given, paths, seconds, wait } = useOf(place, before, wanted);
  const looks = ['check-cluster', 'find-backup', 'verify-workloads'].includes(uses);
  const asks = ['approve', 'decide', 'manual', 'wait'].includes(uses);
  const until = !plain && looks && tape.chance(25);
  const id = idOf(place, until || plain || uses === 'decide');
  const fact: Fact | undefined =
    id === undefined
      ? undefined
      : { id, sure: true, paths, ...(uses === 'find-backup' ? { backup: true } : {}) };
  const done = doneWay(before, uses, fact);
  const timeout = uses === 'restore-backup' ? 1800 : until ? tape.one(300, 120) : tape.one(300, 120, 900);
  const retry =
    !plain && !asks && tape.chance(25)
      ? {
          times: tape.one(1, 2, 3),
          ...(tape.chance(50) ? { every: tape.one('10s', '30s'), backoff: tape.one(1, 1.5, 2) } : {}),
        }
      : undefined;
  const undo = undoOf(place, done, uses);
  // its first look, its attempts, and what lies between them
  made.seconds += seconds ?? (retry ? timeout * 4 + 300 : timeout);
  const failed = uses === 'restore-backup' ? { ...before, dirty: true, changed: true } : before;
  const untimely = until && looks ? untilOf(place, before, done, fact, list) : undefined;
  const failure = onFailure(place, failed, id, list, plain);
  const after = meet([
    done,
    ...(untimely?.late ? [untimely.late] : []),
    ...(failure?.way ? [failure.way] : []),
  ]);
  const step: JsonObject = {
    ...(id === undefined ? {} : { id }),
    title: own,
    ...(guard === undefined ? {} : { if: guard }),
    ...(wait === undefined
      ? { uses, ...(Object.keys(given).length === 0 && tape.chance(50) ? {} : { with: given }) }
      : { wait }),
    ...untimely?.keys,
    ...(uses === 'wait' ? {} : { timeout: `${timeout / 60}m` }),
    ...(retry ? { retry } : {}),
    ...(undo ? { undo } : {}),
    ...(failure?.value === undefined ? {} : { on_failure: failure.value }),
  };
  const named = id === undefined ? after : { ...after, ids: [...after.ids, id] };
  return { step, way: guard === undefined ? named : meet([named, before]) };
}

function doneWay(before: Way, uses: string, fact: Fact | undefined): Way {
  const facts = fact ? [...before.facts, fact] : before.facts;
  const changes = uses === 'restore-backup';
  const verifies = uses === 'verify-workloads';
  return {
    ...before,
    facts,
    ids: fact ? [...before.ids, fact.id] : before.ids,
    dirty: changes || (before.dirty && !verifies),
    verified: before.verified || verifies,
    changed: before.changed || changes,
  };
}

function untilOf(place: Place, before: Way, done: Way, fact: Fact | undefined, list: List) {
  const { tape } = place;
  const path = fact && tape.of(fact.paths.filter(({ nullable }) => !nullable));
  if (!fact || !path) return undefined;
  const own = conditionOn(place, `$${fact.id}${path.path}`, path.kind);
  const holds = tape.chance(20)
    ? `${own} or $run.elapsed > 600`
    : tape.chance(20)
      ? `(${condition(place, done)}) and ${own}`
      : own;
  const unsure = {
    ...before,
    facts: [...before.facts, { ...fact, sure: false }],
    ids: [...before.ids, fact.id],
  };
  const late = inside(place) && tape.chance(50) ? list(deeper(place), unsure, 1 + tape.below(2)) : undefined;
  const keys: JsonObject = {
    until: holds,
    ...(tape.chance(60) ? { every: tape.one('30s', '5s', '1m') } : {}),
    ...(late ? { on_timeout: late.steps } : {}),
  };
  return { keys, ...(late ? { late: late.way } : {}) };
}

/** What follows a failure, and the way on behind it. `before`: what is known then; of the step itself only how it went. */
export function onFailure(
  place: Place,
  before: Way,
  id: string | undefined,
  list: List,
  plain = false,
): { value?: Json; way?: Way } | undefined {
  const { tape } = place;
  const known = id === undefined ? before : { ...before, ids: [...before.ids, id] };
  const kind = tape.below(plain ? 8 : 10);
  // what fails in `always` is passed over
  if (kind < 8 && place.always) return kind < 6 ? { way: known } : { value: 'continue', way: known };
  if (kind < 5) return undefined;
  if (kind < 8) return { value: tape.one('stop', 'ask') };
  if (kind === 8 || !inside(place)) return { value: 'continue', way: known };
  const { steps, way } = list(deeper(place), known, 1 + tape.below(2));
  return { value: steps, way };
}

export const inside = ({ depth, made }: Place): boolean => depth < depthMax && made.left > 0;
export const deeper = (place: Place): Place => ({ ...place, depth: place.depth + 1 });

function undoOf(place: Place, done: Way, uses: string): JsonObject | undefined {
  const { tape, always } = place;
  if (
    always ||
    !['restore-backup', 'manual', 'announce', 'page', 'runbook'].includes(uses) ||
    !tape.chance(60)
  )
    return undefined;
  if (uses === 'restore-backup' && tape.chance(60)) return {};
  const by = uses === 'manual' && tape.chance(50) ? undefined : tape.one('manual', 'announce', 'page');
  const words = { text: sentence(place, done) };
  const ask = (by ?? 'manual') === 'manual' && tape.chance(30) ? { ask: levels(place).ask } : {};
  const record =
    (by ?? 'manual') === 'manual' && tape.chance(30) ? { record: { put_back: { type: 'boolean' } } } : {};
  const who = by === 'page' ? { who: tape.of(people) } : {};
  return { ...(by === undefined ? {} : { uses: by }), with: { ...words, ...ask, ...record, ...who } };
}

/** What a step of `always`, or one that people have said yes to, can be. */
function useOf(place: Place, way: Way, wanted?: string): Use {
  const { tape, always } = place;
  const backup = backupOf(way);
  const free = ['check-cluster', 'announce', 'find-backup', 'page', ...(backup ? ['verify-workloads'] : [])];
  const more = [
    'decide',
    'manual',
    'wait',
    'runbook',
    'wait',
    'manual',
    ...(canRestore(place, way) ? ['restore-backup', 'restore-backup', 'restore-backup'] : []),
  ];
  const uses = wanted ?? tape.of(always ? free : [...free, ...more]);
  const paths = outputs[uses] ?? [];
  switch (uses) {
    case 'check-cluster':
      return { uses, with: where(place, ['cluster'], tape.chance(50)), paths };
    case 'find-backup':
      return {
        uses,
        with: {
          ...where(place, ['cluster', 'namespace']),
          ...(tape.chance(50) ? { name: '$inputs.backup' } : {}),
          ...(tape.chance(50) ? { newest_within: tape.one<Json>('24h', '$inputs.max_age') } : {}),
        },
        paths,
      };
    case 'verify-workloads':
      return {
        uses,
        with: { ...where(place, ['cluster', 'namespace']), against: `$${backup?.id}.inventory` },
        paths,
      };
    case 'restore-backup': {
      const chosen = backupOf(way, place.cover?.known);
      const given = `$${chosen?.id}.backup`;
      return { uses, with: { ...where(place, ['cluster', 'namespace']), backup: given }, paths };
    }
    case 'announce':
      return {
        uses,
        with: {
          text: sentence(place, way),
          ...(tape.chance(50) ? { to: tape.one('$inputs.group', ...people) } : {}),
        },
        paths,
      };
    case 'page':
      return {
        uses,
        with: { text: sentence(place, way), who: tape.one<string>(...people, '$inputs.whom') },
        paths,
      };
    case 'wait': {
      const time = tape.one('5m', '1m', '2h', '90s');
      const seconds = time === '2h' ? 7200 : 300;
      if (tape.chance(30)) return { uses, with: { for: time }, paths, seconds };
      return { uses, with: {}, paths, seconds, wait: time };
    }
    case 'runbook':
      return { uses, with: otherRunbook(place, way), paths, seconds: 3600 };
    case 'decide': {
      const options = ['go_on', 'leave', 'half-way'].slice(0, 2 + tape.below(2));
      const { ask, seconds } = levels(place);
      const labels = Object.fromEntries(options.map((word) => [word, sentence(place, way)]));
      const given = {
        question: sentence(place, way),
        options: labels,
        ...(tape.chance(40) ? { recommend: tape.of(options) } : {}),
        ask,
      };
      return { uses, with: given, paths: [...paths, { path: '.answer', kind: oneOf(...options) }], seconds };
    }
    default: {
      const record = recordOf(place);
      const asked = tape.chance(60) ? levels(place) : undefined;
      const given = {
        text: sentence(place, way),
        ...(tape.chance(40) ? { checklist: [sentence(place, way), sentence(place, way)] } : {}),
        ...(record ? { record: record.specs } : {}),
        ...(asked ? { ask: asked.ask } : {}),
      };
      return { uses: 'manual', with: given, paths: [...paths, ...(record?.paths ?? [])], seconds: 3600 };
    }
  }
}

function recordOf({ tape }: Place): { specs: JsonObject; paths: Path[] } | undefined {
  if (!tape.chance(60)) return undefined;
  return {
    specs: {
      case_id: { type: 'string', pattern: '[0-9]+' },
      size: { type: 'choice', choices: ['s', 'l'] },
      count: { type: 'number' },
      sure: { type: 'boolean', description: 'Are you?' },
      took: { type: 'duration' },
      at: { type: 'time' },
    },
    paths: [
      { path: '.record.case_id', kind: text },
      { path: '.record.size', kind: oneOf('s', 'l') },
      { path: '.record.count', kind: number },
      { path: '.record.sure', kind: boolean },
      { path: '.record.took', kind: number },
      { path: '.record.at', kind: text },
    ],
  };
}

function canRestore({ cover, unattended }: Place, way: Way): boolean {
  return cover ? backupOf(way, cover.known) !== undefined : unattended && backupOf(way) !== undefined;
}

/** A backup that was chosen for sure. */
export function backupOf(way: Way, known?: ReadonlySet<string>): Fact | undefined {
  return way.facts.findLast(({ id, sure, backup }) => sure && backup && (known?.has(id) ?? true));
}

/** Cluster and namespace: the target's, or written. */
function where(place: Place, keys: readonly ('cluster' | 'namespace')[], also = false): JsonObject {
  const { tape, loop, loops, cover } = place;
  const wanted = also ? [...keys, 'namespace' as const] : keys;
  const item =
    loop?.item.is === 'text' && (loop.plain || !cover || cover.loops === loops) ? ['$item', '$item'] : [];
  const values = {
    cluster: () => tape.one('$inputs.cluster', '$run.target.cluster', 'prod-blue', 'prod-green'),
    namespace: () => tape.of(['$inputs.namespace', 'payments', ...item]),
  };
  const written = wanted.filter(
    (key) =>
      !place.target.includes(key) ||
      tape.chance(25) ||
      (key === 'namespace' && item.length > 0 && tape.chance(60)),
  );
  return Object.fromEntries(
    written.map((key) => {
      const value = values[key]();
      return [
        key,
        value === '$run.target.cluster' && !place.target.includes('cluster') ? '$inputs.cluster' : value,
      ];
    }),
  );
}
