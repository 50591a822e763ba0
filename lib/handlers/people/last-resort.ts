import { codeOf, explain, fail } from '../../model/errors.ts';
import type { Parts } from '../parts.ts';
import type { Line } from '../record.ts';

/** The topic, when nobody of `who` could be reached by any channel (`why`). Throws when that fails as well: then nobody was told. */
export async function tellTopic(
  { who, title, text }: { who: string; title: string; text: string },
  why: string,
  { clients: { topic } }: Pick<Parts, 'clients'>,
): Promise<void> {
  try {
    await topic.publish(title, `For ${who}: ${text}`);
  } catch (error) {
    fail(
      codeOf(error) ?? 'Unavailable',
      { what: `${who} could not be reached`, why: `${why}; topic: ${explain(error)}` },
      error,
    );
  }
}

/** The event of it. */
export function toldTopic(who: string, why: string): Line {
  const findings = [{ text: `nobody of ${who} could be reached: ${why}`, bad: true }];
  return { kind: 'told', channel: 'topic', text: `told the topic instead of ${who}`, findings };
}
