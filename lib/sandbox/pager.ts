import { isObject } from '../model/json.ts';
import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { bodyText, json } from './answer.ts';
import type { DeliveredPage, World } from './world.ts';

/** The pager: takes a page as JSON and delivers it, one for each key. `delivered` is absent for a repeat. */
export function answerPager(
  world: World,
  request: WireRequest,
  now: number,
): { world: World; answer: WireAnswer; delivered?: DeliveredPage } {
  if (world.pagers === 'down') return { world, answer: json(503, { message: 'the pager is down' }) };
  const page = readPage(bodyText(request), now);
  if (!page) return { world, answer: json(400, { message: 'expected {who, title, text, run, key}' }) };
  const answer = json(202, { key: page.key });
  if (world.pages.some((earlier) => earlier.key === page.key)) return { world, answer };
  return { world: { ...world, pages: [...world.pages, page] }, answer, delivered: page };
}

function readPage(body: string, at: number): DeliveredPage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { who, title, text, run, key, ask, urgency } = value;
  if (![who, title, text, run, key].every((part) => typeof part === 'string')) return undefined;
  return {
    who: String(who),
    title: String(title),
    text: String(text),
    run: String(run),
    key: String(key),
    at,
    ...(typeof ask === 'string' && { ask }),
    ...(urgency === 'info' && { urgency }),
  };
}
