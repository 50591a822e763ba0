import { isObject } from '../model/json.ts';

/** What Slack finds wrong with the blocks of a message; empty when it takes them. Source: docs.slack.dev, Reference, Block Kit. */
export function blockProblems(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return ['blocks: must be an array'];
  if (blocks.length > 50) return ['blocks: no more than 50 items allowed'];
  const ids = blocks.flatMap((block: unknown) =>
    isObject(block) && block['block_id'] ? [block['block_id']] : [],
  );
  return [
    ...(new Set(ids).size < ids.length ? ['blocks: block_id is used twice'] : []),
    ...blocks.flatMap((block: unknown, n) => problemsOf(block, `/blocks/${n}`)),
  ];
}

function problemsOf(block: unknown, at: string): string[] {
  if (!isObject(block)) return [`${at}: must be an object`];
  const id = block['block_id'];
  const named = id === undefined ? [] : lengthOf(id, 255, `${at}/block_id`);
  switch (block['type']) {
    case 'header':
      return [...named, ...textOf(block['text'], 150, `${at}/text`, ['plain_text'])];
    case 'section':
      return [...named, ...textOf(block['text'], 3000, `${at}/text`, ['plain_text', 'mrkdwn'])];
    case 'context':
      return [
        ...named,
        ...listOf(block['elements'], 10, `${at}/elements`, (one, where) =>
          textOf(one, 3000, where, ['plain_text', 'mrkdwn']),
        ),
      ];
    case 'actions':
      return [
        ...named,
        ...listOf(block['elements'], 25, `${at}/elements`, buttonProblems),
        ...twice(block['elements'], at),
      ];
    case 'divider':
      return named;
    default:
      return [`${at}/type: unsupported`];
  }
}

function buttonProblems(button: unknown, at: string): string[] {
  if (!isObject(button) || button['type'] !== 'button') return [`${at}: the sandbox knows buttons only`];
  const { text, action_id: id, value, style, confirm, url } = button;
  return [
    ...textOf(text, 75, `${at}/text`, ['plain_text']),
    ...(id === undefined ? [] : lengthOf(id, 255, `${at}/action_id`)),
    ...(value === undefined ? [] : lengthOf(value, 2000, `${at}/value`)),
    ...(url === undefined ? [] : lengthOf(url, 3000, `${at}/url`)),
    ...(style === undefined || style === 'primary' || style === 'danger' ? [] : [`${at}/style: unknown`]),
    ...(confirm === undefined ? [] : confirmProblems(confirm, `${at}/confirm`)),
  ];
}

function confirmProblems(confirm: unknown, at: string): string[] {
  if (!isObject(confirm)) return [`${at}: must be an object`];
  return [
    ...textOf(confirm['title'], 100, `${at}/title`, ['plain_text']),
    ...textOf(confirm['text'], 300, `${at}/text`, ['plain_text', 'mrkdwn']),
    ...textOf(confirm['confirm'], 30, `${at}/confirm`, ['plain_text']),
    ...textOf(confirm['deny'], 30, `${at}/deny`, ['plain_text']),
  ];
}

/** Within one block each action has its own id. */
function twice(elements: unknown, at: string): string[] {
  const ids = Array.isArray(elements)
    ? elements.map((one: unknown) => (isObject(one) ? one['action_id'] : one))
    : [];
  return new Set(ids).size < ids.length ? [`${at}: action_id is used twice`] : [];
}

function textOf(text: unknown, max: number, at: string, types: string[]): string[] {
  if (!isObject(text) || !types.includes(String(text['type'])))
    return [`${at}: must be ${types.join(' or ')}`];
  return lengthOf(text['text'], max, at);
}

function lengthOf(text: unknown, max: number, at: string): string[] {
  if (typeof text !== 'string' || text.length === 0) return [`${at}: must be more than 0 characters`];
  return text.length > max ? [`${at}: must be less than ${max + 1} characters`] : [];
}

function listOf(
  list: unknown,
  max: number,
  at: string,
  each: (one: unknown, at: string) => string[],
): string[] {
  if (!Array.isArray(list) || list.length === 0) return [`${at}: must have at least one`];
  if (list.length > max) return [`${at}: no more than ${max} items allowed`];
  return list.flatMap((one: unknown, n) => each(one, `${at}/${n}`));
}
