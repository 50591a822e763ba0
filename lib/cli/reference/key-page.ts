import type { Field, Page, Part } from './page.ts';

/** Every name that some table of the pages has, once. */
export function keysOf(pages: readonly Page[]): string[] {
  return [...new Set(pages.flatMap(({ parts }) => parts.flatMap(rowsOf)).map(({ name }) => name))];
}

/**
 * All that the pages say of one name: the sections that are about it (`for_each`, `inputs.<name>`, `triggers[]`), and its rows in
 * others, each under the heading that it stands under. Undefined when no table has it.
 */
export function keyPage(key: string, pages: readonly Page[]): Page | undefined {
  const parts = pages.flatMap((page) => partsWith(key, page));
  return parts.length === 0 ? undefined : { name: key, title: key, summary: '', parts };
}

function partsWith(key: string, { title, parts }: Page): Part[] {
  return sectionsIn(title, parts).flatMap(({ heading, inside }): Part[] => {
    const about = isAbout(key, heading);
    const kept = inside.flatMap((part): Part[] => {
      if (part.kind !== 'fields') return about ? [part] : [];
      const rows = about ? part.rows : part.rows.filter(({ name }) => name === key);
      return rows.length === 0 ? [] : [{ ...part, rows }];
    });
    const where = heading === title ? title : `${title}: ${heading}`;
    return kept.length === 0 ? [] : [{ kind: 'heading', text: where }, ...kept];
  });
}

/** The parts of a page by the heading that they stand under. */
function sectionsIn(title: string, parts: readonly Part[]): { heading: string; inside: Part[] }[] {
  const sections: { heading: string; inside: Part[] }[] = [{ heading: title, inside: [] }];
  for (const part of parts) {
    if (part.kind === 'heading') sections.push({ heading: part.text, inside: [] });
    else sections.at(-1)?.inside.push(part);
  }
  return sections;
}

/** The heading names the key in backticks, alone or with what stands within it. */
function isAbout(key: string, heading: string): boolean {
  return [...heading.matchAll(/`([^`]*)`/g)].some(
    ([, named = '']) => named === key || named.startsWith(`${key}.`) || named.startsWith(`${key}[`),
  );
}

function rowsOf(part: Part): Field[] {
  return part.kind === 'fields' ? part.rows : [];
}
