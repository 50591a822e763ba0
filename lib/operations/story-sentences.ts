import { formatDuration } from '../model/duration.ts';
import type { EventKind, RunEvent } from '../model/event.ts';
import { isObject } from '../model/json.ts';
import { describeTarget } from '../model/target.ts';
import { isRefusal } from './refused.ts';
import { answerSentence, askOf, decidedByOneWhoWasHeard, startedSentence } from './story-answers.ts';
import type { Telling } from './story-telling.ts';
import { after, capital, channelName, nameOf, quoted, secondsBetween, withName } from './story-words.ts';

/** An event in words, or undefined where another one says it. Without its time. */
export type Sentence = (event: RunEvent, telling: Telling) => string | undefined;

/** Every kind of event, as a person would tell it. One that is missing does not compile. */
export const sentences: Record<EventKind, Sentence> = {
  'run-opened': (event, telling) => startedSentence(event, telling),
  locked: ({ text }, { run }) =>
    run.target ? `${describeTarget(run.target)} was locked for this run` : `Locked: ${text}`,
  joined: ({ text }) => `It joined another run: ${text}`,
  refused: (event, telling) => refusedSentence(event, telling),
  'step-started': (event, telling) => {
    const { end } = telling.stepOf(event);
    const short = end !== undefined && secondsBetween(event.at, end.at) < 60;
    return short || telling.isQuestion(event) ? undefined : `${telling.title(event)} began`;
  },
  'step-waiting': (event, telling) => waitingSentence(event, telling),
  'step-done': (event, telling) => {
    const { begin } = telling.stepOf(event);
    const took = begin ? ` in ${formatDuration(secondsBetween(begin.at, event.at))}` : '';
    return `${telling.title(event)} was done${took}${findings(event)}`;
  },
  'step-failed': (event, telling) => {
    const { begin } = telling.stepOf(event);
    const took = begin ? ` after ${formatDuration(secondsBetween(begin.at, event.at))}` : '';
    return `${telling.title(event)} failed${took}: ${event.text}`;
  },
  asked: (event, telling) => askedSentence(event, telling),
  answered: (event, telling) => answerSentence(event, telling),
  decided: (event, telling) => {
    if (decidedByOneWhoWasHeard(event, telling)) return undefined;
    const ask = askOf(event, telling);
    const took = ask?.decision ? after(secondsBetween(ask.openedAt, ask.decision.at)) : '';
    return `It was decided${took}: ${event.text}`;
  },
  paged: (event, telling) => {
    const { person, channel, seconds, text } = event;
    const { directory } = telling;
    if (person === undefined || channel === undefined) return whoWasPaged(text);
    // what is asked was told before; anything else is told with what it is about
    const title = event.step === '' ? reason(text) : '';
    const about = title === '' ? '' : `: ${title}`;
    const again = telling.wasPaged(event) ? ' again' : '';
    return `${nameOf(person, directory)} was paged${again} by ${channelName(channel)}${after(seconds)}${about}`;
  },
  'page-failed': (event, telling) => {
    const { person, channel, text } = event;
    if (person === undefined || channel === undefined) return text;
    const who = nameOf(person, telling.directory);
    const why = reason(text);
    const next = telling.pagedInstead(event);
    const so =
      next === undefined
        ? ''
        : `, so ${next.kind === 'told' ? 'they were told' : 'the page went'} by ${channelName(next.channel ?? '')}`;
    return `${channelName(channel)} could not reach ${who}${why === '' ? '' : ` (${why})`}${so}`;
  },
  held: ({ text, person }, { directory }) =>
    person !== undefined && text.startsWith(`${person} `) ? withName(text, person, directory) : capital(text),
  continued: (event, { directory }) => withName(event.text, event.person, directory),
  aborted: (event, { directory }) => withName(event.text, event.person, directory),
  intended: (event, telling) =>
    telling.isMade(event) ? undefined : `It set out to change something: ${event.text}`,
  changed: ({ text }) => `Changed outside: ${text}`,
  undone: (event) => `${event.text}${findings(event)}`,
  signal: ({ text }) => `Another signal came in: ${text}`,
  told: (event, telling) => toldSentence(event, telling),
  acked: (event, { directory, events }) => {
    const { person, seconds, text, channel } = event;
    if (person === undefined) return text;
    // whoever was not paged came by themselves
    const paged = events.some((one) => one.kind === 'paged' && one.person === person && one.at <= event.at);
    const since = paged ? 'the page' : 'it was asked';
    const late = seconds === undefined ? '' : `, ${formatDuration(seconds)} after ${since}`;
    const by = channel === undefined ? '' : ` (by ${channelName(channel)})`;
    return `${nameOf(person, directory)} said: I am looking at it${late}${by}`;
  },
  noted: (event, telling) => notedSentence(event, telling),
  command: ({ text, person }, { directory }) =>
    withName(text, person, directory).replaceAll(
      /(offers the run to |takes the run from |takes over from |until they take it, )([^\s;,]+)/g,
      (_whole, before: string, who: string) => `${before}${nameOf(who, directory)}`,
    ),
  announced: (event, { directory }) => {
    const { person, text, seconds, output } = event;
    const audience =
      isObject(output) && typeof output['audience'] === 'string' ? output['audience'] : 'people';
    if (person === undefined) return text;
    const late = seconds === undefined ? '' : `, ${formatDuration(seconds)} after it was due`;
    return `${nameOf(person, directory)} told ${nameOf(audience, directory)}${late}: ${quoted(text)}`;
  },
  closed: ({ text }) => `The run ended: ${text}`,
};

