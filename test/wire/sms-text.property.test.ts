import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Message } from '../../lib/wire/channels.ts';
import { gsmLength, isGsm, toGsm } from '../../lib/wire/gsm.ts';
import { smsText } from '../../lib/wire/sms-text.ts';
import { aMessage } from '../builders/messages.ts';

const now = Date.parse('2026-11-24T03:12:44Z');
const question = aMessage().question;
if (!question) throw new Error('the message asks nothing');

describe('an SMS', () => {
  test('says what, target, question, minutes left and link', () => {
    expect(smsText(aMessage({ title: 'Restore?', link: 'https://rb.example/r/r1' }), now)).toBe(
      'Restore? (payments @ prod-blue): May nightly-payments-20261124 be restored into prod-blue? 15 min left https://rb.example/r/r1',
    );
  });
  test('loses the question first, then of the title; the target, the minutes and the link stay', () => {
    const long = { title: `Restore ${'the namespace '.repeat(9)}`.trim(), link: 'https://rb.example/r/r1' };
    const text = smsText(aMessage(long), now);
    expect(text).toMatch(
      /^Restore the name.*\.\.\. \(payments @ prod-blue\) 15 min left https:\/\/rb\.example\/r\/r1$/,
    );
    expect(gsmLength(text)).toBeLessThanOrEqual(160);
    const asked = smsText(aMessage({ question: { ...question, text: 'why? '.repeat(80) } }), now);
    expect(asked).toMatch(
      /^Restore the namespace\? \(payments @ prod-blue\): why\?.*\.\.\. 15 min left https:/,
    );
  });
  test('is written in letters that fit', () => {
    const text = smsText(
      aMessage({ title: 'Żółć – “naïve” café 日本 → €', question: { ...question, text: 'ok…' } }),
      now,
    );
    expect(text).toContain('Zolc - "naive" café ?? -> € (payments @ prod-blue): ok... 15 min left');
  });
  test('has letters that take two places', () => {
    expect(gsmLength('[€]')).toBe(6);
    expect(isGsm('[€]{}~^|\\')).toBe(true);
    expect(isGsm('ç')).toBe(false);
    expect(toGsm('ç Ç ñ Ñ ł')).toBe('c Ç ñ Ñ l');
  });
  test('when time is over, says so', () => {
    expect(smsText(aMessage({ question: { ...question, endsAt: '2026-11-24T03:00:00Z' } }), now)).toContain(
      '0 min left',
    );
  });
  test('a link that leaves no place is left out whole', () => {
    const text = smsText(aMessage({ link: `https://rebound.example/${'x'.repeat(150)}` }), now);
    expect(text).not.toContain('https');
    expect(text).toContain('15 min left');
  });
  test('with any text at all: at most 160 letters of the alphabet, on one line, its minutes and its link whole', () => {
    const unicode = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
    );
    const path = fc.webPath({ size: 'small' }).filter((one) => one.length < 60);
    fc.assert(
      fc.property(
        unicode,
        fc.option(unicode),
        unicode,
        path,
        fc.integer({ min: 0, max: 100_000 }),
        fc.boolean(),
        (title, target, text, link, minutes, alarming) => {
          const { target: _, ...bare } = aMessage();
          const message: Message = {
            ...bare,
            title,
            alarming,
            ...(target === null ? {} : { target }),
            link: `https://rb.example/${link}`,
            question: { ...question, text, endsAt: new Date(now + minutes * 60_000).toISOString() },
          };
          const sms = smsText(message, now);
          expect(isGsm(sms)).toBe(true);
          expect(gsmLength(sms)).toBeLessThanOrEqual(160);
          expect(sms).toMatch(new RegExp(`(^| )${minutes} min left https://rb\\.example/`));
          const sent = sms.slice(sms.indexOf('https://rb.example/'));
          expect(decodeURI(sent)).toBe(decodeURI(message.link ?? ''));
        },
      ),
      { numRuns: 300 },
    );
  });
});
