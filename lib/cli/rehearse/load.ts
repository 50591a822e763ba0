import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { compile } from '../../compiler/compile.ts';
import { fail } from '../../model/errors.ts';
import type { Estate } from '../../model/estate.ts';
import { nearest } from '../../model/nearest.ts';
import type { Directory } from '../../model/people.ts';
import type { Subject } from '../../rehearsal/explore/subject.ts';
import { formatMistakes } from '../../runbook/mistake.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import { catalog } from '../../steps/catalog.ts';
import type { Io } from '../io.ts';
import { directoryOf } from '../people-file.ts';
import { estateOf, readFileOf, runbooksIn, shownAs, withOthers, type Read } from '../read-files.ts';
import { places } from '../session.ts';

/** A runbook that is to be rehearsed, with its text: lines of it are shown. */
export interface Loaded {
  runbook: Runbook;
  text: string;
  /** Absolute. */
  path: string;
}

/** Everything that rehearsals of this place need. */
export interface Place {
  estate: Estate;
  directory: Directory | undefined;
  /** Those of the folder, and whatever else was asked for, all without mistakes. */
  all: Loaded[];
  /** Those that were asked for, in that order. */
  asked: Loaded[];
  /** Files of the folder with mistakes, that nobody asked for: what starts them cannot. */
  passedOver: string[];
}

/**
 * The runbooks that are asked for, by name or by the path of a file, among all of the folder. BadInput: none is asked for, one that there is
 * not, one with mistakes.
 */
export async function loadPlace(wanted: readonly string[], everything: boolean, io: Io): Promise<Place> {
  const { runbooksFolder, estateFile, peopleFile } = places(io);
  const estate = await estateOf(estateFile, io.cwd);
  const directory = await directoryOf(peopleFile, io.cwd, estate);
  const inFolder = runbooksIn(runbooksFolder);
  const files = wanted.filter((one) => isFile(one)).map((one) => resolve(io.cwd, one));
  for (const file of files)
    if (!existsSync(file))
      fail('BadInput', {
        what: `there is no file ${shownAs(file, io.cwd)}`,
        todo: instead(file, inFolder, io),
      });
  const paths = [...new Set([...inFolder, ...files])];
  const alone = await Promise.all(paths.map((file) => readFileOf(file, io.cwd, estate, directory)));
  const read = withOthers(alone, alone, estate, directory);
  const names = read.map(nameOf);
  if (wanted.length === 0 && !everything) return nothingAsked(read);
  const asked = everything
    ? read.filter((_, index) => inFolder.includes(paths[index] ?? ''))
    : wanted.map((one) => read[indexOf(one, paths, names, io)]);
  const chosen = [...new Set(asked)].flatMap((one) => one ?? []);
  if (chosen.length === 0)
    fail('BadInput', { what: `${runbooksFolder} has no runbook`, todo: 'rebound new writes a first one' });
  for (const one of chosen) if (!one.runbook) badRunbook(one);
  const all = read.flatMap((one, index) => loaded(one, paths[index] ?? ''));
  return {
    estate,
    directory,
    all: onceNamed(all, chosen),
    asked: chosen.flatMap((one) => all.find(({ runbook }) => runbook === one.runbook) ?? []),
    passedOver: read.flatMap((one) => (one.runbook ? [] : [one.file])),
  };
}

/** What one of the runbooks is rehearsed as. BadRunbook when one that was asked for cannot be compiled. */
export function subjectOf({ runbook }: Loaded, { all, estate, directory }: Place, seed: number): Subject {
  return {
    runbook,
    compiled: all.map((one) => compile(one.runbook, { catalog, estate })),
    estate,
    ...(directory ? { directory } : {}),
    seed,
  };
}

/** A file of that name in the folder of runbooks, or one that is nearly called so. */
function instead(file: string, inFolder: readonly string[], io: Io): string {
  const names = inFolder.map((one) => basename(one));
  const close = nearest(basename(file), names);
  const found = inFolder.find((one) => basename(one) === close);
  return found === undefined
    ? 'write where it is, or the name of a runbook'
    : `did you mean ${shownAs(found, io.cwd)}?`;
}

const isFile = (text: string) => /\.ya?ml$/.test(text);

function loaded({ runbook, text }: Read, path: string): Loaded[] {
  return runbook ? [{ runbook, text, path }] : [];
}

/** Where two files have one name, the one that was asked for. */
function onceNamed(all: Loaded[], chosen: readonly Read[]): Loaded[] {
  const first = all.filter(({ runbook }) => chosen.some((one) => one.runbook === runbook));
  const seen = new Set<string>();
  return [...first, ...all].filter(({ runbook }) => {
    if (seen.has(runbook.runbook)) return false;
    seen.add(runbook.runbook);
    return true;
  });
}

/** Of a file with mistakes, as far as it can be made out. */
function nameOf({ runbook, text }: Read): string {
  return runbook?.runbook ?? /^runbook:\s*["']?([a-z0-9-]+)/m.exec(text)?.[1] ?? '';
}

function indexOf(wanted: string, paths: string[], names: string[], io: Io): number {
  const index = isFile(wanted) ? paths.indexOf(resolve(io.cwd, wanted)) : names.indexOf(wanted);
  if (index >= 0) return index;
  const known = names.filter((name) => name !== '');
  // a path without its ending, too
  const close = nearest(basename(wanted), known);
  return fail('UnknownRunbook', {
    what: `there is no runbook "${wanted}"`,
    why: `looked in ${shownAs(dirname(paths[0] ?? places(io).runbooksFolder), io.cwd)}`,
    todo: close === undefined ? `there are ${known.join(', ') || 'none'}` : `did you mean "${close}"?`,
  });
}

function nothingAsked(read: readonly Read[]): never {
  const lines = read.map((one) => {
    const count = one.runbook?.rehearsals.length;
    if (count === undefined) return `  ${nameOf(one) || one.file}: has mistakes, see rebound check`;
    return `  ${nameOf(one)}: ${count === 0 ? 'no rehearsal yet' : `${count} rehearsal${count === 1 ? '' : 's'}`}`;
  });
  return fail('BadInput', {
    what: 'no runbook is given',
    todo: `name one or several, or give --all for all of them${lines.length > 0 ? `; there are:\n${lines.join('\n')}` : ''}`,
  });
}

function badRunbook({ file, mistakes }: Read): never {
  return fail('BadRunbook', {
    what: `${file} has mistakes, and what has mistakes is not rehearsed`,
    todo: `mend them; rebound check shows them again:\n${formatMistakes(mistakes)}`,
  });
}

/** A runbook without rehearsals has nothing to be played. */
export function checkRehearsals({ runbook: { runbook, rehearsals, file } }: Loaded): void {
  if (rehearsals.length > 0) return;
  fail('BadInput', {
    what: `${runbook} has no rehearsal`,
    why: `${file} has no "rehearsals": what the world is like, what people answer, and what has to come of it`,
    todo: `rebound rehearse --draft ${runbook} drafts some and plays each, with --write into the file; or write one, such as:\nrehearsals:\n  - name: all is well\n    inputs: { … }\n    expect: { outcome: nothing-to-do, unchanged: true }`,
  });
}
