import { expect, test } from '@jest/globals';
import { parsePath, pathId } from '../../../lib/rehearsal/explore/path.ts';
import { straightPlayer } from '../../../lib/rehearsal/explore/player.ts';
import type { Site } from '../../../lib/rehearsal/explore/result.ts';
import { long } from './each-found.ts';
import { foundLine, plantedSubject } from './planted.ts';
import { plantedInChanges } from './of-changes.ts';
import { plantedInPeople } from './of-people.ts';
import { plantedInRuns } from './of-runs.ts';
import { print } from '../campaign.ts';

/*
 * Mistakes for which the exploration takes many paths (`npm run test:planted` lets it): here one path that shows each is played, and nothing is
 * looked for. A path is told by where it strikes, so that another call more or less does not make it another one.
 */

/** `deviation` stands behind the call's kind and number in the name of a path, `more` behind that. */
interface Known {
  name: string;
  at?: Pick<Site, 'function' | 'kind' | 'operation'>;
  /** The how-many-eth such call, from 0. */
  nth?: number;
  deviation?: string;
  more?: string;
}

const intent = { function: 'step-restore-backup', kind: 'ledger', operation: 'UpdateItem' } as const;
const restores = { function: 'step-restore-backup', kind: 'look' } as const;
const ofRestore = 'GET /apis/velero.io/v1/namespaces/velero/restores/…';

const change = {
  function: 'step-restore-backup',
  kind: 'change',
  operation: 'POST /apis/velero.io/v1/namespaces/velero/restores',
} as const;

const known: Known[] = [
  { name: 'ledger read without the fence', at: change, deviation: '@abort' },
  { name: 'undo skipped', at: change, deviation: '@abort' },
  { name: 'close run that does not wait for undo', at: change, deviation: '@abort' },
  { name: 'undo without a record', at: change, deviation: '@abort' },
  { name: 'undo of everything', at: change, deviation: '@abort' },
  { name: 'undo at each try', at: change, deviation: '@abort' },
  { name: 'answer taken twice', more: '+question.1=twice' },
  {
    name: 'GONE from one AccessDenied',
    at: { function: 'step-check-cluster', kind: 'look', operation: 'GET /readyz' },
    deviation: '=refused',
  },
  {
    name: 'redrive of a closed run',
    at: { ...restores, operation: ofRestore },
    deviation: '=refused',
    more: '@delivered-late',
  },
  { name: 'redrive of a closed run', at: intent, deviation: '@abort' },
  { name: 'stop switch ignored', at: intent, deviation: '@stop-everything' },
  { name: 'hold ignored', at: { function: 'lock', kind: 'lock', operation: 'PutItem' }, deviation: '@hold' },
  { name: 'lock released by the wrong run', at: intent, deviation: '@alarm-again' },
  { name: 'takeover by time alone', at: intent, deviation: '@alarm-again' },
  { name: 'a question without a deadline', more: '+question.1=silent' },
  { name: 'deadline not enforced', more: '+question.1=silent' },
  {
    name: 'a guard that reads a missing value as false',
    at: { function: 'step-check-cluster', kind: 'ledger', operation: 'GetItem' },
    deviation: '=refused',
    more: '+question.1=skip',
  },
  {
    name: 'skip hidden',
    at: { ...restores, operation: ofRestore },
    nth: 1,
    deviation: '=refused',
    more: '+question.2=skip',
  },
];

test('each that the exploration takes long for is known by a path', () => {
  expect(long.filter((name) => !known.some((one) => one.name === name))).toEqual([]);
});

const all = [...plantedInChanges, ...plantedInRuns, ...plantedInPeople];

test.each(known.map((one): [string, Known] => [`${one.name}: ${one.deviation ?? ''}${one.more ?? ''}`, one]))(
  '%s',
  async (_, { name, at, nth = 0, deviation = '', more = '' }) => {
    const planted = all.find((one) => one.name === name);
    if (!planted) throw new Error(`nothing is planted by the name of ${name}`);
    const { defect, ...healthy } = await plantedSubject(planted);
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      const { sites } = await straightPlayer({ ...healthy, ...(defect ? { defect } : {}) }).survey(0);
      const site = sites.filter(
        ({ function: of, kind, operation }) =>
          of === at?.function && kind === at.kind && operation === at.operation,
      )[nth];
      const call = site ? `${site.kind}.${site.nth}` : '';
      const again = more.startsWith('@') ? `+${call}${more}` : more;
      const path = parsePath(`1${call === '' ? '' : `+${call}${deviation}`}${again}`);
      if (!path || (at && !site)) throw new Error(`no such path: ${call}${deviation}${again}`);
      const result = await straightPlayer({ ...healthy, ...(defect ? { defect } : {}) }).play(path);
      print(foundLine(planted, { paths: 1, result }));
      expect(planted.endings).toContain(result.ending);
      // the healthy system goes the same way without a word
      expect((await straightPlayer(healthy).play(path)).violations).toEqual([]);
      expect(result.id).toBe(pathId(path));
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  },
);
