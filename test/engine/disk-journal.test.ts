import { describe, expect, test } from '@jest/globals';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { openJournal, type JournalOptions } from '../../lib/engine/disk-journal.ts';
import { Engine, type EngineOptions, type FunctionCall } from '../../lib/engine/engine.ts';
import type { Definition } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import { VirtualDisk } from './crash/virtual-disk.ts';
import { definition, start } from './world.ts';

const ask = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: 'f', Payload: '{% $states.context.Task.Token %}' },
} as const;
const asking = definition({ A: { ...ask, Next: 'W' }, W: { Type: 'Wait', Seconds: 60, End: true } });

/** An engine on a disk, from one power cut to the next. */
async function engineOn(
  disk: VirtualDisk,
  more: Partial<JournalOptions> &
    Partial<Pick<EngineOptions, 'endedMax' | 'onEvent'>> & { at?: number; hang?: boolean } = {},
) {
  const clock = new Timeline({ start, random: seededRandom(1) });
  const operations: string[] = [];
  const opened = await openJournal({
    disk: disk.open(async (operation) => void operations.push(operation)),
    where: '.rebound/engine',
    pause: (signal) => clock.sleep(1000, signal),
    ...more,
  });
  const { journal, recovered } = opened;
  const at = Math.max(recovered.lastAt, more.at ?? 0);
  if (at > clock.now()) await clock.until(clock.sleep(at - clock.now()));
  const calls: FunctionCall[] = [];
  const engine = new Engine({
    clock,
    random: seededRandom(2),
    journal,
    recovered,
    region: 'eu-central-1',
    account: '111122223333',
    ...(more.endedMax === undefined ? {} : { endedMax: more.endedMax }),
    ...(more.onEvent ? { onEvent: more.onEvent } : {}),
    tasks: {
      invoke: async (call) => {
        calls.push(call);
        return more.hang ? new Promise(() => {}) : { ok: 'asked' };
      },
      publish: async () => ({ ok: null }),
    },
  });
  await engine.resume();
  const begin = (name: string, machine: Definition = asking, input: Json = {}) =>
    engine.start(engine.createStateMachine('machine', machine), input, name).arn;
  const service = async (operation: string, request: object) => {
    const { status, body } = await engine.service({
      system: 'states',
      method: 'POST',
      url: 'https://states.eu-central-1.amazonaws.com/',
      headers: { 'x-amz-target': `AWSStepFunctions.${operation}` },
      body: JSON.stringify(request),
    });
    return { status, body: new TextDecoder().decode(body) };
  };
  const count = (operation: string) => operations.filter((one) => one === operation).length;
  return { clock, journal, recovered, engine, calls, begin, service, count };
}

const newDisk = () => new VirtualDisk(seededRandom(3));
/** Lets everything happen that takes no time. */
const settle = (clock: Timeline) => clock.until(clock.sleep(0));

