import { badTitle } from '../../runbook/words.ts';
import { cutText } from './cut-text.ts';

const charactersMax = 60;

/** Makes titles of headings: each may be a state's name, and no two are the same. */
export function titleMaker(): (wanted: string, above: string) => string {
  const taken = new Set<string>();
  return (wanted, above) => {
    const plain = fitting(wanted, '');
    const under = above === '' ? plain : fitting(`${above}: ${wanted}`, '');
    const title = [plain, under].find((one) => !taken.has(one)) ?? counted(wanted, taken);
    taken.add(title);
    return title;
  };
}

function counted(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) {
    const title = fitting(wanted, ` (${number})`);
    if (!taken.has(title)) return title;
  }
}

/** The heading without what a title cannot hold, cut between words so that the ending has room. */
function fitting(wanted: string, ending: string): string {
  const clean = wanted
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/\$|\{\{|\}\}|\{%|%\}/g, ' ')
    // ` · ` is what the compiler's own titles are joined with
    .replaceAll('·', '-')
    .replaceAll(/\s+/g, ' ')
    // a number before a heading counts the page's headings, and the run counts its steps itself
    .replace(/^\s*\d+(?:\.\d+)*[.)]\s+/, '')
    .trim();
  const title = cut(clean === '' ? 'Step' : clean, charactersMax - ending.length) + ending;
  return badTitle(title) === undefined ? title : cut(`Do: ${title}`, charactersMax);
}

/** Between words, where one ends in the second half. */
function cut(text: string, length: number): string {
  const short = cutText(text, length);
  if (short === text) return text;
  const space = short.lastIndexOf(' ');
  const end = space > length / 2 ? space : short.length - 1;
  return `${short.slice(0, end).replace(/[\s:,;.-]+$/, '')}…`;
}
