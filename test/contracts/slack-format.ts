import { isObject } from '../../lib/model/json.ts';

/*
 * What Slack's reference says that a message may be, by path of what is not. Written from the reference pages, not from our clients or
 * the sandbox. Sources: docs.slack.dev: reference/methods/chat.postMessage and chat.update (arguments; text up to 4,000 characters "for best
 * results"); reference/block-kit/blocks (50 in a message, block_id at most 255): header-block (plain_text, 150), section-block (1 to 3,000),
 * context-block (1 to 10 elements), actions-block (up to 25 elements); reference/block-kit/block-elements/button-element (text: plain_text,
 * 75; action_id 255; value 2,000; url 3,000; style primary or danger); reference/block-kit/composition-objects: text-object (1 to 3,000;
 * emoji only with plain_text, verbatim only with mrkdwn), confirmation-dialog-object (title 100, text 300, confirm 30, deny 30).
 */

const limits = { blocks: 50, id: 255, header: 150, section: 3000, context: 10, actions: 25, text: 4000 };

const known: Record<string, string[]> = {
  'chat.postMessage': [
    'channel',
    'text',
    'blocks',
    'metadata',
    'parse',
    'mrkdwn',
    'unfurl_links',
    'unfurl_media',
    'thread_ts',
  ],
  'chat.update': ['channel', 'ts', 'text', 'blocks', 'metadata', 'parse'],
};

/** What of the arguments of a method is not as its reference has it. */
export function slackProblems(method: string, body: unknown): string[] {
  if (!isObject(body)) return ['the body is no object'];
  const problems = Object.keys(body)
    .filter((name) => !known[method]?.includes(name))
    .map((name) => `${name} is no argument of ${method}`);
  const { channel, text, blocks, metadata } = body;
  if (typeof channel !== 'string' || !/^[CDGUW][A-Z0-9]{2,}$/.test(channel))
    problems.push('channel is no id');
  if (typeof text !== 'string' || text.length < 1 || text.length > limits.text)
    problems.push('text is missing or too long');
  problems.push(...escapingProblems(text, 'text'));
  if (!Array.isArray(blocks) || blocks.length === 0 || blocks.length > limits.blocks)
    return [...problems, 'blocks: 1 to 50'];
  const ids = blocks.map((block: unknown) => (isObject(block) ? block['block_id'] : undefined));
  if (new Set(ids).size !== ids.length) problems.push('a block_id is used twice');
  if (metadata !== undefined) problems.push(...metadataProblems(metadata));
  return [...problems, ...blocks.flatMap((block: unknown, n) => blockProblems(block, `blocks[${n}]`))];
}

function blockProblems(block: unknown, at: string): string[] {
  if (!isObject(block)) return [`${at} is no object`];
  const { block_id: id, type, text, elements } = block;
  const own = typeof id === 'string' && id.length >= 1 && id.length <= limits.id ? [] : [`${at}.block_id`];
  if (type === 'header')
    return [
      ...own,
      ...only(block, ['type', 'block_id', 'text'], at),
      ...textProblems(text, limits.header, `${at}.text`, true),
    ];
  if (type === 'section')
    return [
      ...own,
      ...only(block, ['type', 'block_id', 'text'], at),
      ...textProblems(text, limits.section, `${at}.text`),
    ];
  const list: unknown[] = Array.isArray(elements) ? elements : [];
  if (type === 'context') {
    const count = list.length >= 1 && list.length <= limits.context ? [] : [`${at}.elements: 1 to 10`];
    return [
      ...own,
      ...count,
      ...list.flatMap((one, n) => textProblems(one, limits.section, `${at}.elements[${n}]`)),
    ];
  }
  if (type === 'actions') {
    const count = list.length >= 1 && list.length <= limits.actions ? [] : [`${at}.elements: 1 to 25`];
    const ids = list.map((one) => (isObject(one) ? one['action_id'] : undefined));
    const twice = new Set(ids).size === ids.length ? [] : [`${at}: an action_id is used twice`];
    return [
      ...own,
      ...count,
      ...twice,
      ...list.flatMap((one, n) => buttonProblems(one, `${at}.elements[${n}]`)),
    ];
  }
  return [`${at}.type is ${String(type)}`];
}

