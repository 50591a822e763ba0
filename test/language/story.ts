import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Compiled, compile } from '../../lib/compiler/compile.ts';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { handleStep } from '../../lib/handlers/step.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import { holderOf } from '../../lib/history/lock.ts';
import { getRun } from '../../lib/history/runs.ts';
import type { Handler } from '../../lib/local/functions.ts';
import { loadEstate } from '../../lib/local/runbooks.ts';
import { type LocalWorld, openWorld } from '../../lib/local/world.ts';
import type { Ledger } from '../../lib/model/ledger.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Mode } from '../../lib/model/outcome.ts';
import type { Given, PersonScript } from '../../lib/model/scenario.ts';
import type { Transport, WireAnswer, WireRequest } from '../../lib/model/transport.ts';
import type { AnswerDetails, AskReport, RunReport } from '../../lib/operations/operations.ts';
import { formatMistakes } from '../../lib/runbook/mistake.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import type { Attributes } from '../../lib/sandbox/dynamodb/attribute.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import type { Fields, StepType } from '../../lib/steps/step-type.ts';
import { directoryOf, janitorEveryMinute, type StoryPeople } from './story-people.ts';

const root = resolve(__dirname, '../..');
const startedAt = Date.parse('2026-11-24T03:12:00.000Z');
export const payments = { cluster: 'prod-blue', namespace: 'payments' };

/** The namespace is gone, and there is a backup of it. */
export const paymentsGone: Given = {
  clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
  backups: [{ namespace: 'payments', age: 10_800, phase: 'Completed' }],
  storage: 'available',
  pagers: 'up',
};

export interface StoryOptions extends StoryPeople {
  /** Runbooks as YAML. */
  runbooks: string[];
  /** Runbooks that ship, by name. */
  shipped?: string[];
  given?: Partial<Given>;
  people?: Record<string, PersonScript[]>;
  /** Takes the lines of the terminal channel; absent: there is no terminal. */
  terminal?: (line: string) => void;
  /** The janitor comes every minute, until the stories are closed. */
  janitor?: boolean;
  /** Handlers in the place of the real ones, by function. */
  functions?: Record<string, Handler>;
  around?: (transport: Transport, invocation: { name: string }) => Transport;
  /** When the story begins, milliseconds since the epoch; default: Tuesday, 24 Nov 2026, 03:12 UTC. */
  startedAt?: number;
  /** Told of every call that had its effect, of handlers and of operations. */
  observe?: (request: WireRequest, answer: WireAnswer) => void;
}

/** A run that was started in a story. */
export interface StoryRun {
  run: string;
  execution: string;
  show: () => Promise<RunReport>;
  ledger: () => Promise<Ledger>;
  /** Waits until a question with this title (or about a step of it) is open. */
  asked: (title: string) => Promise<AskReport>;
  /** Says something to the open question. */
  say: (answer: string, more?: AnswerDetails & { by?: string; because?: string }) => Promise<void>;
  abort: (by?: string, because?: string) => Promise<void>;
  ended: () => Promise<RunReport>;
  /** Kinds and texts of its events of these kinds, oldest first. */
  events: (...kinds: string[]) => Promise<{ kind: string; step: string; generation: number; text: string }[]>;
}

export interface Story extends LocalWorld {
  clock: Timeline;
  /** Changes of the clusters that had their effect: `POST …/restores/…`, in order, with the time. */
  changes: { line: string; at: number }[];
  /** Everything that the history holds now. */
  items: () => Attributes[];
  start: (inputs?: JsonObject, options?: { runbook?: string; mode?: Mode; by?: string }) => Promise<StoryRun>;
  /** A run that something else started. */
  follow: (run: string) => Promise<StoryRun>;
  /** What people were told without being asked: `who: text`. */
  told: () => string[];
  /** The run that holds a cluster, or a namespace of it. */
  holder: (cluster?: string, namespace?: string | null) => Promise<string | undefined>;
  /** Sandbox time passes. */
  pass: (ms: number) => Promise<void>;
  /** Waits for something, for at most an hour or two of sandbox time. */
  until: <T>(what: string, look: () => Promise<T | undefined> | T | undefined) => Promise<T>;
}