describe('goes on', () => {
  test('a token stays valid, a wait keeps its deadline, and what was answered is not called again', async () => {
    const disk = newDisk();
    const first = await engineOn(disk);
    const arn = first.begin('one');
    await settle(first.clock);
    const token = JSON.stringify(first.calls[0]?.payload).slice(1, -1);
    first.engine.kill();
    disk.cut();

    const second = await engineOn(disk);
    expect(second.engine.execution(arn)?.status).toBe('RUNNING');
    await second.engine.answer(token, { ok: 'yes' });
    await second.clock.until(second.clock.sleep(20_000));
    second.engine.kill();
    disk.cut();

    const third = await engineOn(disk);
    await third.clock.until(third.engine.ended(arn));
    expect([third.clock.now() - start, third.engine.execution(arn)?.output]).toEqual([60_000, 'yes']);
    expect([second.calls, third.calls]).toEqual([[], []]);
  });

  test('versions and aliases are there again, and what runs a version goes on with its definition', async () => {
    const disk = newDisk();
    const first = await engineOn(disk);
    const machine = first.engine.createStateMachine('machine', asking);
    const arnOf = ({ body }: { body: string }, member: string): string => JSON.parse(body)[member];
    const version = arnOf(
      await first.service('PublishStateMachineVersion', { stateMachineArn: machine }),
      'stateMachineVersionArn',
    );
    first.engine.createStateMachine('machine', definition({ S: { Type: 'Succeed' } }));
    const started = await first.service('StartExecution', { stateMachineArn: version, name: 'one' });
    expect(started.status).toBe(200);
    await settle(first.clock);
    first.engine.kill();
    disk.cut();
    const second = await engineOn(disk);
    expect(second.engine.execution(arnOf(started, 'executionArn'))?.status).toBe('RUNNING');
    const again = await second.service('StartExecution', { stateMachineArn: version, name: 'two' });
    const newest = await second.service('StartExecution', { stateMachineArn: machine, name: 'three' });
    await settle(second.clock);
    expect(
      [again, newest].map((answer) => second.engine.execution(arnOf(answer, 'executionArn'))?.status),
    ).toEqual(['RUNNING', 'SUCCEEDED']);
    second.engine.kill();
  });

  test('many executions share one sync', async () => {
    const of = await engineOn(newDisk());
    for (let index = 0; index < 100; index += 1) of.begin(`e-${index}`);
    const before = of.count('sync');
    await settle(of.clock);
    expect(of.calls).toHaveLength(100);
    expect(of.count('sync') - before).toBeLessThan(6);
  });

  test('what is overdue strikes at once, in order, and is not called again', async () => {
    const disk = newDisk();
    const timed = (seconds: number) =>
      definition({
        T: {
          ...ask,
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'f' },
          TimeoutSeconds: seconds,
          End: true,
        },
      });
    const first = await engineOn(disk, { hang: true });
    for (const seconds of [30, 10, 20, 500])
      first.engine.start(first.engine.createStateMachine(`m${seconds}`, timed(seconds)), {}, `e${seconds}`);
    await settle(first.clock);
    expect(first.calls).toHaveLength(4);
    first.engine.kill();
    disk.cut();

    const ended: string[] = [];
    const onEvent = (arn: string, { type }: { type: string }) => {
      if (type === 'ExecutionFailed') ended.push(arn.split(':').at(-1) ?? '');
    };
    const second = await engineOn(disk, { hang: true, at: start + 25_000, onEvent });
    expect(ended).toEqual(['e10', 'e20']);
    expect(second.calls.map(({ executionArn }) => executionArn.split(':').at(-1))).toEqual(['e30', 'e500']);
    await second.clock.until(second.clock.sleep(10_000));
    expect(ended).toEqual(['e10', 'e20', 'e30']);
  });

  test('an execution whose own time is over only ends: nothing more is called', async () => {
    const disk = newDisk();
    const first = await engineOn(disk);
    const call = { ...ask, Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' } };
    const machine = definition(
      { W: { Type: 'Wait', Seconds: 10, Next: 'T' }, T: { ...call, End: true } },
      { TimeoutSeconds: 20 },
    );
    const arn = first.begin('one', machine);
    await settle(first.clock);
    first.engine.kill();
    disk.cut();
    const second = await engineOn(disk, { at: start + 30_000 });
    expect(second.engine.execution(arn)?.status).toBe('TIMED_OUT');
    expect(second.calls).toEqual([]);
  });

  test('a heartbeat that nobody could send while nothing listened is not missed', async () => {
    const disk = newDisk();
    const first = await engineOn(disk);
    const arn = first.begin(
      'one',
      definition({ A: { ...ask, HeartbeatSeconds: 10, TimeoutSeconds: 100, End: true } }),
    );
    await settle(first.clock);
    first.engine.kill();
    disk.cut();
    const second = await engineOn(disk, { at: start + 50_000 });
    await second.clock.until(second.engine.ended(arn));
    expect(second.clock.now() - start).toBe(60_000);
  });
});

describe('a journal does not grow for ever', () => {
  test('a new file begins with what still runs; what ended long ago is only a name', async () => {
    const disk = newDisk();
    const of = await engineOn(disk, { segmentBytesMax: 20_000, endedMax: 2 });
    const quick = definition({ P: { Type: 'Pass', End: true } });
    const waiting = of.begin('waiting');
    for (let index = 0; index < 300; index += 1) {
      of.engine.start(of.engine.createStateMachine('quick', quick), { index }, `q-${index}`);
      await settle(of.clock);
    }
    await of.journal.close();
    const bytes = disk.names().reduce((sum, name) => sum + disk.bytes(name).length, 0);
    expect(disk.names()).toHaveLength(1);
    expect(bytes).toBeLessThan(80_000);
    disk.cut();

    const again = await engineOn(disk, { segmentBytesMax: 20_000, endedMax: 2 });
    expect(again.engine.execution(waiting)?.status).toBe('RUNNING');
    expect(again.recovered.forgotten.size).toBeGreaterThan(100);
    const machine = again.engine.stateMachineArn('quick');
    expect(() => again.engine.start(machine, {}, 'q-1')).toThrow('Execution Already Exists');
  });
});

