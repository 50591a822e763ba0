import type { Ask, Voice } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import { formatDuration } from '../model/duration.ts';
import type { RunEvent } from '../model/event.ts';
import { isObject } from '../model/json.ts';
import type { Telling } from './story-telling.ts';
import { after, channelName, nameOf, quoted, secondsBetween, withName } from './story-words.ts';

/** What it means that somebody gave one of the answers that every runbook has. */
const verbs: Record<string, (title: string, voice: Voice) => string> = {
  approve: (title) => `approved ${title}`,
  reject: (title) => `rejected ${title}`,
  retry: (title) => `had ${title} tried again`,
  skip: (title) => `skipped ${title}`,
  back: (title, { to }) => `went back from ${title} to ${to ?? 'a step before it'}`,
  'by-hand': (title) => `said that the rest is done by hand, at ${title}`,
  abort: (title) => `aborted at ${title}`,
  done: (title) => `did by hand ${title}`,
  cannot: (title) => `could not do ${title}`,
  'go-on': (title) => `ended the wait of ${title}`,
};

/** The question that an event is about. */
export function askOf(event: RunEvent, { asks }: Telling): Ask | undefined {
  const id = isObject(event.output) ? event.output['ask'] : undefined;
  const known = asks.find((ask) => ask.id === id);
  if (known || event.step === '') return known;
  return asks.findLast(
    (ask) =>
      ask.step === event.step &&
      ask.iteration === event.iteration &&
      ask.generation === event.generation &&
      ask.openedAt <= event.at,
  );
}

/** `Ana approved "Restore over it?" (3 m 46 s): "as drilled"`. Of a voice that a later one of the same person replaced, what was kept of it. */
export function answerSentence(event: RunEvent, telling: Telling): string {
  const { directory } = telling;
  const ask = askOf(event, telling);
  const voice = ask && voiceOf(event, ask);
  if (!ask || !voice) return withName(event.text, event.person, directory);
  const title = `"${ask.title}"`;
  const word = voice.answer;
  const known = Object.hasOwn(verbs, word) && ask.labels === undefined ? verbs[word] : undefined;
  const label = ask.labels && Object.hasOwn(ask.labels, word) ? ask.labels[word] : undefined;
  const did = known
    ? known(title, voice)
    : `answered ${title} with ${word}${label === undefined ? '' : ` (${label})`}`;
  const alone = voice.breakGlass === undefined ? '' : ' alone, by break-glass';
  const group = voice.for === undefined ? '' : ` for ${voice.for}`;
  const channel =
    voice.channel === undefined || voice.channel === 'cli' ? '' : ` by ${channelName(voice.channel)}`;
  const words = [quoted(voice.because), ...broughtBy(voice)].filter((text) => text !== '').join(', with ');
  const took = after(secondsBetween(ask.openedAt, voice.at));
  return `${nameOf(voice.by, directory)} ${did}${alone}${group}${channel}${took}${words === '' ? '' : `: ${words}`}`;
}

function broughtBy({ values, record }: Voice): string[] {
  const set = Object.entries(values ?? record ?? {}).map(
    ([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return set.length === 0 ? [] : [set.join(', ')];
}

/** The voice that an event told of: the last one of that person by then. */
function voiceOf(event: RunEvent, { voices }: Ask): Voice | undefined {
  const by = (voice: Voice) =>
    event.person === undefined ? event.text.startsWith(`${voice.by} `) : voice.by === event.person;
  const said = (voice: Voice) => event.text.includes(` ${voice.answer}`) || event.person !== undefined;
  return voices.findLast((voice) => by(voice) && said(voice) && voice.at <= event.at);
}

/** What one person alone decided was told with their answer. */
export function decidedByOneWhoWasHeard(event: RunEvent, telling: Telling): boolean {
  const ask = askOf(event, telling);
  const { decision } = ask ?? {};
  if (!ask || !decision) return false;
  const heard = telling.events.some(
    (other) =>
      other.kind === 'answered' && askOf(other, telling) === ask && voiceOf(other, ask)?.by === decision.by,
  );
  return heard && ask.voices.some(({ by, at }) => by === decision.by && at === decision.at);
}

/** `An alarm (payments-namespace-gone) started the run: no replicas` */
export function startedSentence(event: RunEvent, { run, directory }: Telling): string {
  const { kind, name } = run.startedBy;
  const short = name.slice(name.lastIndexOf(':') + 1);
  const who = {
    person: nameOf(name, directory),
    alarm: `An alarm (${short})`,
    webhook: `A webhook (${name})`,
    schedule: `A schedule (${name})`,
    run: `Run ${name}`,
    unknown: 'Somebody, by the AWS console,',
  }[kind];
  const as = run.mode === 'real' ? '' : ` as a ${run.mode}`;
  const why = run.because === '' ? run.title : `${run.title} (${run.because})`;
  return event.text === '' && run.title === '' ? 'The run was opened' : `${who} started the run${as}: ${why}`;
}

/** When nobody of a level answered in its time, the next one was asked: that is no event of its own. */
export function levelSentences(ask: Ask, telling: Telling): { at: string; text: string }[] {
  const until = ask.decision ? Date.parse(ask.decision.at) : telling.now;
  let at = Date.parse(ask.openedAt);
  return ask.levels.slice(0, ask.level).flatMap((level, index) => {
    at += level.for * 1000;
    const next = ask.levels[index + 1];
    if (!next || at > until) return [];
    const silent = nameOf(level.who, telling.directory);
    const text = `${silent} did not decide "${ask.title}" in ${formatDuration(level.for)}, so ${nameOf(next.who, telling.directory)} was asked`;
    return [{ at: iso(at), text }];
  });
}
