import type { Definition } from '../model/asl.ts';
import { fail } from '../model/errors.ts';
import type { Mistake, Position, Runbook } from '../runbook/runbook.ts';
import { allSteps } from '../runbook/walk.ts';
import { worstCaseEvents } from './history-estimate.ts';
import { everyState } from './walk-states.ts';

/** Step Functions ends an execution at 25,000 events (docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html); the rest is room for humans' retries. */
export const eventsMax = 20_000;
/** Characters of a state's name. */
export const nameLengthMax = 80;
/** Bytes of a definition: 1 MiB, in a request of 1 MB with all that stands beside it (service-quotas.html, Quotas related to accounts). */
const definitionBytesMax = 1_000_000;
/** Bytes by which an ARN of a function or a topic is longer than its placeholder, at most: names have 64 characters. */
const arnBytes = 120;

/** Where a compiled runbook is over a limit of Step Functions: at the step that it is about, or at 1:1. `source` is empty: the compiler has no YAML. */
export function limitMistakes(runbook: Runbook, definition: Definition): Mistake[] {
  const mistakes: Mistake[] = [];
  const add = (code: Mistake['code'], path: string, message: string, at: Position = { line: 1, column: 1 }) =>
    mistakes.push({ severity: 'error', code, file: runbook.file, ...at, path, message, source: '' });

  const events = worstCaseEvents(runbook);
  if (events > eventsMax)
    add(
      'history-too-long',
      'deadline',
      `found a worst case of ${events} history events, expected at most ${eventsMax}: shorten deadline and timeouts, or nest a part of it as a runbook of its own`,
    );

  const seen = new Set<string>();
  const long = new Set<string>();
  const states = everyState(definition);
  for (const { name } of states) {
    const [title = ''] = name.split(' · ');
    const again = long.has(title); // a title that is too long makes several names too long
    if (name.length > nameLengthMax) long.add(title);
    if (name.length > nameLengthMax && !again)
      add(
        'name-too-long',
        'steps',
        `found the state name "${name}" of ${name.length} characters, expected at most ${nameLengthMax}: shorten the title`,
        placeOf(name, runbook),
      );
    if (seen.has(name))
      add(
        'name-twice',
        'steps',
        `found two states named "${name}", expected one: give the step another title`,
        placeOf(name, runbook),
      );
    seen.add(name);
  }

  const tasks = states.filter(({ state }) => state.Type === 'Task').length;
  const bytes = Buffer.byteLength(JSON.stringify(definition)) + tasks * arnBytes;
  if (bytes > definitionBytesMax)
    add(
      'definition-too-large',
      'steps',
      `found a definition of ${bytes} bytes, expected at most ${definitionBytesMax}: nest a part of it`,
    );
  return mistakes;
}

/** The step whose state it is: the one with the longest title that the name begins with. */
function placeOf(state: string, { steps, always }: Runbook): Position | undefined {
  const owners = allSteps([...steps, ...always]).filter(({ title }) =>
    `${state} · `.startsWith(`${title} · `),
  );
  return owners.toSorted((a, b) => b.title.length - a.title.length)[0]?.position;
}

/** BadRunbook with every limit that is exceeded. */
export function checkLimits(runbook: Runbook, definition: Definition): void {
  const mistakes = limitMistakes(runbook, definition);
  if (mistakes.length === 0) return;
  fail('BadRunbook', {
    what: `${runbook.runbook} does not fit into a state machine`,
    why: mistakes.map((mistake) => mistake.message).join('; '),
    where: runbook.file,
  });
}
