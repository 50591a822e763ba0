import { cutTo, harmless } from './shown-text.ts';

/**
 * Text of people and alarms as Slack shows it and does nothing with it: `&`, `<` and `>` are what makes mentions and links there.
 * Source: Slack, Formatting message text, Escaping text.
 */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Escaped, and at most so many characters long afterwards, never ending within an escape. */
export function slackText(text: string, length: number): string {
  const clean = harmless(text).trim();
  const whole = escapeSlack(clean);
  if (whole.length <= length) return whole;
  // Each step takes away at least what is too long by then, at five letters for each escape.
  let kept = Math.min(clean.length, length);
  for (;;) {
    const text = escapeSlack(cutTo(clean, kept));
    if (text.length <= length) return text;
    kept -= Math.ceil((text.length - length) / 5);
  }
}

/** Text that nothing is read into: no formatting, no mention, no link, no emoji. */
export type PlainText = {
  type: 'plain_text';
  text: string;
  emoji: false;
};
/** Text with Slack's own markup. Only what we make ourselves stands in one. */
export type Markup = {
  type: 'mrkdwn';
  text: string;
  /** Nothing is made a link by itself. */
  verbatim: true;
};

export function plain(text: string, length: number): PlainText {
  return { type: 'plain_text', text: slackText(text, length) || ' ', emoji: false };
}

export function markup(text: string): Markup {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** `<https://…|Open the run>`; undefined for what is no web address, such as a command. */
export function slackLink(url: string, label: string): string | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:') return undefined;
  const target = escapeSlack(address.href.replaceAll('|', '%7C'));
  return target.length > 2000 ? undefined : `<${target}|${escapeSlack(label)}>`;
}
