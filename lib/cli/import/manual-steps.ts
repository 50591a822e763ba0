import { cutText } from './cut-text.ts';
import { fewerSections, saysSomething } from './fewer-sections.ts';
import { hintsFor } from './hints.ts';
import type { Block, Page, Section } from './page.ts';
import { titleMaker } from './titles.ts';

/** A step of the runbook to be: what a person does by hand. */
export interface ManualStep {
  title: string;
  /** Headings above it that have no text of their own, and that were not said yet. */
  under: string[];
  /** Markdown, as it stands on the page. */
  text: string;
  checklist: string[];
  hints: { uses: string; because: string }[];
}

/** Of one section's text; what is longer becomes further steps. A state's input holds 256 KiB, a question's item 400 KB. */
const charactersMax = 30_000;
const pointMax = 200;

/** A state machine's history holds 25,000 events, and nobody does more than this in one night. */
const stepsMax = 45;

/** A step for each section that says something; of a long page, one for several. */
export function manualSteps({ sections: all }: Pick<Page, 'sections'>): ManualStep[] {
  const title = titleMaker();
  const sections = fewerSections(all, stepsMax);
  let said: string[] = [];
  return sections.flatMap((section) => {
    if (!saysSomething(section)) return [];
    const under = section.above.filter((heading) => isGroup(heading, sections) && !said.includes(heading));
    said = [...said, ...under];
    const alone = sections.filter(saysSomething).length === 1;
    const wanted = section.heading !== '' ? section.heading : alone ? 'Follow the page' : 'Read this first';
    return partsOf(section).map((blocks, part) => ({
      ...stepOf(wanted, blocks),
      title: title(wanted, section.above.at(-1) ?? ''),
      under: part === 0 ? under : [],
    }));
  });
}

function isGroup(heading: string, sections: Section[]): boolean {
  return sections.some((section) => section.parent && section.heading === heading);
}

function stepOf(heading: string, blocks: Block[]): Omit<ManualStep, 'title' | 'under'> {
  const last = blocks.at(-1);
  const points = blocks.flatMap((block) => block.points ?? []).filter(({ text }) => text !== '');
  // a list at the end, whose points are sentences, is a checklist as it is; any other stays in its place, and is ticked off besides
  const tail = last?.points !== undefined && last.points.every(({ whole }) => whole) ? last : undefined;
  const inText = tail ? blocks.slice(0, -1) : blocks;
  const text = inText.map(({ markdown }) => markdown).join('\n\n');
  const onlyHere = new Set(tail?.points);
  return {
    text: text === '' ? heading : text,
    checklist: points.map((point) => (onlyHere.has(point) ? point.text : cutText(point.text, pointMax))),
    hints: hintsFor([heading, ...blocks.map(({ markdown }) => markdown)].join('\n')),
  };
}

/** The section in pieces that a question can hold. */
function partsOf({ blocks }: Section): Block[][] {
  const parts: Block[][] = [[]];
  let length = 0;
  for (const block of blocks.flatMap(pieces)) {
    if (length > 0 && length + block.markdown.length > charactersMax) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(block);
    length += block.markdown.length;
  }
  return parts;
}

/** A block that is too long for one question, between its lines where that is possible. */
function pieces(block: Block): Block[] {
  if (block.markdown.length <= charactersMax) return [block];
  const found: Block[] = [];
  let rest = block.markdown;
  while (rest.length > 0) {
    const line = rest.lastIndexOf('\n', charactersMax);
    const end = rest.length <= charactersMax ? rest.length : line > 0 ? line + 1 : wholeCharacter(rest);
    const markdown = rest.slice(0, end);
    if (markdown.trim() !== '') found.push({ kind: 'text', markdown: markdown.trimEnd() });
    rest = rest.slice(end);
  }
  return found;
}

/** Not between the halves of one character. */
function wholeCharacter(text: string): number {
  const half = text.charCodeAt(charactersMax - 1);
  return half >= 0xd800 && half <= 0xdbff ? charactersMax - 1 : charactersMax;
}
