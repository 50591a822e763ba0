import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf, fail } from '../model/errors.ts';
import { compileFile } from './compile-file.ts';
import type { Io } from './io.ts';
import { places } from './session.ts';

/** Throws `error` again; when a runbook is unknown although its file is there, throws why: its mistakes, or that the server reads another folder. */
export async function whyUnknown(error: unknown, runbook: string, io: Io): Promise<never> {
  if (codeOf(error) !== 'UnknownRunbook') throw error;
  const { runbooksFolder } = places(io);
  if (/\.ya?ml$/.test(runbook)) return notByFile(runbook, runbooksFolder, io);
  if (!/^[\w-]+$/.test(runbook)) throw error;
  const file = [`${runbook}.yaml`, `${runbook}.yml`]
    .map((name) => join(runbooksFolder, name))
    .find((path) => existsSync(path));
  if (file === undefined) throw error;
  const { manifest } = await compileFile(file, io);
  if (manifest.runbook !== runbook) {
    return fail('UnknownRunbook', {
      what: `there is no runbook "${runbook}"`,
      why: `${file} calls itself ${manifest.runbook}`,
      todo: `write rebound run ${manifest.runbook}, or change its name`,
    });
  }
  return fail('UnknownRunbook', {
    what: `the server does not know the runbook "${runbook}"`,
    why: `it reads the runbooks where it was started, and ${file} is not one of them`,
    todo: 'put the file there, or end the server with Ctrl-C and start it here',
  });
}

/** A runbook is started by its name: others have it from there, and so has the server. */
async function notByFile(typed: string, runbooksFolder: string, io: Io): Promise<never> {
  const file = resolve(io.cwd, typed);
  if (!existsSync(file))
    return fail('UnknownRunbook', {
      what: `there is no file ${typed}, and a runbook is started by its name`,
      todo: `write rebound run ${basename(typed).replace(/\.ya?ml$/, '')}`,
    });
  const { manifest } = await compileFile(file, io);
  const there = dirname(file) === resolve(runbooksFolder);
  return fail('UnknownRunbook', {
    what: `${typed} is a file, and a runbook is started by its name`,
    todo: `${there ? '' : 'move the file into runbooks/, then '}write rebound run ${manifest.runbook}`,
  });
}