const open: (() => void)[] = [];
/** Ends the worlds of a test: for `afterEach`. */
export function closeStories(): void {
  for (const close of open.splice(0)) close();
}

const estate = loadEstate(join(root, 'rebound.yaml'));
const compiledBefore = new Map<string, Compiled>();

/** The whole system in virtual time: real compiler, engine, handlers, history and clients; the sandbox outside. */
export async function aStory(options: StoryOptions): Promise<Story> {
  const known = await estate;
  const shipped = (options.shipped ?? []).map((name) =>
    readFileSync(join(root, 'runbooks', `${name}.yaml`), 'utf8'),
  );
  const directory = directoryOf(options, known);
  const runbooks: Compiled[] = [];
  for (const yaml of [...options.runbooks, ...shipped]) runbooks.push(await compiled(yaml));
  const random = seededRandom(1);
  const clock = new Timeline({ start: options.startedAt ?? startedAt, random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  open.push(() => over.resolve());
  const changes: Story['changes'] = [];
  const history = sandboxDynamodb();
  const world = await openWorld({
    clock,
    random,
    estate: known,
    given: { ...paymentsGone, ...options.given },
    people: options.people ?? {},
    runbooks,
    table: history.transport,
    observe: (request, answer) => {
      options.observe?.(request, answer);
      const { system, method, url } = request;
      const { status } = answer;
      if (system !== 'kubernetes' || method === 'GET' || status >= 300 || url.includes('/downloadrequests'))
        return;
      changes.push({ line: `${method} ${new URL(url).pathname}`, at: clock.now() });
    },
    ...(directory ? { directory } : {}),
    ...(options.terminal ? { terminal: options.terminal } : {}),
    ...(options.functions ? { functions: options.functions } : {}),
    ...(options.around ? { around: options.around } : {}),
  });
  const { operations, engine, clients } = world;
  if (options.janitor) void janitorEveryMinute(world, clock, over.promise);
  const pass = (ms: number) => clock.sleep(ms);
  const until: Story['until'] = async (what, look) => {
    for (let tries = 0; tries < 1000; tries += 1) {
      const found = await look();
      if (found !== undefined) return found;
      await pass(tries < 100 ? 2000 : 20_000);
    }
    throw new Error(`it never happened: ${what}`);
  };
  const runOf = (run: string, execution: string): StoryRun => {
    const isOpen = (ask: AskReport) => !ask.decision;
    return {
      run,
      execution,
      show: () => operations.show(run),
      ledger: async () => {
        const ledger = await readLedger(clients.table, run);
        if (!ledger) throw new Error(`run ${run} has no ledger`);
        return ledger;
      },
      asked: (title) =>
        until(`"${title}" is asked`, async () => {
          const report = await operations.show(run).catch(() => undefined);
          if (report?.status === 'closed')
            throw new Error(`"${title}" was not asked: ${report.outcome}, ${report.because}`);
          return report?.asks.find((ask) => ask.title === title && isOpen(ask));
        }),
      say: async (answer, { by = 'ana', because = 'so it is', ...more } = {}) => {
        await operations.answer(run, answer, by, because, more);
      },
      abort: (by = 'ana', because = 'enough') => operations.abort(run, by, because),
      ended: async () => {
        await engine.ended(execution);
        return operations.show(run);
      },
      events: async (...kinds) => {
        const { events } = await operations.events(run, '');
        return events.filter(({ kind }) => kinds.includes(kind));
      },
    };
  };
  return {
    ...world,
    clock,
    changes,
    items: () =>
      Object.values(history.state.tables).flatMap(({ partitions }) =>
        partitions.flatMap(({ rows }) => rows.map(({ item }) => item)),
      ),
    pass,
    until,
    start: async (inputs = payments, { runbook = 'story', mode = 'real', by = 'sam' } = {}) => {
      const started = await operations.start({ runbook, inputs, mode, by, because: 'a story' });
      await until(`run ${started.run} opens`, async () => getRun(clients.table, started.run));
      return runOf(started.run, started.execution);
    },
    follow: async (run) => {
      const opened = await until(`run ${run} opens`, () => getRun(clients.table, run));
      return runOf(run, opened.execution);
    },
    told: () =>
      world.sandbox
        .inbox()
        .filter(({ ask }) => ask === undefined)
        .map(({ who, title, text }) => `${who}: ${title}: ${text}`),
    holder: async (cluster = 'prod-blue', part = 'payments') => {
      const { account, region } = known;
      const hold = { root: { kind: 'cluster' as const, account, region, name: cluster }, part };
      return (await holderOf(clients.table, hold))?.run;
    },
  };
}

/** Reading a runbook without mistakes; throws what is wrong with it. */
export async function compiled(yaml: string): Promise<Compiled> {
  const before = compiledBefore.get(yaml);
  if (before) return before;
  const known = await estate;
  const { runbook, mistakes } = readRunbook(yaml, 'story.yaml', { catalog, estate: known });
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  if (!runbook || errors.length > 0) throw new Error(formatMistakes(errors));
  const made = compile(runbook, { catalog, estate: known });
  compiledBefore.set(yaml, made);
  return made;
}

/** The mistakes that a runbook's check finds, as `code: message`. */
export async function mistakesIn(yaml: string): Promise<string[]> {
  const { mistakes } = readRunbook(yaml, 'story.yaml', { catalog, estate: await estate });
  return mistakes
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code}: ${message}`);
}

/** A runbook of these steps, as YAML: its target is a namespace unless said. */
export function aRunbook(
  steps: string,
  {
    name = 'story',
    target = '{ cluster: $inputs.cluster, namespace: $inputs.namespace }',
    deadline = '9h',
    more = '',
    always = '',
    inputs = '',
  } = {},
): string {
  return `runbook: ${name}
title: A story named ${name}
owner: platform-oncall
severity: high
objectives: { rto: 8h, rpo: 24h }
deadline: ${deadline}
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
${inputs}
target: ${target}
${more}
steps:
${steps}
${always === '' ? '' : `always:\n${always}`}
`;
}

/** The function of a step type that does something else than it, or sees something else. */
export function inPlaceOf<W extends Fields, O extends Fields>(
  type: StepType<W, O>,
  own: Partial<Pick<StepType<W, O>, 'run' | 'undo'>>,
): Handler {
  const other: StepType<W, O> = { ...type, ...own };
  return (call, parts) => handleStep(other, call, parts);
}

/** Who says yes after a minute, whenever asked. */
export const yes: PersonScript[] = [{ does: 'approve', after: 60 }];

/** Choosing a backup, asking for it, and restoring it: the steps that most stories need. `more`: keys of the restore. */
export const chooseAndApprove = `
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: 24h }
  - title: May we?
    uses: approve
    with:
      question: "Restore {{ $choice.backup }}?"
      ask: [{ who: platform-leads, for: 30m }, { who: platform-managers, for: 30m }]
`;
export const restore = (more = '') => `
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    ${more.trim().split('\n').join('\n    ')}
`;
export const verify = `
  - title: Everything runs again
    uses: verify-workloads
    with: { against: $choice.inventory }
`;

/** A question at which a run stands until somebody says something. */
export const enough = `
  - id: enough
    title: Is that enough?
    uses: decide
    with:
      question: Is that enough?
      options: { yes_it_is: Yes, no_it_is_not: No }
      ask: [{ who: platform-leads, for: 2h }, { who: platform-managers, for: 2h }]
`;

/** Says something to a channel, so that a story can see what a step read. */
export const say = (title: string, text: string, more = '') => `
  - title: ${title}
    uses: announce
    with: { text: "${text}", to: the-story }
    ${more.trim().split('\n').join('\n    ')}
`;
