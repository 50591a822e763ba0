import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Json } from '../../lib/model/json.ts';
import type { Message } from '../../lib/wire/channels.ts';
import {
  type Block,
  type Button,
  fallbackText,
  messageBlocks,
  settledBlocks,
} from '../../lib/wire/slack-blocks.ts';
import { escapeSlack, slackText } from '../../lib/wire/slack-text.ts';
import { aMessage, askId } from '../builders/messages.ts';
import { slackProblems } from '../contracts/slack-format.ts';

const now = Date.parse('2026-11-24T03:12:44Z');
// oxlint-disable unicorn/no-thenable -- `then` is who is asked then
const question = aMessage().question;
if (!question) throw new Error('the message asks nothing');

function bodyOf(message: Message, blocks: readonly Block[] | Json[] = messageBlocks(message, now)) {
  return { channel: 'D0ANA', text: fallbackText(message, now), blocks };
}
function buttonsOf(blocks: readonly Block[]): Button[] {
  return blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
}
const nasty =
  '<!channel> <@U0ANA> <https://evil.example|click> & *bold* :tada: \u001b[31m\u202e\u0000 http://a.example';

describe('a question in Slack', () => {
  test('has a title, facts, the question, the plan, how long there is, and a button for each answer', () => {
    const blocks = messageBlocks(aMessage({ room: 'C0ROOM' }), now);
    expect(blocks.map(({ type, block_id }) => `${type} ${block_id}`)).toEqual([
      'header rebound_title',
      'section rebound_facts',
      'section rebound_question',
      'section rebound_plan_0',
      'section rebound_answers_how',
      'context rebound_context',
      'actions rebound_answers_0',
    ]);
    const shown = JSON.stringify(blocks);
    expect(shown).toContain('payments @ prod-blue');
    expect(shown).toContain('• namespace payments, 42 objects, 2 volumes');
    expect(shown).toContain('15 min left, then platform-leads is asked');
    expect(shown).toContain('<https://rebound.example/runs/r1ru7n2qk4wlz5xe|Open the run>');
    expect(shown).toContain('<#C0ROOM>');
    const [approve, reject] = buttonsOf(blocks);
    expect(JSON.parse(approve?.value ?? '')).toEqual({ ask: askId, answer: 'approve', plan: question.plan });
    // A slip of a thumb must not decide: it is asked again, in words that say what it does.
    expect(approve?.confirm?.text.text).toBe(
      'This will be done on payments @ prod-blue: restore backup nightly-payments-20261124; namespace payments, 42 objects, 2 volumes',
    );
    expect(reject?.confirm?.text.text).toBe('Reject on payments @ prod-blue');
    expect(buttonsOf(blocks).map(({ action_id, confirm }) => [action_id, confirm !== undefined])).toEqual([
      ['answer_approve', true],
      ['answer_reject', true],
      ['answer_ack', false],
    ]);
    expect(slackProblems('chat.postMessage', bodyOf(aMessage()))).toEqual([]);
  });

  test('nothing that a person or an alarm wrote becomes a mention, a link, formatting, or acts on anything', () => {
    const message = aMessage({
      title: nasty,
      text: nasty,
      target: nasty,
      link: `https://rebound.example/<!here>|x`,
      question: {
        ...question,
        text: nasty,
        lines: [nasty],
        then: nasty,
        answers: [{ answer: 'a', label: nasty, style: 'danger' }],
      },
    });
    const blocks = messageBlocks(message, now);
    expect(slackProblems('chat.postMessage', bodyOf(message))).toEqual([]);
    const shown = JSON.stringify(bodyOf(message));
    expect(shown).toContain('&lt;!channel&gt; &lt;@U0ANA&gt;');
    expect(shown).not.toMatch(/\\u001b|\u202e|\\u0000/);
    // Only the link to the run is mark-up.
    const texts = blocks.flatMap((block) => (block.type === 'context' ? block.elements : []));
    const markup = texts.filter(({ type }) => type === 'mrkdwn');
    expect(markup).toEqual([
      { type: 'mrkdwn', verbatim: true, text: '<https://rebound.example/%3C!here%3E%7Cx|Open the run>' },
    ]);
  });

  test('a link that is no web address is shown and no link', () => {
    const shown = JSON.stringify(messageBlocks(aMessage({ link: 'rebound show r1' }), now));
    expect(shown).toContain('rebound show r1');
    expect(JSON.stringify(messageBlocks(aMessage({ link: 'javascript:alert(1)' }), now))).not.toContain(
      '<javascript',
    );
  });

  test('a long plan is cut, and says so', () => {
    const lines = Array.from({ length: 400 }, (_, n) => `object ${n} ${'<'.repeat(50)}`);
    const message = aMessage({ question: { ...question, lines } });
    expect(slackProblems('chat.postMessage', bodyOf(message))).toEqual([]);
    expect(JSON.stringify(messageBlocks(message, now))).toMatch(/… and \d+ more: the run shows all of them/);
  });

  test('of a long plan the dialog of a yes has the beginning, and says that there is more', () => {
    const lines = Array.from({ length: 40 }, (_, n) => `restore <object ${n}>`);
    const blocks = messageBlocks(aMessage({ question: { ...question, lines } }), now);
    const text = buttonsOf(blocks)[0]?.confirm?.text.text ?? '';
    expect(text).toMatch(/: restore &lt;object 0&gt;; .*…$/);
    expect(text.length).toBeLessThanOrEqual(300);
    const { lines: _, ...asked } = question;
    const bare = messageBlocks(aMessage({ question: { ...asked, lines: [] } }), now);
    expect(buttonsOf(bare)[0]?.confirm?.text.text).toContain(question.text);
  });

  test('up to 25 answers have buttons, five in a row', () => {
    const answers = Array.from({ length: 40 }, (_, n) => ({ answer: `option_${n}`, label: `Option ${n}` }));
    const message = aMessage({ question: { ...question, answers } });
    const blocks = messageBlocks(message, now);
    expect(buttonsOf(blocks)).toHaveLength(25);
    expect(blocks.filter(({ type }) => type === 'actions')).toHaveLength(5);
    expect(slackProblems('chat.postMessage', bodyOf(message))).toEqual([]);
  });

  test('what asks nothing has no buttons; alarming is shown so', () => {
    const { question: _, ...told } = aMessage({ alarming: true });
    const blocks = messageBlocks(told, now);
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context']);
    expect(JSON.stringify(blocks[0])).toContain('‼ Restore');
    expect(slackProblems('chat.postMessage', bodyOf(told))).toEqual([]);
  });

  test('with any texts at all is what Slack takes, before and after it is settled', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4000 }),
      fc.string({ unit: fc.constantFrom('<', '&', '>', 'x', '😀', '\n'), maxLength: 7000 }),
    );
    const answer = fc.record({
      answer: fc.stringMatching(/^[a-z_-]{1,32}$/),
      label: text,
      style: fc.constantFrom('primary' as const, 'danger' as const),
    });
    fc.assert(
      fc.property(
        text,
        text,
        text,
        text,
        fc.array(text, { maxLength: 8 }),
        fc.uniqueArray(answer, { maxLength: 30, selector: (one) => one.answer }),
        (title, body, target, asked, lines, answers) => {
          const message = aMessage({
            title,
            text: body,
            target,
            question: { ...question, text: asked, lines, answers, then: title },
          });
          const blocks = messageBlocks(message, now);
          expect(slackProblems('chat.postMessage', bodyOf(message))).toEqual([]);
          for (const kind of ['acknowledged', 'decided', 'closed'] as const) {
            const settled = { run: message.run, title, text: body || 'x', kind };
            const changed = settledBlocks(blocks, settled);
            expect(
              slackProblems('chat.update', { channel: 'D0ANA', ts: '1.000001', text: 'x', blocks: changed }),
            ).toEqual([]);
            expect(JSON.stringify(changed).includes('"actions"')).toBe(
              kind === 'acknowledged' && answers.length > 0,
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a settled question', () => {
  const settled = { run: 'r1', title: 'Restore?', text: 'ana approved', kind: 'decided' } as const;
  test('that cannot be read is said anew; an ack would lose the buttons, and is not', () => {
    expect(JSON.stringify(settledBlocks(undefined, settled))).toMatch(/Restore\?.*ana approved/);
    expect(settledBlocks(undefined, { ...settled, kind: 'acknowledged' })).toBeUndefined();
  });
  test('keeps within 50 blocks', () => {
    const many = Array.from({ length: 50 }, (_, n) => ({
      type: 'section',
      block_id: `x${n}`,
      text: { type: 'plain_text', text: 'x', emoji: false },
    }));
    expect(
      slackProblems('chat.update', {
        channel: 'D0ANA',
        ts: '1.0',
        text: 'x',
        blocks: settledBlocks(many, settled),
      }),
    ).toEqual([]);
  });
});

test('text is cut between escapes and characters', () => {
  expect(slackText('a<b', 20)).toBe('a&lt;b');
  expect(slackText('<<<<<<', 10)).toBe('&lt;&lt;…');
  expect(slackText('😀😀😀', 4)).toBe('😀…');
  expect(escapeSlack('&lt;')).toBe('&amp;lt;');
});
