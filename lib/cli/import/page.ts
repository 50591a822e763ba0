import { Lexer, type Token, type Tokens } from 'marked';
import { fail } from '../../model/errors.ts';
import { frontMatterOf } from './front-matter.ts';
import { plainText } from './plain-text.ts';

/** What stands between two headings. */
export interface Section {
  /** Of its heading, as plain text; empty before the first one. */
  heading: string;
  /** Of its heading, 1 to 6; 0 before the first one. */
  depth: number;
  /** Headings above this one, the outermost first. */
  above: string[];
  /** A deeper heading follows at once. */
  parent: boolean;
  blocks: Block[];
}

/** A piece of a section: its Markdown as it stands, and of a list each point. */
export interface Block {
  kind: 'text' | 'code' | 'list';
  markdown: string;
  points?: Point[];
}

export interface Point {
  text: string;
  /** The point is one paragraph: the checklist can hold the whole of it. */
  whole: boolean;
}

export interface Page {
  /** The heading that is above all others, or the title of the front matter. */
  title?: string;
  front: Record<string, string>;
  /** The front matter's lines. */
  frontLines: string[];
  sections: Section[];
}

/** A wiki page, taken apart. Nothing of its text is lost but rules (`---`) and empty lines. BadInput where a parser gives up on it. */
export function readPage(markdown: string): Page {
  const { front, lines, rest } = frontMatterOf(cleaned(markdown));
  const all = sectionsOf(tokensOf(rest));
  const { title, sections } = withoutTitle(all);
  // a title of the front matter stays in its lines, a heading would be lost
  const named = title ?? front['title'];
  return { ...(named === undefined ? {} : { title: named }), front, frontLines: lines, sections };
}

/** One kind of line end, no mark at the beginning, and no characters that neither YAML nor a terminal would show. */
function cleaned(markdown: string): string {
  return markdown
    .replace(/^\ufeff/, '')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '');
}

function tokensOf(markdown: string): Token[] {
  try {
    // blocks only: what stands inside them stays as it is
    return new Lexer({ gfm: true }).blockTokens(markdown, []);
  } catch (error) {
    return fail(
      'BadInput',
      {
        what: 'the Markdown cannot be taken apart',
        why: 'quotes and lists in it lie too deep within each other',
        todo: 'make the page flatter',
      },
      error,
    );
  }
}

function sectionsOf(tokens: Token[]): Section[] {
  const open: { heading: string; depth: number }[] = [];
  const sections: Section[] = [{ heading: '', depth: 0, above: [], parent: false, blocks: [] }];
  for (const token of tokens) {
    const last = sections.at(-1);
    if (isHeading(token)) {
      if (last && last.blocks.length === 0 && token.depth > last.depth) last.parent = true;
      while ((open.at(-1)?.depth ?? 0) >= token.depth) open.pop();
      const heading = plainText(token.text);
      sections.push({
        heading,
        depth: token.depth,
        above: open.map((one) => one.heading),
        parent: false,
        blocks: [],
      });
      open.push({ heading, depth: token.depth });
    } else if (token.type !== 'hr' && token.raw.trim() !== '') last?.blocks.push(blockOf(token));
  }
  return sections;
}

/** The one heading that is above all others names the page; what stands below it, before the next one, is an introduction. */
function withoutTitle(all: Section[]): { title?: string; sections: Section[] } {
  const [before, first, ...more] = all;
  if (!before || !first || before.blocks.length > 0 || more.some(({ depth }) => depth <= first.depth))
    return { sections: all };
  const above = (section: Section) => ({ ...section, above: section.above.slice(1) });
  // alone with its text, it names the one step, too
  const heading = more.length === 0 && first.blocks.length > 0 ? first.heading : '';
  return { title: first.heading, sections: [{ ...first, heading, parent: false }, ...more.map(above)] };
}

function blockOf(token: Token): Block {
  const markdown = token.raw.replace(/^\n+/, '').trimEnd();
  if (token.type === 'code') return { kind: 'code', markdown };
  if (!isList(token)) return { kind: 'text', markdown };
  return { kind: 'list', markdown, points: token.items.map(pointOf) };
}

function pointOf(item: Tokens.ListItem): Point {
  const blocks = item.tokens.filter(({ type }) => type !== 'space' && type !== 'checkbox');
  const [only, more] = blocks;
  const plain = only?.type === 'text' || only?.type === 'paragraph' ? only.raw.trim() : '';
  // of a table of contents, or a picture: nothing that one could tick off
  if (more === undefined && (/^\[[^\]]*\]\(#[^)]*\)$/.test(plain) || /^!\[[^\]]*\]\([^)]*\)$/.test(plain)))
    return { text: '', whole: false };
  const whole = more === undefined && (only?.type === 'text' || only?.type === 'paragraph');
  const text = (only?.type === 'text' || only?.type === 'paragraph' ? only.raw : item.text)
    .replace(/^\s*\[[ xX]\]\s+/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return { text, whole };
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading';
}

function isList(token: Token): token is Tokens.List {
  return token.type === 'list';
}
