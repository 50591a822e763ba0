import type { Local, LocalOptions, OpenLocal, Pace } from '../../lib/local/local-contract.ts';
import { ReboundError } from '../../lib/model/errors.ts';
import type { RunEvent } from '../../lib/model/event.ts';
import type { Outcome } from '../../lib/model/outcome.ts';
import type { AskReport, Operations, RunReport } from '../../lib/operations/operations.ts';

const began = Date.parse('2026-11-24T03:12:44.000Z');
const at = (seconds: number) => new Date(began + seconds * 1000).toISOString();

/** What the run of a fake world does. */
export interface Script {
  /** How the run ends; `asks` stops at a question first. */
  outcome: Outcome;
  badInput?: boolean;
  asks?: boolean;
  /** What is different about the question. */
  question?: Partial<AskReport>;
  /** An answer that does not fit: it is refused. */
  refuses?: string;
  /** Who is in people.yaml. */
  knows?: string[];
  /** The event of the question is written only when events were read so many times. */
  askedLate?: number;
  /** Its first step fails, and people are asked. */
  fails?: boolean;
  /** Never ends by itself. */
  endless?: boolean;
}

/** A local whose one run goes as the script says; records what was asked of it. */
export class FakeLocal {
  readonly calls: string[] = [];
  readonly paces: Pace[] = [];
  options: LocalOptions | undefined;
  people = true;
  report: RunReport | undefined;
  stop: { by: string; at: string; because: string } | null = null;
  recovered: string[] = [];
  readonly events: RunEvent[] = [];
  private readonly script: Script;
  private looks = 0;
  private question: ((ask: string) => void) | undefined;

  constructor(script: Script) {
    this.script = script;
  }

  readonly open: OpenLocal = (options) => {
    this.options = options;
    this.calls.push('open');
    return Promise.resolve(this.local());
  };

  private local(): Local {
    return {
      operations: this.operations(),
      clock: { now: () => began, pace: (pace) => this.paces.push(pace) },
      manifests: {},
      scenarioOf: () => undefined,
      ended: () => Promise.resolve(this.known()),
      abandon: (...given) => this.operations().abort(...given),
      onQuestion: (callback) => {
        this.question = callback;
      },
      peopleAnswer: (on) => {
        this.people = on;
        // the scenario's people answer, at their own time
        if (on && this.script.asks && this.report?.status === 'open')
          this.decide('approve', 'ben', 'as drilled');
      },
      makeMistake: () => Promise.resolve('payments on prod-blue was deleted'),
      alarmEvent: (name) => Promise.resolve({ alarm: name }),
      demonstrating: this.options?.demonstration !== undefined,
      recovered: this.recovered,
      close: () => {
        this.calls.push('close');
        return Promise.resolve();
      },
    };
  }

  private operations(): Operations {
    return {
      start: async ({ runbook, inputs, mode, by }) => {
        this.calls.push(`start ${runbook} ${JSON.stringify(inputs)} ${mode} ${by}`);
        if (runbook !== 'restore-namespace') {
          throw new ReboundError('UnknownRunbook', {
            what: `there is no runbook "${runbook}"`,
            todo: 'did you mean restore-namespace?',
          });
        }
        this.begin();
        return { run: 'k3f9aaaa', execution: 'arn', fresh: true };
      },
      alarm: async (event) => {
        this.calls.push(`alarm ${JSON.stringify(event)}`);
        this.begin();
        return { started: [{ run: 'k3f9aaaa', execution: 'arn', fresh: true }], held: null };
      },
      runs: async () => [],
      show: async (run) => {
        if (!this.report || !this.report.run.startsWith(run))
          throw new ReboundError('UnknownRun', {
            what: `there is no run "${run}"`,
            todo: 'rebound runs lists them',
          });
        return structuredClone(this.report);
      },
      events: async () => {
        this.looks += 1;
        const late = this.looks <= (this.script.askedLate ?? 0);
        const events = this.events.filter(({ kind }) => !late || kind !== 'asked');
        return { events: structuredClone(events), after: '' };
      },
      answer: async (_run, answer, by, because, more = {}) => {
        const { ask: _, channel: __, ...brought } = more;
        const details = Object.keys(brought).length === 0 ? '' : ` ${JSON.stringify(brought)}`;
        this.calls.push(`answer ${answer} ${by} ${because}${details}`);
        if (this.script.knows?.includes(by) === false)
          throw new ReboundError('BadInput', { what: `nobody is called ${by}`, nobody: by });
        if (answer === this.script.refuses)
          throw new ReboundError('BadInput', { what: `${answer} does not fit`, todo: 'write another' });
        this.decide(answer, by, because);
        return this.known().asks[0]?.decision ?? null;
      },
      hold: async (run, by) => void this.calls.push(`hold ${run} ${by}`),
      continue: async (run, by) => void this.calls.push(`continue ${run} ${by}`),
      abort: async (run, by, because) => {
        this.calls.push(`abort ${run} ${by} ${because}`);
        this.end('aborted', `${by} aborted the run: ${because}`);
      },
      ack: async (run, by) => void this.calls.push(`ack ${run} ${by}`),
      note: async (run, by, text) => void this.calls.push(`note ${run} ${by} ${text}`),
      take: async (run, by) => {
        this.calls.push(`take ${run} ${by}`);
        return { by, since: at(0) };
      },
      give: async (run, by, to) => {
        this.calls.push(`give ${run} ${by} ${to}`);
        return { by, since: at(0), offered: { to, by, at: at(0) } };
      },
      stepByStep: async (run, by, on) => void this.calls.push(`step-by-step ${run} ${by} ${on}`),
      preview: async () => [],
      brief: async () => [],
      story: async () => [],
      oncall: async () => [],
      drafts: async () => [],
      announce: async (run, by, audience, text) =>
        void this.calls.push(`announce ${run} ${by} ${audience} ${text}`),
      stopEverything: async (by, because) => {
        this.stop = { by, because, at: at(0) };
      },
      release: async () => {
        this.stop = null;
      },
      status: async () => [],
      keepProof: async () => {},
      stopped: async () => this.stop,
    };
  }