describe('a full disk', () => {
  test('nothing goes on that was not written down, the service says so, and it goes on when there is room', async () => {
    const disk = newDisk();
    const problems: (string | undefined)[] = [];
    const of = await engineOn(disk, { onProblem: (problem) => problems.push(problem?.message) });
    of.engine.createStateMachine('machine', asking);
    const stateMachineArn = of.engine.stateMachineArn('machine');
    disk.room = 0;
    const inFlight = of.service('StartExecution', { stateMachineArn, name: 'one' });
    await of.clock.until(of.clock.sleep(5000));
    expect(of.calls).toEqual([]);
    expect((await inFlight).status).toBe(503);
    const refused = await of.service('StartExecution', { stateMachineArn, name: 'two' });
    expect([refused.status, refused.body]).toEqual([503, expect.stringContaining('make room')]);
    disk.room = Infinity;
    await of.clock.until(of.clock.sleep(5000));
    expect(of.calls.map(({ executionArn }) => executionArn.split(':').at(-1))).toEqual(['one']);
    expect((await of.service('StartExecution', { stateMachineArn, name: 'two' })).status).toBe(200);
    expect(problems).toEqual([expect.stringContaining('no room left'), undefined]);
    of.engine.kill();
    disk.cut();
    expect((await engineOn(disk)).recovered.executions.size).toBe(2);
  });

  test('a disk that fails otherwise ends it: nothing goes on from what is not known', async () => {
    const disk = newDisk();
    const problems: (string | undefined)[] = [];
    const opened = disk.open();
    const of = await engineOn(disk, {
      disk: {
        ...opened,
        sync: (file) => (file.endsWith('.part') ? opened.sync(file) : Promise.reject(new Error('EIO'))),
      },
      onProblem: (problem) => problems.push(problem?.message),
    });
    of.begin('one');
    await of.clock.until(of.clock.sleep(60_000));
    expect(of.calls).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('cannot be written any more')]);
    await of.journal.close();
  });
});

describe('what is found on the disk', () => {
  /** A disk with one file of several batches. */
  async function written() {
    const disk = newDisk();
    const of = await engineOn(disk);
    const arns: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      arns.push(of.begin(name));
      await settle(of.clock);
    }
    await of.journal.close();
    const [file = ''] = disk.names();
    return { disk, file, arns };
  }
  const open = (disk: VirtualDisk) =>
    openJournal({ disk: disk.open(), where: '.rebound/engine', pause: async () => {} });

  test('a torn tail is cut off with a finding, and stays cut', async () => {
    const { disk, file, arns } = await written();
    const whole = disk.bytes(file).length;
    await disk.open().truncate(file, whole - 7);
    const { recovered } = await open(disk);
    expect(recovered.findings).toEqual([expect.stringMatching(/left unfinished by a crash and are cut off/)]);
    expect([...recovered.executions.keys()]).toEqual(arns);
    expect((await open(disk)).recovered.findings).toEqual([]);
  });

  test('any byte that changes in the middle is an error that names file and offset; none gives a wrong answer', async () => {
    const { disk, file } = await written();
    const good = Buffer.from(disk.bytes(file));
    const random = seededRandom(9);
    const said = new Set<string>();
    for (let round = 0; round < 150; round += 1) {
      const bytes = disk.bytes(file);
      good.copy(bytes);
      const at = Math.floor(random() * good.length * 0.6);
      bytes.writeUInt8((bytes.readUInt8(at) + 1 + Math.floor(random() * 255)) % 256, at);
      const failed = await open(disk).then(
        () => undefined,
        (error: { code: string; message: string }) => error,
      );
      expect([round, failed?.code]).toEqual([round, 'FolderUnreadable']);
      said.add(failed?.message.replace(/\d+/g, 'N') ?? '');
    }
    expect([...said].every((message) => /damaged at byte N|newer Rebound/.test(message))).toBe(true);
    expect([...said].join()).toMatch(/restore the folder from a backup/);
  });

  test('one of a newer version is left alone', async () => {
    const { disk, file } = await written();
    disk.bytes(file).write('rebound engine journal, version 2,');
    await expect(open(disk)).rejects.toMatchObject({
      code: 'FolderUnreadable',
      message: expect.stringMatching(/newer Rebound.*version 2, this one reads 1.*start the newer Rebound/),
    });
  });

  test('a file that is missing between others is missed', async () => {
    const { disk, file } = await written();
    await disk.open().rename(file, '00000004.journal');
    await expect(open(disk)).rejects.toMatchObject({ code: 'FolderUnreadable' });
  });

  test('an execution whose replay differs is ended, with a finding, and stays ended', async () => {
    const { disk, arns } = await written();
    const of = await engineOn(disk);
    const [arn = ''] = arns;
    const { journal } = of;
    journal.append({
      kind: 'input',
      executionArn: arn,
      input: { kind: 'stop', at: start + 5 },
      before: [1, 2, 3],
    });
    await journal.close();
    const again = await engineOn(disk);
    expect(again.engine.execution(arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringContaining('could not be resumed'),
    });
    expect(again.recovered.findings).toHaveLength(1);
    await again.journal.close();
    const once = await engineOn(disk);
    expect([once.engine.execution(arn)?.status, once.recovered.findings]).toEqual(['FAILED', []]);
  });
});
