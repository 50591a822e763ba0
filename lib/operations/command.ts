import { commandOf, offerCommand, takeCommand } from '../history/command.ts';
import { iso } from '../model/clock.ts';
import { explain } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import { secondsBetween } from './first-page.ts';
import { commandLine as channel, note } from './note.ts';
import { openRun } from './open-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { whoIs } from './person.ts';
import { refuseOneself, whomOf } from './whom.ts';

/** Who has a run in hand: taking it, giving it to somebody. */
export function makeCommand(parts: OperationParts): Pick<Operations, 'take' | 'give'> {
  const { table, clock, directory } = parts;
  return {
    take: async (id, name) => {
      const by = whoIs(name, directory);
      const run = await openRun(id, parts);
      const { command, from, how, offeredAt } = await takeCommand(table, run, by, iso(clock.now()));
      const texts = {
        first: `${by} takes the run in hand`,
        taken: from === undefined ? `${by} keeps the run in hand` : `${by} takes the run from ${from}`,
        confirmed: `${by} takes over from ${from}, as was offered`,
      };
      if (how !== 'same')
        await note(parts, {
          ...commanded(run, by, texts[how]),
          ...(offeredAt === undefined ? {} : { seconds: secondsBetween(offeredAt, command.since) }),
        });
      if (from !== undefined) await tell(run, from, texts[how === 'confirmed' ? how : 'taken'], parts);
      return command;
    },
    give: async (id, name, whom) => {
      const by = whoIs(name, directory);
      const to = whomOf(whom, directory);
      const run = await openRun(id, parts);
      refuseOneself(run, await commandOf(table, run), { by, to });
      const at = iso(clock.now());
      const command = await offerCommand(table, run, { to, by, at });
      const { offered } = command;
      const text = offered
        ? `${by} offers the run to ${to}; until they take it, ${command.by} has it`
        : `${command.by} keeps the run in hand`;
      await note(parts, commanded(run, by, text));
      // The same offer, said again, is the same page.
      if (offered) await page(run, offered, command.by, parts);
      return command;
    },
  };
}

/** The event of it. */
function commanded({ run }: Run, person: string, text: string) {
  return { run, kind: 'command' as const, state: 'Command', text, person, channel };
}

/** The offered one hears of it. That nobody could reach them does not undo the offer: the janitor pages again, and the old one, too. */
async function page(
  run: Run,
  { to, by, at }: { to: string; by: string; at: string },
  commander: string,
  parts: OperationParts,
): Promise<void> {
  await unlessUnreached(run, to, parts, async () =>
    parts.reach?.({
      who: to,
      title: `Take over: ${run.title}`.slice(0, 99),
      text: `${by} offers you run ${run.run} (${targetOf(run)}). How it stands: \`rebound brief ${run.run}\`. Confirm: \`rebound take ${run.run}\`. Until then ${commander} has it.`,
      run: run.run,
      key: `${run.run}-command-${at}-${to}`,
    }),
  );
}

/** Who had it learns that they have it no more. It wakes nobody. */
async function tell(run: Run, from: string, text: string, parts: OperationParts): Promise<void> {
  await unlessUnreached(run, from, parts, async () =>
    parts.reach?.({
      who: from,
      title: `Not yours any more: ${run.title}`.slice(0, 99),
      text: `${text}. Run ${run.run} (${targetOf(run)}) goes on without you; it is over for you.`,
      run: run.run,
      urgency: 'info',
      key: `${run.run}-relieved-${iso(parts.clock.now())}-${from}`,
    }),
  );
}

async function unlessUnreached(
  run: Run,
  who: string,
  parts: OperationParts,
  reach: () => Promise<void>,
): Promise<void> {
  try {
    await reach();
  } catch (error) {
    const text = `${who} could not be told who has the run in hand: ${explain(error)}`;
    await note(parts, { run: run.run, kind: 'page-failed', text, person: who, n: 1 });
  }
}

function targetOf({ target, runbook }: Run): string {
  return target ? describeTarget(target) : runbook;
}
