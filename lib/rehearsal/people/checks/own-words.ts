import type { Voice } from '../../../model/ask.ts';
import type { Invariant, Violation, Watched } from '../../watched.ts';
import { asksIn, pagingFor, violation } from '../asked.ts';
import type { Word } from '../words.ts';

/** Slack's signature counts for so long, and a request is worked on for a while. */
const windowMs = 5 * 60_000 + 1000;

/** 22. Nobody's word but their own counts: what is kept of a person is what they said, by a way that was open to them, in time. */
export const ownWords: Invariant = {
  number: 22,
  title: "Only a person's own word counts",
  boundedOnly: false,
  check: (watched) =>
    asksIn(watched).flatMap((ask) => {
      const of = (text: string, at: string): Violation => violation(22, ask, Date.parse(at), text);
      const voices = ask.voices
        .filter((voice) => !watched.words.some((word) => isOf(word, voice, ask.id)))
        .map((voice) =>
          of(
            `${voice.by} never said ${voice.answer} to "${ask.title}" by ${voice.channel ?? 'cli'}`,
            voice.at,
          ),
        );
      const acks = pagingFor(ask, watched)
        .acks.filter((ack) => !saidToLook(ack.by, ask.run, ack.at, watched))
        .map((ack) => of(`${ack.by} never said that they look at "${ask.title}"`, ack.at));
      return [...voices, ...acks];
    }),
};

function isOf(word: Word, voice: Voice, ask: string): boolean {
  const at = Date.parse(voice.at);
  return (
    word.ask === ask &&
    word.by === voice.by &&
    word.said === voice.answer &&
    word.channel === (voice.channel ?? 'cli') &&
    word.at <= at &&
    isInTime(word)
  );
}

function isInTime({ channel, signedAt, at }: Word): boolean {
  return channel !== 'slack' || at - signedAt <= windowMs;
}

function saidToLook(by: string, run: string, at: string, { words }: Watched): boolean {
  return words.some(
    (word) =>
      word.said === 'ack' &&
      word.by === by &&
      word.run === run &&
      word.at <= Date.parse(at) &&
      isInTime(word),
  );
}
