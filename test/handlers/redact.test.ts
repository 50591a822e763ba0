import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { makeRedactor } from '../../lib/handlers/redact.ts';

const secret = 'p@ss w0rd/+&"quoted"';
function knowing(...texts: string[]) {
  const redactor = makeRedactor();
  for (const text of texts) redactor.learn(text);
  return redactor;
}
const inUrl = encodeURIComponent(secret);
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a secret is replaced, however it is written', () => {
  test.each<[string, string]>([
    ['as it is', secret],
    ['inside text', `the answer was ${secret}, twice ${secret}`],
    ['in JSON', JSON.stringify({ token: secret })],
    ['in JSON inside JSON', JSON.stringify({ body: JSON.stringify({ token: secret }) })],
    ['in a URL', `https://example.org/?token=${inUrl}&x=1`],
    ['in a form', `token=${inUrl.replaceAll('%20', '+')}`],
    ['in Base64', base64(secret)],
    ['in Base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in the middle of Base64', base64(`{"user":"x","password":"${secret.replaceAll('"', '')}","z":1}`)],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['cut off', `found ${secret.slice(0, 14)}…`],
  ])('%s', (_, text) => {
    const redactor = knowing(secret, secret.replaceAll('"', ''));
    const shown = redactor.redactText(text);
    expect(shown).toContain('(secret)');
    for (const spelling of [secret, inUrl, base64(secret), secret.slice(0, 14)])
      expect(shown).not.toContain(spelling);
  });

  test('at each place of a Base64 text', () => {
    for (const before of ['', 'a', 'ab', 'abc', 'user:', 'user:x']) {
      const shown = knowing('correct horse battery').redactText(base64(`${before}correct horse battery!!`));
      expect(Buffer.from(shown.split('(secret)').join(''), 'base64').toString()).not.toMatch(/horse|batt/);
      expect(shown).toContain('(secret)');
    }
  });

  test('in keys and at any depth; what is not secret stays', () => {
    const value = { a: [1, null, true, { [`key ${secret}`]: secret }], b: 'plain' };
    expect(knowing(secret).redact(value)).toEqual({
      a: [1, null, true, { 'key (secret)': '(secret)' }],
      b: 'plain',
    });
  });

  test('a key of several lines: each of them', () => {
    const lines = ['MIIEvQIBADANBgkqhkiG9w0B', 'AQEFAASCBKcwggSjAgEAAoIB'];
    const pem = `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
    const redactor = knowing(pem);
    expect(redactor.redactText(`at line 3: ${lines[1]}`)).toBe('at line 3: (secret)');
  });

  test('a secret that is JSON: each of its values', () => {
    const redactor = knowing('{"user":"ana-maria","password":"correct-horse"}');
    expect(redactor.redactText('login of ana-maria with correct-horse failed')).toBe(
      'login of (secret) with (secret) failed',
    );
  });
});

test('nothing is learned from what is too short to be told from other words', () => {
  const redactor = knowing('prod');
  expect(redactor.knows()).toBe(false);
  const value = { cluster: 'prod-blue' };
  expect(redactor.redact(value)).toBe(value);
});

test('whatever the secret and the text around it are, it is not in what is shown', () => {
  const text = fc
    .string({ minLength: 8, maxLength: 40, unit: 'binary' })
    .filter((one) => !'(secret)'.includes(one));
  fc.assert(
    fc.property(text, fc.string(), fc.string(), (hiddenText, before, after) => {
      const shown = knowing(hiddenText).redact({ text: `${before}${hiddenText}${after}` });
      return !shown.text.includes(hiddenText);
    }),
    { numRuns: 300 },
  );
});
