import type { Manifest } from '../compiler/manifest.ts';
import type { LocalWorld } from '../local/world.ts';
import { Killed } from '../local/invoker.ts';
import { operationPartsOf } from '../local/operation-parts.ts';
import { sandboxSurroundings } from '../local/surroundings.ts';
import type { Ask } from '../model/ask.ts';
import type { Clock, Random } from '../model/clock.ts';
import { codeOf, explain, fail, type ReboundError, transientCodes } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import { groupsOf, personCalled } from '../model/on-call.ts';
import type { Directory } from '../model/people.ts';
import type { Transport } from '../model/transport.ts';
import { makeOperations } from '../operations/make-operations.ts';
import type { Operations } from '../operations/operations.ts';
import { rehearsedRecord } from '../sandbox/rehearsed-record.ts';
import type { DeliveredPage } from '../sandbox/world.ts';
import { makeClients } from '../wire/make-clients.ts';
import type { Word } from './people/words.ts';
import { asProcess, type Process } from './process.ts';
import type { Reply, Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';
import { viewOf } from './table-view.ts';
import type { Watch } from './watch.ts';

export interface CrewParts {
  clock: Clock;
  random: Random;
  estate: Estate;
  manifests: Record<string, Manifest>;
  world: LocalWorld;
  watch: Watch;
  /** Wraps a process's transport with what the schedule does to it. */
  harm: (inner: Transport, process: Process) => Transport;
  stage: Stage;
  /** People who are real: whoever is reached answers as themselves, by their own list or that of one of their groups. */
  directory?: Directory;
  /** Gives the operations of a person's command in the place of the real ones. */
  operations?: (real: Operations) => Operations;
}

/** A person answers by a button of Slack; false: they have none. */
export type Press = (ask: Ask, said: { by: string; answer: string }) => boolean;

/** How often a person tries a command again whose process died or had no answer. */
const triesMax = 3;
const betweenTriesMs = 5_000;

/** The people of a schedule. Each command is a process of its own, which can be killed and lose answers like any other. */
export function crew(parts: CrewParts) {
  const { clock, watch, world } = parts;

  /** One command; undefined when it came to nothing. `refused` is told of each time that it was not done. */
  async function command<T>(
    by: string,
    what: string,
    work: (operations: Operations) => Promise<T>,
    refused: (error: unknown) => void = () => {},
  ) {
    for (let attempt = 1; attempt <= triesMax; attempt += 1) {
      try {
        const process = parts.stage.newProcess(`person ${by}`);
        const result = await asProcess(parts.harm(world.transport, process), (transport) =>
          work(operationsOf(transport, parts)),
        );
        watch.note(`${by}: ${what}`);
        return result;
      } catch (error) {
        watch.note(`${by}: ${what} failed: ${explain(error).slice(0, 200)}`);
        refused(error);
        const code = codeOf(error);
        const again =
          error instanceof Killed ||
          code === undefined ||
          transientCodes.includes(code) ||
          code === 'Conflict';
        if (!again) return undefined;
        await clock.sleep(betweenTriesMs);
      }
    }
    return undefined;
  }

  /** Answers what a page asks, as the schedule says for the how-many-eth question of its kind that this group is asked. */
  function answering(
    people: Schedule['people'],
    pending: (work: Promise<unknown>) => void,
    press: Press = () => false,
  ) {
    const met = new Map<string, string[]>();
    return (page: DeliveredPage): void => {
      if (page.ask === undefined) return;
      const ask = viewOf(watch.now().table)
        .asks(page.run)
        .find((one) => one.id === page.ask);
      if (!ask) return;
      const name = listOf(page.who, people, ask, parts.directory);
      const key = `${name} ${ask.kind}`;
      const seen = met.get(key) ?? [];
      if (seen.includes(ask.id)) return;
      met.set(key, [...seen, ask.id]);
      const reply = replyFor(people[name] ?? [], ask.kind, seen.length);
      for (const { answer, after, by: named, ...more } of reply?.says ?? []) {
        const by = speaker(named, page.who, parts.directory);
        const { channel, ...rest } = more;
        const answers = async () => {
          if (channel !== 'slack' || !press(ask, { by, answer })) await sayTo(ask, { answer, by, ...rest });
        };
        pending(clock.sleep(after * 1000).then(answers));
      }
    };
  }

  /** Answers one question, open or not. */
  async function sayTo(
    ask: Ask,
    { answer, by, because: why, ...more }: Omit<Said, 'after'> & { because?: string },
  ): Promise<void> {
    const { run, id, title, back = [] } = ask;
    // Back to the nearest, where the one that is meant is not among them.
    const to = (back.find(({ step }) => step === more.to) ?? back[0])?.step;
    const where = answer === 'back' && to !== undefined ? { to } : {};
    const record =
      answer === 'done' ? { record: rehearsedRecord(ask.record ?? {}, more.record ?? {}, clock.now()) } : {};
    const because = why ?? (answer === 'skip' ? 'done by hand' : '');
    const decision = await says(
      { by, run, ask: id, said: answer },
      (operations) => operations.answer(run, answer, by, because, { ...more, ...record, ...where, ask: id }),
      `says ${answer} to "${title}" of ${run}`,
    );
    if (decision) parts.stage.shown.push({ run, by, decision });
  }

  /** A command by which somebody says something: their word is kept, and what they are told. */
  async function says<T>(
    { by, run, ask = '', said }: Pick<Word, 'by' | 'run' | 'said'> & { ask?: string },
    work: (operations: Operations) => Promise<T>,
    what = said,
  ): Promise<T | undefined> {
    const { words, replies } = parts.stage;
    const at = clock.now();
    words.push({ by, run, ask, said, channel: 'cli', signedAt: at, at });
    const told = { by, run, ask, what: said };
    const result = await command(by, what, work, (error) => {
      const code = codeOf(error);
      if (code === undefined) return;
      const { facts } = error as ReboundError;
      replies.push({ ...told, at: clock.now(), text: explain(error), error: { code, facts } });
    });
    if (result !== undefined) replies.push({ ...told, at: clock.now(), text: JSON.stringify(result) });
    return result;
  }

  return { command, answering, answer: sayTo, says };
}

type Said = Reply['says'][number];

function replyFor(replies: Reply[], kind: Reply['to'], index: number): Reply | undefined {
  const fitting = replies.filter((reply) => reply.to === kind);
  return fitting[index] ?? fitting.at(-1);
}

/** Whose list somebody answers by: their own, or that of one of their groups, of those that are asked the latest first. */
function listOf(
  who: string,
  people: Schedule['people'],
  { levels, level }: Ask,
  directory: Directory | undefined,
): string {
  if (!directory || Object.hasOwn(people, who)) return who;
  const groups = groupsOf(directory, who).filter((group) => Object.hasOwn(people, group));
  const asked = levels.slice(0, level + 1).reverse();
  return asked.find((one) => groups.includes(one.who))?.who ?? groups[0] ?? who;
}

/** A list of a group names the group, or somebody of no directory: then it is whoever was reached. */
function speaker(named: string, reached: string, directory: Directory | undefined): string {
  return directory && !personCalled(directory, named) ? reached : named;
}

function operationsOf(
  transport: Transport,
  { clock, random, estate, manifests, world, directory, operations }: CrewParts,
): Operations {
  const reached = directory ? { directory } : {};
  const clients = makeClients({ ...sandboxSurroundings(estate, clock, random, reached), transport });
  const real = makeOperations({
    ...operationPartsOf({ ...world.parts(), clients, manifests }),
    starter: async () => fail('Broken', { what: 'people do not send alarms in a rehearsal' }),
  });
  return operations ? operations(real) : real;
}