  private begin(): void {
    const step = (id: string, title: string) => ({
      id,
      title,
      uses: 'check-cluster',
      status: 'waiting' as const,
      seconds: null,
      output: null,
      findings: [],
      error: null,
    });
    this.report = {
      run: 'k3f9aaaa',
      runbook: 'restore-namespace',
      title: 'Restore a namespace',
      world: 'sandbox',
      mode: 'real',
      target: 'payments @ prod-blue',
      status: 'open',
      outcome: null,
      because: null,
      badInput: false,
      inputs: { cluster: 'prod-blue', namespace: 'payments' },
      startedBy: { kind: 'person', name: 'ana' },
      startedAt: at(0),
      endedAt: null,
      deadlineAt: at(5400),
      seconds: 0,
      objectives: { rto: 4500 },
      steps: [step('look', 'Look at the cluster'), step('s2', 'Restore over what is there?')],
      asks: [],
      changed: [],
      joined: null,
      held: null,
      stepping: null,
      severity: 'high',
      owner: 'platform-oncall',
      commander: null,
      signals: 0,
      notes: [],
      expectedEnd: null,
      time: { machine: 0, people: 0, noticing: 0, deciding: 0, doing: 0 },
      waitingFor: null,
    };
    this.event('step-started', 'look', 1, { text: 'Look at the cluster' });
    this.event('step-done', 'look', 8, {
      text: 'Look at the cluster',
      findings: [{ text: 'payments: 0 of 14 deployments', bad: true }],
    });
    if (this.script.fails) this.failFirst();
    else if (this.script.asks) this.ask();
    else if (!this.script.endless)
      this.end(this.script.outcome, this.script.outcome === 'recovered' ? 'seen' : 'because it is so');
  }

  private ask(): void {
    const ask: AskReport = {
      id: 'ask1',
      run: 'k3f9aaaa',
      step: 's2',
      title: 'Restore over what is there?',
      iteration: 0,
      generation: 0,
      kind: 'approval',
      question: 'Restore payments on prod-blue from nightly-0010, 3 h 2 m old?',
      options: ['approve', 'reject'],
      plans: [
        {
          step: 'restore',
          title: 'Restore',
          uses: 'restore-backup',
          iteration: 0,
          hash: 'h',
          lines: ['restore 14 deployments'],
        },
      ],
      planHash: '9c1e00',
      levels: [
        { who: 'platform-leads', for: 300 },
        { who: 'platform-managers', for: 300 },
      ],
      level: 0,
      quorum: 1,
      openedAt: at(20),
      levelEndsAt: at(320),
      voices: [],
      pages: [],
      acks: [],
      ...this.script.question,
    };
    this.known().asks.push(ask);
    this.event('asked', 's2', 20, { text: ask.question });
    this.question?.(ask.id);
    // nobody at the terminal: the people of the scenario answer
    if (this.people) this.decide('approve', 'ben', 'as drilled');
  }

  private failFirst(): void {
    const facts = { what: 'no backup is fit', why: 'nightly-0010 failed', todo: 'look elsewhere' };
    const text = 'no backup is fit (nightly-0010 failed): look elsewhere';
    const ask: AskReport = {
      id: 'ask2',
      run: 'k3f9aaaa',
      step: 'look',
      title: 'Look at the cluster',
      iteration: 0,
      generation: 0,
      kind: 'failure',
      question: `"Look at the cluster" failed (NotFound): ${text}. Try it again, or abort?`,
      options: ['retry', 'abort'],
      plans: [],
      planHash: '',
      levels: [{ who: 'platform-oncall', for: 600 }],
      level: 0,
      quorum: 1,
      openedAt: at(20),
      levelEndsAt: at(620),
      voices: [],
      pages: [],
      acks: [],
    };
    this.event('step-failed', 'look', 19, { text, error: { code: 'NotFound', facts } });
    this.known().asks.push(ask);
    this.event('asked', 'look', 20, { text: ask.question });
    this.end(this.script.outcome, 'seen');
  }

  private decide(answer: string, by: string, because: string): void {
    const ask = this.known().asks[0];
    if (!ask || ask.decision) return;
    ask.decision = { answer, by, because, at: at(260) };
    this.event('decided', 's2', 260, { text: `Restore over what is there?: ${answer} by ${by}` });
    if (answer === 'reject') this.end('aborted', `${by} rejected it: ${because}`);
    else if (!this.script.endless) this.end(this.script.outcome, 'seen');
  }

  private end(outcome: Outcome, because: string): void {
    Object.assign(this.known(), {
      status: 'closed',
      outcome,
      because,
      endedAt: at(1100),
      seconds: 1100,
      badInput: this.script.badInput ?? false,
    });
    this.event('closed', '', 1100, { text: outcome });
  }

  private event(kind: RunEvent['kind'], step: string, seconds: number, more: Partial<RunEvent>): void {
    this.events.push({
      run: 'k3f9aaaa',
      at: at(seconds),
      kind,
      state: step,
      step,
      iteration: 0,
      generation: 0,
      attempt: 0,
      n: 0,
      text: '',
      ...more,
    });
  }

  private known(): RunReport {
    if (!this.report) throw new Error('no run was started');
    return this.report;
  }
}
