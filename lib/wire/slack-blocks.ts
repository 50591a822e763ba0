import type { Json } from '../model/json.ts';
import type { Message, Question, Settled } from './channels.ts';
import { cutTo, minutesLeft, oneLine } from './shown-text.ts';
import { type Markup, markup, type PlainText, plain, slackLink, slackText } from './slack-text.ts';

/** What Slack takes. Source: docs.slack.dev, Reference, Block Kit: blocks, block elements, composition objects. */
export const slackLimits = {
  blocks: 50,
  header: 150,
  section: 3000,
  contextElements: 10,
  actions: 25,
  button: 75,
  actionId: 255,
  value: 2000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
} as const;

/** More buttons beside one another are hard to hit on a phone. */
const buttonsInARow = 5;
/** Of longer plans the run's page has the rest. */
const planSectionsMax = 4;
/** What a lock screen shows. */
const fallbackMax = 600;

export type Block =
  | { type: 'header'; block_id: string; text: PlainText }
  | { type: 'section'; block_id: string; text: PlainText | Markup }
  | { type: 'context'; block_id: string; elements: (PlainText | Markup)[] }
  | { type: 'actions'; block_id: string; elements: Button[] };

export type Button = {
  type: 'button';
  action_id: string;
  text: PlainText;
  /** JSON `{ask, answer, plan}`. */
  value: string;
  style?: 'primary' | 'danger';
  confirm?: { title: PlainText; text: PlainText; confirm: PlainText; deny: PlainText; style: 'danger' };
};

/** Blocks whose id begins with this are taken away when the question is settled. */
export const answersPrefix = 'rebound_answers';
/** Those that say how it stands: replaced whenever that changes. */
export const statePrefix = 'rebound_state';

/** What a message shows: title, facts, the question, what is going to be done, how long there is, and a button for each answer. */
export function messageBlocks(message: Message, now: number): Block[] {
  const { question } = message;
  const title = `${message.alarming ? '‼ ' : ''}${oneLine(message.title)}`;
  // how it is answered stands behind what is asked
  const facts = [message.target, question ? undefined : message.text]
    .filter((part) => part?.trim())
    .join('\n');
  const how = question && message.text.trim() ? [section(`${answersPrefix}_how`, message.text)] : [];
  return [
    { type: 'header', block_id: 'rebound_title', text: plain(title, slackLimits.header) },
    ...(facts ? [section('rebound_facts', facts)] : []),
    ...(question
      ? [section('rebound_question', question.text), ...planSections(question.lines), ...how]
      : []),
    ...contextOf(message, now),
    ...(question ? answerRows(question, message.target) : []),
  ];
}

/** One line of all of it: for notifications, and for whoever has it read to them. */
export function fallbackText(message: Message, now: number): string {
  const { title, target, question, text, run } = message;
  const left = question ? `${minutesLeft(question.endsAt, now)} min left` : undefined;
  const parts = [title, target, question?.text ?? text, left].map((part) => oneLine(part ?? ''));
  return slackText(parts.filter((part) => part !== '').join(' – '), fallbackMax) || `run ${run}`;
}

/**
 * The same message when its question is settled: how it stands at its end, and no buttons once it is decided or over. `shown` is what
 * Slack has of it; without it, what is known of it is said anew, but for an ack, which would lose the buttons. Undefined: it stays as it is,
 * because it says already that it is decided, or cannot be read.
 */
export function settledBlocks(shown: Json[] | undefined, settled: Settled): Json[] | undefined {
  const over = settled.kind !== 'acknowledged';
  if (!shown && !over) return undefined;
  if (shown?.some((block) => isPart(block, `${statePrefix}_decided`))) return undefined;
  const kept = (shown ?? titleOf(settled)).filter(
    (block) => !isPart(block, statePrefix) && !(over && isPart(block, answersPrefix)),
  );
  const state = {
    type: 'context',
    block_id: `${statePrefix}_${over ? 'decided' : 'acknowledged'}`,
    elements: [{ ...plain(settled.text, slackLimits.section) }],
  };
  const before = kept.slice(0, slackLimits.blocks - 1);
  const answers = before.findIndex((block) => isPart(block, answersPrefix));
  return answers < 0 ? [...before, state] : before.toSpliced(answers, 0, state);
}

function titleOf({ title }: Settled): Json[] {
  return [{ type: 'header', block_id: 'rebound_title', text: { ...plain(title, slackLimits.header) } }];
}

