import type { CommandFile } from './command.ts';

export interface Entry {
  /** One line for `rebound --help`. */
  summary: string;
  load: () => Promise<{ command: CommandFile }>;
}

/** Every command: its line of help, and its file, read only when it is called. */
export const commands: Record<string, Entry> = {
  start: { summary: 'the local server, with a demonstration', load: () => import('./commands/start.ts') },
  run: { summary: 'start a runbook and follow it to its end', load: () => import('./commands/run.ts') },
  alarm: {
    summary: 'hand over an alarm event and follow what it starts',
    load: () => import('./commands/alarm.ts'),
  },
  runs: { summary: 'the latest runs', load: () => import('./commands/runs.ts') },
  show: {
    summary: 'one run: steps, findings, questions, what it changed',
    load: () => import('./commands/show.ts'),
  },
  answer: { summary: "answer a run's open question", load: () => import('./commands/answer.ts') },
  ack: {
    summary: 'say that you look at it: nobody is paged for it then',
    load: () => import('./commands/ack.ts'),
  },
  hold: { summary: 'stop a run before its next step', load: () => import('./commands/hold.ts') },
  continue: {
    summary: 'let a held run go on; step by step: one step',
    load: () => import('./commands/continue.ts'),
  },
  step: { summary: 'hold a run after each step', load: () => import('./commands/step.ts') },
  announce: {
    summary: 'tell an audience how a run stands: drafts, and sending them',
    load: () => import('./commands/announce.ts'),
  },
  brief: {
    summary: 'how a run stands, in 12 lines, for whoever takes over',
    load: () => import('./commands/brief.ts'),
  },
  take: { summary: 'take a run in hand, or confirm it', load: () => import('./commands/take.ts') },
  give: { summary: 'offer a run to somebody', load: () => import('./commands/give.ts') },
  note: { summary: "write something into a run's story", load: () => import('./commands/note.ts') },
  abort: { summary: 'end a run: it changes nothing any more', load: () => import('./commands/abort.ts') },
  'stop-everything': {
    summary: 'no new change by any run, until released',
    load: () => import('./commands/stop-everything.ts'),
  },
  release: { summary: 'take the stop switch back', load: () => import('./commands/release.ts') },
  oncall: { summary: 'who is on call, now or at a time', load: () => import('./commands/oncall.ts') },
  new: { summary: 'a first runbook, from a few questions', load: () => import('./commands/new.ts') },
  import: { summary: 'a wiki page becomes a runbook', load: () => import('./commands/import.ts') },
  check: {
    summary: 'every mistake of runbooks, before they are needed',
    load: () => import('./commands/check.ts'),
  },
  status: {
    summary: 'how far each runbook is proven, and what changed since',
    load: () => import('./commands/status.ts'),
  },
  rehearse: {
    summary: 'every way a runbook can fail, in simulated time, before it does',
    load: () => import('./commands/rehearse.ts'),
  },
  fmt: {
    summary: 'one order of keys, one way to write: comments stay',
    load: () => import('./commands/fmt.ts'),
  },
  explain: { summary: 'more about a mistake, with an example', load: () => import('./commands/explain.ts') },
  reference: {
    summary: 'what a runbook may say: step types and the language',
    load: () => import('./commands/reference.ts'),
  },
  compile: { summary: 'the state machine of a runbook', load: () => import('./commands/compile.ts') },
  engine: {
    summary: 'Step Functions for your own tests, over HTTP',
    load: () => import('./commands/engine.ts'),
  },
  graph: {
    summary: 'a picture of a runbook: svg, mermaid or text',
    load: () => import('./commands/graph.ts'),
  },
};
