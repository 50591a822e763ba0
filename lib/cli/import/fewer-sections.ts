import type { Section } from './page.ts';

/**
 * The sections in so many that each can be a step: the deepest headings become text of the section before them; where all are equally
 * deep, every second one does. Nothing is lost.
 */
export function fewerSections(sections: readonly Section[], most: number): Section[] {
  let left = [...sections];
  while (left.filter(saysSomething).length > most) {
    const depths = left.map(({ depth }) => depth).filter((depth) => depth > 0);
    const deepest = Math.max(...depths);
    const even = deepest === Math.min(...depths);
    let before = 0;
    left = folded(left, ({ depth }) => (even ? depth > 0 && ++before % 2 === 0 : depth === deepest));
  }
  return left;
}

/** A section that becomes a step. */
export function saysSomething({ heading, parent, blocks }: Section): boolean {
  return !parent && (heading !== '' || blocks.length > 0);
}

function folded(sections: Section[], folds: (section: Section) => boolean): Section[] {
  const kept: Section[] = [];
  for (const section of sections) {
    const last = kept.at(-1);
    if (!last || !folds(section)) {
      kept.push(section);
      continue;
    }
    const heading = { kind: 'text' as const, markdown: `${'#'.repeat(section.depth)} ${section.heading}` };
    kept[kept.length - 1] = {
      ...last,
      parent: false,
      blocks: [...last.blocks, heading, ...section.blocks],
    };
  }
  return kept;
}
