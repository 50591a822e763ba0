import { isInteractive } from './io.ts';
import { type AskParts, askPerson } from './ask-person.ts';
import type { AskReport, RunReport } from '../operations/operations.ts';

/** Puts each open question of a run to the person at the terminal, once, beside the following of the run. */
export interface Asking {
  /** A person can be asked. */
  possible: boolean;
  /** A question is open at the terminal. */
  busy: () => boolean;
  /** Looks whether there is a new question to put, or an old one to take back. */
  update: (report: RunReport) => Promise<void>;
  end: () => Promise<void>;
}

export function makeAsking(given: AskParts, leave: AbortSignal): Asking {
  const parts = { ...given, speaker: given.speaker ?? { name: given.io.login } };
  const possible = isInteractive(parts.io) && !parts.screen.json;
  const shown = new Set<string>();
  /** Questions that were open while another one was asked: they do not stand right above. */
  const behind = new Set<string>();
  let current: { ask: string; done: Promise<void>; decided: AbortController } | undefined;

  const begin = (ask: AskReport, others: number) => {
    const which = others > 0 || behind.has(ask.id) ? whichOf(ask, others) : undefined;
    shown.add(ask.id);
    const decided = new AbortController();
    const done = askPerson(ask, parts, AbortSignal.any([decided.signal, leave]), which)
      .then((result) => {
        if (result === 'interrupted') shown.delete(ask.id);
      })
      .catch(() => undefined)
      .then(() => {
        if (current?.ask === ask.id) current = undefined;
      });
    current = { ask: ask.id, done, decided };
  };
  const end = async () => {
    current?.decided.abort();
    await current?.done;
    current = undefined;
  };
  return {
    possible,
    busy: () => current !== undefined,
    end,
    update: async (report) => {
      const open = openAsks(report);
      if (current && !open.some(({ id }) => id === current?.ask)) await end();
      if (current) for (const { id } of open) behind.add(id);
      const next = open.find(({ id }) => !shown.has(id));
      if (!possible || !next || current || parts.prompts.busy() || leave.aborted) return;
      begin(next, open.length - 1);
    },
  };
}

/** `Now "Restore" is asked; another question is open, too.` */
function whichOf({ title }: AskReport, others: number): string {
  const more = others === 1 ? 'another question is' : `${others} other questions are`;
  return `Now "${title}" is asked${others === 0 ? '' : `; ${more} open, too`}.`;
}

/** The questions that wait for a person, the oldest first. A wait ends by itself: nobody is asked at the terminal. */
export function openAsks({ status, asks }: RunReport): AskReport[] {
  return status === 'open' ? asks.filter((ask) => ask.decision === undefined && ask.kind !== 'wait') : [];
}