function buttonProblems(button: unknown, at: string): string[] {
  if (!isObject(button) || button['type'] !== 'button') return [`${at} is no button`];
  const { text, action_id: id, value, style, confirm } = button;
  return [
    ...only(button, ['type', 'text', 'action_id', 'value', 'url', 'style', 'confirm'], at),
    ...textProblems(text, 75, `${at}.text`, true),
    ...(typeof id === 'string' && id.length >= 1 && id.length <= 255 ? [] : [`${at}.action_id`]),
    ...(typeof value === 'string' && value.length >= 1 && value.length <= 2000 ? [] : [`${at}.value`]),
    ...(style === undefined || style === 'primary' || style === 'danger' ? [] : [`${at}.style`]),
    ...(confirm === undefined ? [] : confirmProblems(confirm, `${at}.confirm`)),
  ];
}

function confirmProblems(confirm: unknown, at: string): string[] {
  if (!isObject(confirm)) return [at];
  return [
    ...only(confirm, ['title', 'text', 'confirm', 'deny', 'style'], at),
    ...textProblems(confirm['title'], 100, `${at}.title`, true),
    ...textProblems(confirm['text'], 300, `${at}.text`),
    ...textProblems(confirm['confirm'], 30, `${at}.confirm`, true),
    ...textProblems(confirm['deny'], 30, `${at}.deny`, true),
  ];
}

function textProblems(text: unknown, max: number, at: string, plainOnly = false): string[] {
  if (!isObject(text)) return [`${at} is no text object`];
  const { type, text: said, emoji, verbatim } = text;
  const plain = type === 'plain_text';
  return [
    ...(plain || (!plainOnly && type === 'mrkdwn') ? [] : [`${at}.type is ${String(type)}`]),
    ...(typeof said === 'string' && said.length >= 1 && said.length <= max
      ? []
      : [`${at}: 1 to ${max} characters`]),
    ...(emoji !== undefined && !plain ? [`${at}.emoji`] : []),
    ...(verbatim !== undefined && plain ? [`${at}.verbatim`] : []),
    ...(plain ? escapingProblems(said, at) : markupProblems(said, at)),
  ];
}

/** Nothing in it is read as a mention or a link: `<` and `>` are escaped, and so is every `&` that is no escape. */
function escapingProblems(text: unknown, at: string): string[] {
  const bare = typeof text === 'string' ? text.replaceAll(/&(?:amp|lt|gt);/g, '') : '';
  return /[<>&]/.test(bare) ? [`${at} is not escaped: ${bare.slice(0, 80)}`] : [];
}

/** Of mark-up only links to the web and to channels. */
function markupProblems(text: unknown, at: string): string[] {
  const bare =
    typeof text === 'string' ? text.replaceAll(/<(?:https?:\/\/[^<>|]+\|[^<>|]+|#C[A-Z0-9]+)>/g, '') : '';
  return escapingProblems(bare, at);
}

/** Source: docs.slack.dev, messaging/message-metadata. */
function metadataProblems(metadata: unknown): string[] {
  if (!isObject(metadata)) return ['metadata is no object'];
  const { event_type: type, event_payload: payload } = metadata;
  const texts = isObject(payload) && Object.values(payload).every((value) => typeof value === 'string');
  return [
    ...(typeof type === 'string' && /^[a-z0-9_]+$/.test(type) ? [] : ['metadata.event_type']),
    ...(texts ? [] : ['metadata.event_payload']),
  ];
}

function only(value: Record<string, unknown>, names: string[], at: string): string[] {
  return Object.keys(value)
    .filter((name) => !names.includes(name))
    .map((name) => `${at}.${name} is not known`);
}
