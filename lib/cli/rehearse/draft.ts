import { stringify } from 'yaml';
import { fail } from '../../model/errors.ts';
import { isBad } from '../../rehearsal/explore/ending.ts';
import { ownPath } from '../../rehearsal/explore/path.ts';
import { watch } from '../../rehearsal/explore/player.ts';
import { surveyOf } from '../../rehearsal/explore/survey-of.ts';
import { formatMistakes } from '../../runbook/mistake.ts';
import { readRunbook } from '../../runbook/read-runbook.ts';
import { catalog } from '../../steps/catalog.ts';
import type { Call } from '../command.ts';
import { replaceFile } from '../replace-file.ts';
import { askedIn, candidatesOf, type Drafted, scenarioOf } from './draft-parts.ts';
import { loadPlace, type Loaded, type Place, subjectOf } from './load.ts';
import type { DraftOptions } from './options.ts';

/** Drafts rehearsals of a runbook that has none, plays each, and writes down what came out. Gives the exit code. */
export async function draft(call: Call, { runbook: name, seed, write }: DraftOptions): Promise<number> {
  const { io, screen } = call;
  const place = await loadPlace([name], false, io);
  const [loaded] = place.asked;
  if (!loaded) return 2;
  const { runbook, text } = loaded;
  if (runbook.rehearsals.length > 0)
    fail('BadInput', {
      what: `${runbook.runbook} has rehearsals already, and nothing is drafted over them`,
      why: `${runbook.rehearsals.length} of them, from "${runbook.rehearsals[0]?.name ?? ''}" on`,
      todo: `rebound rehearse ${runbook.runbook} plays them; to have others drafted, take these out first`,
    });
  const drafted: Drafted[] = [];
  const left: string[] = [];
  for (const candidate of await candidatesOf(loaded, place, seed)) {
    const one = await played(candidate, loaded, place, seed);
    if (typeof one === 'string') left.push(one);
    else drafted.push(one);
  }
  const block = blockOf(drafted);
  if (drafted.length > 0) check(`${withoutEmpty(text)}\n${block}`, loaded, place);
  if (write && drafted.length > 0)
    await replaceFile(loaded.path, runbook.file, `${withoutEmpty(text)}\n${block}`, io.pid);
  if (call.settings.json)
    screen.document({
      world: 'sandbox',
      runbook: runbook.runbook,
      written: write,
      rehearsals: drafted,
      left,
      yaml: block,
    });
  else if (write)
    screen.line(`wrote ${drafted.length} rehearsals into ${runbook.file}: look at what each expects`);
  else io.stdout.write(block);
  for (const one of left) screen.trouble(`rebound (sandbox): left out, ${one}`);
  return left.length > 0 ? 1 : 0;
}

/** With what it came to as what is expected; or why it is left out. */
async function played(one: Drafted, loaded: Loaded, place: Place, seed: number): Promise<Drafted | string> {
  const subject = subjectOf(loaded, place, seed);
  const rehearsed = { ...subject, runbook: { ...loaded.runbook, rehearsals: [scenarioOf(one)] } };
  const watched = await watch(ownPath(0), rehearsed);
  const { result } = surveyOf(ownPath(0), watched, rehearsed);
  const [first] = result.runs;
  if (isBad(result.ending))
    return `"${one.name}" ends badly when it is played: ${result.violations.map(({ text }) => text.split('\n')[0]).join('; ')}`;
  if (!first?.outcome) return `"${one.name}": no run came of it`;
  const asked = askedIn(watched, loaded.runbook.runbook);
  const changes = watched.calls.some(({ facts, effect }) => facts.kind === 'change' && effect !== null);
  const minutes = Math.ceil(((first.seconds ?? 0) * 1.5) / 60 / 5) * 5;
  return {
    ...one,
    expect: {
      outcome: first.outcome,
      within: `${Math.max(10, minutes)}m`,
      ...(changes ? {} : { unchanged: true }),
      ...(asked.length > 0 ? { asked } : {}),
    },
  };
}

function blockOf(drafted: readonly Drafted[]): string {
  const items = drafted.map(({ name, given, inputs, people, expect }) => {
    const line = (value: unknown) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
    return [
      `  - name: ${name}`,
      ...(given ? [`    given: ${line(given)}`] : []),
      `    inputs: ${line(inputs)}`,
      ...(Object.keys(people).length > 0 ? [`    people: ${line(people)}`] : []),
      `    expect: ${line(expect)} # from a play: is this what should come of it?`,
    ].join('\n');
  });
  return `rehearsals:\n  # Drafted. What each expects is what came out when it was played in the sandbox: look at each.\n${items.join('\n\n')}\n`;
}

/** The file without a list of rehearsals that is empty. */
function withoutEmpty(text: string): string {
  return text.replace(/^rehearsals:[ \t]*(?:\[[ \t]*\])?[ \t]*(?:#.*)?\n?/m, '').replace(/\n*$/, '\n');
}

/** What is drafted has to be read as the file will be. */
function check(text: string, { runbook }: Loaded, { estate, directory }: Place): void {
  const { mistakes } = readRunbook(text, runbook.file, {
    catalog,
    estate,
    ...(directory ? { directory } : {}),
  });
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    fail('Broken', { what: `the draft has mistakes:\n${formatMistakes(errors)}`, todo: 'tell us' });
}
