import { expect, test } from '@jest/globals';
import { seededRandom, Timeline } from '../../../lib/engine/clock.ts';
import { openJournal } from '../../../lib/engine/disk-journal.ts';
import { Engine } from '../../../lib/engine/engine.ts';
import { definition, start } from '../world.ts';
import { VirtualDisk } from './virtual-disk.ts';

const asking = definition({
  A: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'f', Payload: '{% $states.context.Task.Token %}' },
    End: true,
  },
});

/** An engine on a disk. `before` is told of each operation of the disk before it happens. */
async function engineOn(
  disk: VirtualDisk,
  before: (operation: string) => Promise<void> | void = () => {},
  segmentBytesMax = 1 << 20,
) {
  const clock = new Timeline({ start, random: seededRandom(1) });
  const { journal, recovered } = await openJournal({
    disk: disk.open(async (operation) => before(operation)),
    where: '.rebound/engine',
    pause: (signal) => clock.sleep(1000, signal),
    segmentBytesMax,
  });
  const called: string[] = [];
  const engine = new Engine({
    clock,
    random: seededRandom(2),
    journal,
    recovered,
    region: 'eu-central-1',
    account: '111122223333',
    tasks: {
      invoke: ({ executionArn }) => {
        called.push(executionArn.split(':').at(-1) ?? '');
        return Promise.resolve({ ok: null });
      },
      publish: () => Promise.resolve({ ok: null }),
    },
  });
  await engine.resume();
  const settle = () => clock.until(clock.sleep(0));
  return { engine, journal, recovered, called, settle };
}

/** More than are written down in one go. */
const executions = 120;

/** Fills the journal until it goes on in a new file, and ends the engine at one operation of the disk then. */
async function endedAt(operation: string, after: 'begun' | 'written') {
  const disk = new VirtualDisk(seededRandom(3));
  const seen = { files: 0, ended: false };
  const of = await engineOn(
    disk,
    (one) => {
      const here = seen.files > (after === 'begun' ? 0 : 1) && one === operation;
      if (one === 'rename') seen.files += 1;
      if (!here || seen.ended) return;
      seen.ended = true;
      of.engine.kill();
    },
    200_000,
  );
  const machine = of.engine.createStateMachine('machine', asking);
  for (let begun = 0; begun < executions; begun += 1) of.engine.start(machine, {}, `e${begun}`);
  await of.settle();
  // Machines fill the file: every execution waits, and none of them holds the checkpoint up.
  for (let made = 0; made < 1000 && !seen.ended; made += 1) {
    of.engine.createStateMachine(`m${made}`, asking);
    void of.journal.synced();
    await of.settle();
  }
  // The process lives on for a moment: the disk does what it was told.
  await of.settle();
  disk.cut();
  return { ended: seen.ended, kept: (await engineOn(disk)).recovered.executions.size };
}

test.each([
  ['rename', 'begun'],
  ['append', 'written'],
  ['sync', 'written'],
] as const)(
  'an engine that ends while its journal goes on in a new file, at %s, loses no execution',
  async (operation, after) => {
    const { ended, kept } = await endedAt(operation, after);
    expect([ended, kept]).toEqual([true, executions]);
  },
);

test('what a killed process left unsynced is made safe before anything goes on from it', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const disk = new VirtualDisk(seededRandom(seed));
    const seen = { files: 0 };
    const first = await engineOn(
      disk,
      (operation) => {
        if (operation === 'rename') seen.files += 1;
        // The new file has its name, and nothing says that it will keep it.
        if (operation === 'syncFolder' && seen.files === 2) disk.kill();
      },
      2000,
    );
    const machine = first.engine.createStateMachine('machine', asking);
    for (let index = 0; seen.files < 2; index += 1) {
      first.engine.start(machine, {}, `e${index}`);
      await first.settle();
    }
    // The old file is still there when the power is cut.
    const second = await engineOn(disk, (operation) =>
      operation === 'remove' ? new Promise<void>(() => {}) : undefined,
    );
    second.engine.start(machine, {}, 'late');
    await second.settle();
    expect(second.called).toContain('late');
    disk.cut();
    const third = await engineOn(disk);
    expect([...third.recovered.executions.keys()].filter((arn) => arn.endsWith(':late'))).toHaveLength(1);
  }
});
