import { inLettersOfAName } from '../letters-of-a-name.ts';
import { basename, resolve } from 'node:path';
import { fail } from '../../model/errors.ts';
import { runbookName } from '../../runbook/shapes.ts';
import type { Io } from '../io.ts';
import { readText } from '../read-text.ts';
import { cutText } from './cut-text.ts';
import { manualSteps } from './manual-steps.ts';
import { readPage } from './page.ts';
import type { Imported } from './runbook-yaml.ts';

/** A state machine's definition holds 1 MB, and every text stands in it with what JSON needs around it. */
const bytesMax = 300_000;
const titleMax = 120;

export interface Wanted {
  name: string | undefined;
  owner: string | undefined;
  /** Who owns it where the page does not say so either. */
  usualOwner: string;
}

/** The page of a file, as the runbook that it becomes. BadInput: nothing in it, too much in it, or a name that is none. */
export async function importedOf(file: string, wanted: Wanted, io: Pick<Io, 'cwd'>): Promise<Imported> {
  const markdown = await readText(resolve(io.cwd, file), file);
  if (Buffer.byteLength(markdown) > bytesMax)
    fail('BadInput', {
      what: `${file} has ${Math.ceil(Buffer.byteLength(markdown) / 1000)} KB`,
      why: `a runbook holds ${bytesMax / 1000} KB of text, and nobody reads that at night`,
      todo: 'make it into several pages, one for each kind of outage',
    });
  if (markdown.includes('\ufffd'))
    fail('BadInput', {
      what: `${file} is not UTF-8, or was not once: it holds characters that nobody can read any more`,
      todo: `convert it: iconv -f latin1 -t utf-8 ${file}, or mend the places with "\ufffd"`,
    });
  const page = readPage(markdown);
  const steps = manualSteps(page);
  if (steps.length === 0)
    fail('BadInput', {
      what: `${file} says nothing that anybody could do`,
      why: markdown.trim() === '' ? 'it is empty' : 'there is nothing in it but its title',
      todo: 'give a page with headings, and below them what to do',
    });
  const ofFile = basename(file).replace(/\.[^.]*$/, '');
  const title = oneLine(page.title ?? '') || oneLine(ofFile) || 'A page of the wiki';
  return {
    name: wanted.name === undefined ? nameOf([page.title ?? '', ofFile]) : checkedName(wanted.name),
    title,
    owner: ownerOf(wanted.owner ?? page.front['owner'] ?? page.front['team'] ?? '', wanted.usualOwner),
    source: oneLine(file),
    frontLines: page.frontLines,
    steps,
  };
}

/** The title of a runbook holds no `$` and no line end. */
function oneLine(text: string): string {
  const clean = text
    .replaceAll(/[\p{Cc}$]|\{\{|\}\}/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return cutText(clean, titleMax);
}

/** Small letters, digits and `-` of the first text that has any. */
function nameOf(texts: string[]): string {
  return texts.map(inLettersOfAName).find((name) => name !== '') ?? 'imported-page';
}

function checkedName(name: string): string {
  if (runbookName.safeParse(name).success) return name;
  return fail('BadInput', {
    what: `"${name}" is no name of a runbook`,
    todo: 'write small letters, digits and -, such as restore-payments',
  });
}

/** A person or a group; a name that would read as an expression is none. */
function ownerOf(text: string, usualOwner: string): string {
  const owner = oneLine(text).replace(/^[@\s]+/, '');
  return owner === '' ? usualOwner : owner;
}