/** What a check saw, what is wrong first; of many the first ones. */
function findings({ findings: seen = [] }: RunEvent): string {
  const texts = [...seen]
    .sort((a, b) => Number(b.bad ?? false) - Number(a.bad ?? false))
    .map(({ text }) => text);
  const distinct = [...new Set(texts)];
  const rest = distinct.length - 4;
  return texts.length === 0
    ? ''
    : `: ${distinct.slice(0, 4).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

function askedSentence(event: RunEvent, telling: Telling): string {
  const ask = askOf(event, telling);
  const first = ask?.levels[0];
  if (!ask || !first) return `Asked: ${quoted(event.text)}`;
  const time = first.for > 0 ? `, for ${formatDuration(first.for)}` : '';
  const who = nameOf(first.who, telling.directory);
  // why it failed was told right before
  if (ask.kind === 'failure' && ask.undo === undefined)
    return `${who} was asked${time}: what about "${ask.title}", which failed?`;
  return `${who} was asked${time}: ${quoted(ask.question)}`;
}

/** What a person wrote down; or that something was refused, which has the reason as what was found. */
function notedSentence(event: RunEvent, telling: Telling): string {
  const { person = 'somebody', text, channel, findings: [why] = [] } = event;
  const by = channel === undefined || channel === 'cli' ? '' : ` by ${channelName(channel)}`;
  const who = nameOf(person, telling.directory);
  if (why === undefined || !isRefusal(event)) return `${who} noted${by}: ${quoted(text)}`;
  const [, what, title] = /^refused: (\S+)(?: to "(.*)")? from /.exec(text) ?? [];
  const tried = what === undefined ? text.slice('refused: '.length) : what;
  const to = title === undefined ? '' : ` to "${title}"`;
  return `${what === undefined ? 'People' : who} said ${tried}${to}${by}, which was refused: ${why.text}`;
}

function refusedSentence({ person, channel, text }: RunEvent, { directory }: Telling): string {
  if (person === undefined)
    return `Refused${channel === undefined ? '' : ` (${channelName(channel)})`}: ${text}`;
  const by = channel === undefined || channel === 'cli' ? '' : ` by ${channelName(channel)}`;
  return `${nameOf(person, directory)} was refused${by}: ${text}`;
}

/** Somebody was told by a channel; or the topic was, or why it is not as it should be. */
function toldSentence(event: RunEvent, { directory }: Telling): string {
  const { person, channel, text } = event;
  const topic = /^told the topic (.*)$/s.exec(text);
  // who could not be reached, and why, was told before
  if (topic) return `The topic of last resort was told ${topic[1]}`;
  if (person === undefined || channel === undefined) {
    const found = /^told (.+?): (.*)$/s.exec(text);
    return `${capital(found ? `${found[1]} was told: ${found[2]}` : text)}${findings(event)}`;
  }
  const about = reason(text);
  return `${nameOf(person, directory)} was told by ${channelName(channel)}${about === '' ? '' : `: ${about}`}`;
}

/** All that a step saw while it waited is one sentence, with the last of it. */
function waitingSentence(event: RunEvent, telling: Telling): string | undefined {
  const wait = telling.waitOf(event);
  if (wait.last !== event) return undefined;
  const title = telling.title(event);
  const ask = askOf(event, telling);
  if (ask?.kind === 'wait') {
    const seconds = secondsBetween(ask.openedAt, ask.decision?.at ?? ask.levelEndsAt);
    return `${title} lets ${formatDuration(seconds)} pass`;
  }
  const seconds = secondsBetween(wait.first.at, wait.end ?? event.at);
  const waited = seconds < 1 ? 'waited' : `waited ${formatDuration(seconds)}`;
  return `${title} ${waited} for: ${event.text.replace(/^waits for /, '')}`;
}

/** `paged platform-leads: Restore over it?` → who, without what it was about. */
function whoWasPaged(text: string): string {
  const found = /^paged (.+?): (.*)$/s.exec(text);
  return found ? `${found[1]} was paged: ${found[2]}` : text;
}

/** `could not page ben by slack: the channel is down` → why. */
function reason(text: string): string {
  const at = text.indexOf(': ');
  return at < 0 ? text : text.slice(at + 2);
}
