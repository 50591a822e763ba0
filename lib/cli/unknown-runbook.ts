import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, fail } from '../model/errors.ts';
import { compileFile } from './compile-file.ts';
import type { Io } from './io.ts';
import { places } from './session.ts';

/** Throws `error` again; when a runbook is unknown although its file is there, throws why: its mistakes, or that the server reads another folder. */
export async function whyUnknown(error: unknown, runbook: string, io: Io): Promise<never> {
  if (codeOf(error) !== 'UnknownRunbook' || !/^[\w-]+$/.test(runbook)) throw error;
  const { runbooksFolder } = places(io);
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
