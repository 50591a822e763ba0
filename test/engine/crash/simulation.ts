import { seededRandom, Timeline } from '../../../lib/engine/clock.ts';
import { openJournal } from '../../../lib/engine/disk-journal.ts';
import type { Disk } from '../../../lib/engine/disk.ts';
import { Engine } from '../../../lib/engine/engine.ts';
import type { Event } from '../../../lib/engine/event.ts';
import type { Execution } from '../../../lib/engine/execution.ts';
import type { Journal } from '../../../lib/engine/journal.ts';
import type { Recovered } from '../../../lib/engine/recovery.ts';
import type { Random } from '../../../lib/model/clock.ts';
import { Outside, type Question } from './outside.ts';
import { VirtualDisk } from './virtual-disk.ts';
import { askService } from './ask-service.ts';
import { checkEnded, Witness } from './witness.ts';
import { jobOf, kindsOfJobs, machines, type Job } from './workload.ts';

/** Parts put in place of the right ones, to see that their defects are found. */
export interface Planted {
  disk?: (disk: Disk) => Disk;
  journal?: (journal: Journal) => Journal;
  recovered?: (recovered: Recovered) => Recovered;
  engine?: (engine: Engine, recovered: Recovered) => void;
}

const start = Date.parse('2026-11-24T03:05:00.000Z');
const account = { region: 'eu-central-1', account: '111122223333' };

/**
 * Runs of all kinds on an engine whose process dies again and again, on a disk that loses what was not synced. Throws,
 * naming what is wrong, when anybody saw something that is forgotten, something whose result was recorded ran again, a
 * deadline moved, or a run did not end exactly once as it should.
 */
export class Simulation {
  readonly disk: VirtualDisk;
  crashes = 0;
  rolls = 0;
  readonly #random: Random;
  readonly #clock: Timeline;
  readonly #outside = new Outside();
  readonly #jobs: Job[];
  readonly #planted: Planted;
  readonly #segmentBytesMax: number;
  readonly #endedMax: number;
  readonly #everFull: boolean;

  #engine: Engine | undefined;
  #life = 0;
  #dead = false;
  /** What a function saw that must not be. */
  #wrong: Error | undefined;
  #stepsLeft = Infinity;
  readonly #lives: { from: number; to: number }[] = [];
  readonly #witness = new Witness();
  /** Tokens of questions that somebody thinks about in this process. */
  #asked = new Set<string>();

  constructor(seed: number, planted: Planted = {}) {
    this.#random = seededRandom(seed);
    this.#planted = planted;
    this.#clock = new Timeline({ start, random: this.#random });
    this.disk = new VirtualDisk(this.#random);
    const among = <T>(values: readonly T[]): T => values[Math.floor(this.#random() * values.length)] as T;
    this.#jobs = Array.from({ length: 4 }, (_, n) => jobOf(among(kindsOfJobs), n + 1));
    this.#segmentBytesMax = among([3000, 12_000, 1_000_000]);
    this.#endedMax = among([1, 100]);
    this.#everFull = this.#random() < 0.2;
  }

  async run(crashes: number): Promise<void> {
    for (;;) {
      this.#stepsLeft = this.crashes < crashes ? 1 + Math.floor(this.#random() ** 2 * 160) : Infinity;
      const from = this.#clock.now();
      this.#live().catch((error: unknown) => {
        this.#wrong ??= error instanceof Error ? error : new Error(String(error));
      });
      const driven = await this.#clock.until(
        () => this.#dead || this.#wrong !== undefined || this.#allEnded(),
      );
      if (this.#wrong) throw this.#wrong;
      this.#lives.push({ from, to: this.#clock.now() });
      if (driven === 'idle') throw new Error(`stuck: ${this.#running().join(', ')} wait for ever`);
      if (!this.#dead) break;
      await this.#die();
    }
    this.#checkEnd();
  }

  async #die(): Promise<void> {
    this.crashes += 1;
    this.#dead = false;
    this.#clock.clear();
    // Some die alone, and leave to the next what they wrote without a sync; others with all that was not safe.
    if (this.#random() < 0.3) this.disk.kill();
    else this.disk.cut();
    this.disk.room = Infinity;
    await this.#clock.until(this.#clock.sleep(Math.floor(this.#random() ** 2 * 90_000)));
  }

  /** Every operation on the disk, call outside and event is a step; one of them is the last. */
  #step(): void {
    this.#stepsLeft -= 1;
    if (this.#stepsLeft > 0 || this.#dead) return;
    this.#dead = true;
    this.#engine?.kill();
    this.#engine = undefined;
  }

  async #onDisk(operation: string): Promise<void> {
    this.#step();
    if (this.#dead) return new Promise(() => {});
    if (operation === 'rename') this.rolls += 1;
    if (this.#everFull && this.#random() < 0.03) await this.#full();
    await this.#clock.sleep(operation === 'sync' ? 1 + Math.floor(this.#random() * 6) : 0);
  }

  /** Somebody fills the disk, and makes room some time later. */
  async #full(): Promise<void> {
    this.disk.room = 0;
    void this.#clock.sleep(300).then(() => {
      this.disk.room = Infinity;
    });
    return Promise.resolve();
  }

