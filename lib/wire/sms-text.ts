import type { Message } from './channels.ts';
import { cutGsm, gsmLength, isGsm, toGsm } from './gsm.ts';
import { minutesLeft, oneLine } from './shown-text.ts';

/** One SMS of the GSM 7-bit alphabet: what is longer is sent, and paid, as several. Source: Amazon SNS, Publishing to a mobile phone. */
export const smsLengthMax = 160;

/**
 * What an SMS says: what, to which target, the question, the minutes left (at `now`, milliseconds since the epoch), the link. At most 160
 * letters of the GSM 7-bit alphabet. Where it is too long, the question is shortened, then the title, then the target; the minutes and
 * the link never are. A link that leaves no place for a word beside it is left out: half of one leads nowhere.
 */
export function smsText(message: Message, now: number): string {
  const { question } = message;
  const minutes = question ? `${minutesLeft(question.endsAt, now)} min left` : '';
  const link = shortEnough(asLink(message.link), smsLengthMax - gsmLength(minutes) - 40);
  const tail = [minutes, link].filter((part) => part !== '').join(' ');
  const asked = spoken(question ? question.text : message.text);
  const title = spoken(`${message.alarming ? '!! ' : ''}${message.title}`);
  const target = spoken(message.target ?? '');
  return fitted({ title, target, asked }, tail);
}

interface Parts {
  title: string;
  target: string;
  asked: string;
}

/** Title (target): question. minutes link */
function fitted(parts: Parts, tail: string): string {
  const whole = put(parts, tail);
  const over = gsmLength(whole) - smsLengthMax;
  if (over <= 0) return whole;
  const shorter = { ...parts, asked: cutGsm(parts.asked, gsmLength(parts.asked) - over) };
  if (shorter.asked !== '') return put(shorter, tail);
  const bare = put({ ...parts, asked: '' }, tail);
  const stillOver = gsmLength(bare) - smsLengthMax;
  if (stillOver <= 0) return bare;
  // The title says what it is: some of it stays, also beside a long target.
  const titleMin = Math.min(gsmLength(parts.title), 24);
  const title = cutGsm(parts.title, Math.max(titleMin, gsmLength(parts.title) - stillOver));
  const cut = put({ title, target: parts.target, asked: '' }, tail);
  const last = gsmLength(cut) - smsLengthMax;
  if (last <= 0) return cut;
  return put({ title, target: cutGsm(parts.target, gsmLength(parts.target) - last), asked: '' }, tail);
}

function put({ title, target, asked }: Parts, tail: string): string {
  const what = target === '' ? title : `${title} (${target})`;
  const said = asked === '' ? what : `${what}: ${asked}`;
  return [said, tail].filter((part) => part !== '').join(' ');
}

function spoken(text: string): string {
  return toGsm(oneLine(text)).replaceAll(/\s+/g, ' ').trim();
}

/** A link stays what it is: letters that an SMS has not are escaped, as in any URL. */
function asLink(link: string | undefined): string {
  return Array.from(oneLine(link ?? ''), (letter) =>
    isGsm(letter) ? letter : encodeURIComponent(letter).replace('`', '%60'),
  ).join('');
}

function shortEnough(link: string, length: number): string {
  return gsmLength(link) <= length ? link : '';
}
