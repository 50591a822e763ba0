import { expect, test } from '@jest/globals';
import type { Disk } from '../../../lib/engine/disk.ts';
import type { Journal } from '../../../lib/engine/journal.ts';
import type { Recovered } from '../../../lib/engine/recovery.ts';
import { type Planted, Simulation } from './simulation.ts';

/** Each defect that the crashes are there for is found, within a few seeds. */

const without =
  (operation: 'syncFolder' | 'truncate') =>
  (disk: Disk): Disk => ({ ...disk, [operation]: async () => {} });

const unsynced = (disk: Disk): Disk => ({
  ...disk,
  sync: async (file) => {
    if (file.endsWith('.part')) await disk.sync(file);
  },
});

/** A journal of which only some methods are another's. */
const journalWith = (journal: Journal, other: Partial<Journal>): Journal => ({
  append: (entry) => journal.append(entry),
  synced: () => journal.synced(),
  problem: () => journal.problem?.(),
  onTrouble: (tell) => journal.onTrouble?.(tell) ?? (() => {}),
  attach: (checkpoint) => journal.attach?.(checkpoint),
  ...other,
});

const eachFrame = (recovered: Recovered, change: (waits: { for: string }) => void): Recovered => {
  for (const { frames } of recovered.executions.values())
    for (const { waits } of Object.values(frames)) change(waits);
  return recovered;
};

const defects: [string, Planted, RegExp][] = [
  ['files are not synced', { disk: unsynced }, /lost|nobody knows why/],
  ['the folder is not synced', { disk: without('syncFolder') }, /lost|nobody knows why|lacks|not there/],
  ['a torn tail stays where it is', { disk: without('truncate') }, /damaged|lost|nobody knows why/],
  [
    'effects come before the journal is safe',
    { journal: (journal) => journalWith(journal, { synced: () => void journal.synced() }) },
    /lost|nobody knows why/,
  ],
  [
    'answers of people are not written down',
    {
      journal: (journal) =>
        journalWith(journal, {
          append: (entry) => {
            if (entry.kind !== 'input' || entry.input.kind !== 'called-back') journal.append(entry);
          },
        }),
    },
    /lost|gave up/,
  ],
  [
    'waits begin anew',
    {
      recovered: (recovered) =>
        eachFrame(recovered, (waits) => {
          if ('at' in waits && typeof waits.at === 'number') waits.at += 20_000;
        }),
    },
    /was due at|gave up/,
  ],
  [
    'a call that was answered is made again',
    {
      recovered: (recovered) =>
        eachFrame(recovered, (waits) => void Reflect.deleteProperty(waits, 'submitted')),
    },
    /called again/,
  ],
  [
    'calls in flight are not made again',
    {
      recovered: (recovered) =>
        eachFrame(recovered, (waits) => {
          if (waits.for === 'task') Object.assign(waits, { submitted: true });
        }),
    },
    /stuck/,
  ],
];

const seedsMax = 150;

test.each(defects)('%s: it is found', async (_name, planted, message) => {
  const found: string[] = [];
  for (let seed = 1; seed <= seedsMax && found.length === 0; seed += 1)
    await new Simulation(seed, planted).run(4).catch((error: unknown) => found.push(String(error)));
  expect(found[0]).toMatch(message);
});