  async #live(): Promise<void> {
    this.#life = this.#outside.born();
    this.#asked = new Set();
    const life = this.#life;
    const real = this.disk.open((operation) => this.#onDisk(operation));
    const opened = await openJournal({
      disk: this.#planted.disk?.(real) ?? real,
      where: 'engine',
      pause: (signal) => this.#clock.sleep(50, signal),
      segmentBytesMax: this.#segmentBytesMax,
    });
    this.#witness.check(opened.recovered, this.#outside);
    const recovered = this.#planted.recovered?.(opened.recovered) ?? opened.recovered;
    const engine = new Engine({
      ...account,
      clock: this.#clock,
      random: seededRandom(Math.floor(this.#random() * 2 ** 31)),
      journal: this.#planted.journal?.(opened.journal) ?? opened.journal,
      recovered,
      endedMax: this.#endedMax,
      tasks: {
        invoke: async (call) => {
          if (this.#life !== life) return new Promise(() => {});
          const answer = this.#outside.invoke(call, this.#clock);
          this.#checkCall();
          this.#step();
          return answer;
        },
        publish: () => Promise.resolve({ ok: null }),
      },
      onEvent: (arn, event) => this.#onEvent(arn, event),
    });
    this.#engine = engine;
    const resumed = engine.resume();
    this.#planted.engine?.(engine, recovered);
    for (const job of this.#jobs) void this.#start(engine, job);
    await resumed;
    for (const question of this.#outside.questions.values()) {
      if (this.#asked.has(question.token)) continue;
      this.#asked.add(question.token);
      void this.#answer(engine, question);
    }
  }

  #onEvent(arn: string, event: Event): void {
    if (this.#dead) return;
    this.#witness.tell(arn, event);
    this.#step();
  }

  async #start(engine: Engine, job: Job): Promise<void> {
    const machine = engine.stateMachineArn(job.machine);
    const definition = machines[job.machine];
    if (!definition) throw new Error('no definition');
    if (!engine.machine(machine)) engine.createStateMachine(job.machine, definition);
    const name = job.name;
    const arn = arnOf(engine, job);
    const { status, body } = await askService(engine, 'StartExecution', {
      stateMachineArn: machine,
      name,
      input: JSON.stringify(job.input),
    });
    if (this.#engine !== engine) return;
    // 503 while the disk is full, and 400 when it has ended already: what matters is that it is known.
    if (status === 503) return this.#clock.sleep(500).then(() => this.#start(engine, job));
    if (status !== 200 && !String(body['__type']).includes('ExecutionAlreadyExists'))
      throw new Error(`StartExecution: ${JSON.stringify(body)}`);
    this.#witness.accepted.add(arn);
    if (job.stopAfter === undefined) return;
    const startedAt = engine.execution(arn)?.startedAt;
    if (startedAt === undefined) return;
    await this.#clock.sleep(startedAt + job.stopAfter * 1000 - this.#clock.now());
    await this.#stop(engine, arn);
  }

  async #stop(engine: Engine, arn: string): Promise<void> {
    const { status } = await askService(engine, 'StopExecution', {
      executionArn: arn,
      error: 'Enough',
      cause: '',
    });
    if (status === 503) await this.#clock.sleep(500).then(() => this.#stop(engine, arn));
  }

  async #answer(engine: Engine, question: Question): Promise<void> {
    if (question.settled) return;
    await this.#clock.sleep(question.due - this.#clock.now());
    const output = JSON.stringify(question.answer);
    const { status } = await askService(engine, 'SendTaskSuccess', { taskToken: question.token, output });
    if (this.#engine !== engine) return;
    if (status === 503) return this.#clock.sleep(500).then(() => this.#answer(engine, question));
    question.settled = status === 200 ? 'taken' : 'late';
  }

  /** People hear of a question when the function tells them, in this process or in one before. */
  #checkCall(): void {
    const made = this.#outside.calls.at(-1);
    if (!made) return;
    if (this.#witness.over.has(made.call))
      this.#wrong ??= new Error(`${made.name} of ${made.of} was called again, and its result was recorded`);
    const question = [...this.#outside.questions.values()].at(-1);
    if (this.#engine && question?.of === made.of && !this.#asked.has(question.token)) {
      this.#asked.add(question.token);
      void this.#answer(this.#engine, question);
    }
  }

  #allEnded(): boolean {
    return (
      this.#engine !== undefined &&
      this.#witness.accepted.size === this.#jobs.length &&
      this.#running().length === 0
    );
  }

  #running(): string[] {
    return (this.#engine?.executions() ?? [])
      .filter(({ status }) => status === 'RUNNING')
      .map(
        ({ name, frames }) =>
          `${name} (${JSON.stringify(Object.values(frames).map(({ waits }) => waits.for))})`,
      );
  }

  #checkEnd(): void {
    const engine = this.#engine;
    if (!engine) throw new Error('no engine');
    for (const job of this.#jobs) {
      const execution = engine.executions().find(({ name }) => name === job.name);
      if (!execution) {
        if (this.#endedMax > 1) throw new Error(`${job.name} is not there`);
        continue;
      }
      checkEnded(job, execution);
      this.#checkWaits(execution);
    }
  }

  /** A wait ends when it is due, or as soon as somebody is alive afterwards. */
  #checkWaits({ name, events, definition }: Execution): void {
    if (this.#everFull) return;
    const entered = new Map<number, Event>();
    for (const event of events) {
      if (event.type === 'WaitStateEntered') entered.set(event.id, event);
      const begun = event.type === 'WaitStateExited' ? entered.get(event.previousEventId) : undefined;
      if (!begun) continue;
      const seconds = secondsOf(definition, begun);
      if (seconds === undefined) continue;
      const due = begun.at + seconds * 1000;
      // One that died at once had no time to do it.
      const alive = this.#lives.find(({ from, to }) => to > Math.max(due, from) + 1500)?.from ?? Infinity;
      if (event.at < due || event.at > Math.max(due, alive) + 1500)
        throw new Error(`${name}: ${begun.name} was due at ${due - start} and ended at ${event.at - start}`);
    }
  }
}

/** Of waits that are written as a number. */
function secondsOf(definition: Execution['definition'], { name = '' }: Event): number | undefined {
  const below = Object.values(definition.States).flatMap((state) =>
    state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : [],
  );
  const state = [definition, ...below].flatMap(({ States }) => States[name] ?? [])[0];
  return state?.Type === 'Wait' && typeof state.Seconds === 'number' ? state.Seconds : undefined;
}

function arnOf(engine: Engine, job: Job): string {
  return `${engine.stateMachineArn(job.machine).replace(':stateMachine:', ':execution:')}:${job.name}`;
}
