import { codeOf, fail, type ReboundError } from '../model/errors.ts';
import type { Directory } from '../model/people.ts';
import type { Run } from '../model/run.ts';
import { whoIs } from './person.ts';

/** Whom a run is given to, as it is kept. BadInput, naming the nearest person, for somebody whom people.yaml does not know. */
export function whomOf(name: string, directory: Directory | undefined): string {
  if (directory && Object.hasOwn(directory.groups, name)) {
    const members = directory.groups[name]?.members ?? [];
    return fail('BadInput', {
      what: `${name} is a group: a run is in one person's hand`,
      todo: `give it to ${members.join(' or ')}`,
    });
  }
  try {
    return whoIs(name, directory);
  } catch (error) {
    if (codeOf(error) !== 'BadInput') throw error;
    const { todo, ...facts } = (error as ReboundError).facts;
    return fail(
      'BadInput',
      { ...facts, todo: (todo ?? '').replace(/[?:] (?:Say so: )?--as .*$/, '?') || 'see people.yaml' },
      error,
    );
  }
}

/** Nobody offers themselves what somebody else has: they take it. Whoever has it takes an offer of theirs back so. */
export function refuseOneself(
  { run }: Pick<Run, 'run'>,
  commander: { by: string } | undefined,
  { by, to }: { by: string | undefined; to: string },
): void {
  if (by !== to || !commander || commander.by === by) return;
  fail('BadInput', {
    what: `${by} would offer run ${run} to ${by}, and ${commander.by} has it in hand`,
    todo: `rebound take ${run} takes it`,
  });
}