function isPart(block: Json, prefix: string): boolean {
  if (block === null || typeof block !== 'object' || Array.isArray(block)) return false;
  const id = block['block_id'];
  return typeof id === 'string' && id.startsWith(prefix);
}

function section(id: string, text: string): Block {
  return { type: 'section', block_id: id, text: plain(text, slackLimits.section) };
}

/** The plan's lines, as many in one section as it takes. */
function planSections(lines: readonly string[]): Block[] {
  const parts: string[] = [];
  for (const [index, line] of lines.entries()) {
    const item = `• ${slackText(line, slackLimits.section - 200)}`;
    const last = parts.at(-1);
    if (last !== undefined && last.length + item.length + 1 <= slackLimits.section - 100)
      parts[parts.length - 1] = `${last}\n${item}`;
    else if (parts.length < planSectionsMax) parts.push(item);
    else {
      parts[parts.length - 1] = `${last}\n… and ${lines.length - index} more: the run shows all of them`;
      break;
    }
  }
  return parts.map((text, n) => ({
    type: 'section',
    block_id: `rebound_plan_${n}`,
    text: { type: 'plain_text', text, emoji: false },
  }));
}

function contextOf({ question, link, run, room }: Message, now: number): Block[] {
  const open = link === undefined ? undefined : slackLink(link, 'Open the run');
  const elements: (PlainText | Markup)[] = [];
  if (question) {
    const next = question.then === undefined ? '' : `, then ${oneLine(question.then)} is asked`;
    elements.push(plain(`${minutesLeft(question.endsAt, now)} min left${next}`, slackLimits.confirmText));
  }
  elements.push(plain(`run ${run}`, slackLimits.header));
  if (open !== undefined) elements.push(markup(open));
  else if (link) elements.push(plain(link, slackLimits.confirmText));
  if (room !== undefined && isConversation(room)) elements.push(markup(`<#${room}>`));
  return [{ type: 'context', block_id: 'rebound_context', elements }];
}

/** Ids of Slack's conversations and people: letters and digits, so that nothing else gets into a mark-up. */
export function isConversation(id: string): boolean {
  return /^[A-Z][A-Z0-9]{2,20}$/.test(id);
}

function answerRows(question: Question, target: string | undefined): Block[] {
  const buttons = [...question.answers, ...lookingAt(question)]
    .map((answer) => button(question, answer, target))
    .filter(
      ({ value, action_id }) => value.length <= slackLimits.value && action_id.length <= slackLimits.actionId,
    )
    .slice(0, slackLimits.actions);
  const rows: Block[] = [];
  for (let n = 0; n < buttons.length; n += buttonsInARow)
    rows.push({
      type: 'actions',
      block_id: `${answersPrefix}_${rows.length}`,
      elements: buttons.slice(n, n + buttonsInARow),
    });
  return rows;
}

/** Says that somebody looks at it: it decides nothing (lib/operations/inbound). A decision may have an option of that name. */
function lookingAt({ answers }: Question): Question['answers'] {
  return answers.length === 0 || answers.some(({ answer }) => answer === 'ack')
    ? []
    : [{ answer: 'ack', label: 'I’m looking at it' }];
}

function button(
  question: Question,
  { answer, label, style }: Question['answers'][number],
  target: string | undefined,
): Button {
  const { ask, plan } = question;
  const again = answer === 'approve' || style === 'danger';
  const said = answer === 'approve' ? whatItDoes(question, target) : `${oneLine(label)}${onWhat(target)}`;
  return {
    type: 'button',
    action_id: `answer_${answer}`,
    text: plain(oneLine(label), slackLimits.button),
    value: JSON.stringify({ ask, answer, plan }),
    ...(style ? { style } : {}),
    // A slip of a thumb must not decide.
    ...(again && {
      confirm: {
        title: plain('Are you sure?', slackLimits.confirmTitle),
        text: plain(said, slackLimits.confirmText),
        confirm: plain(oneLine(label), slackLimits.confirmButton),
        deny: plain('Not yet', slackLimits.confirmButton),
        style: 'danger',
      },
    }),
  };
}

const onWhat = (target: string | undefined): string => (target === undefined ? '' : ` on ${oneLine(target)}`);

/** What a yes does, in the plan's own words. What a dialog has no room for ends in `…`: the message has it. */
function whatItDoes({ lines, text }: Question, target: string | undefined): string {
  const does = lines.length > 0 ? lines : [text];
  return `This will be done${cutTo(onWhat(target), 80)}: ${does.map(oneLine).join('; ')}`;
}
