import { iso } from '../model/clock.ts';
import { didYouMean } from '../model/nearest.ts';
import { fail } from '../model/errors.ts';
import { isKnown, personCalled, rotationOf, shiftEnds, wokenFor } from '../model/on-call.ts';
import type { Directory, Rotation } from '../model/people.ts';
import type { OnCall, Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

/** Who is on call, by people.yaml and, where a rotation is kept there, by PagerDuty. */
export function makeOnCall(
  parts: Pick<OperationParts, 'clock' | 'directory' | 'channels'>,
): Pick<Operations, 'oncall'> {
  return {
    oncall: async (who, at = parts.clock.now()) => {
      const { directory } = parts;
      if (!directory) {
        return fail('BadInput', {
          what: 'nobody knows who is on call',
          why: 'there is no people.yaml',
          todo: 'write one beside rebound.yaml: docs/people.md shows how',
        });
      }
      const names = who === undefined ? everyName(directory) : [nameIn(directory, who)];
      return Promise.all(names.map((name) => onCall(name, at, directory, parts.channels)));
    },
  };
}

async function onCall(
  who: string,
  at: number,
  directory: Directory,
  channels: OperationParts['channels'],
): Promise<OnCall> {
  const rotation = rotationOf(directory, who);
  const external = rotation ? await said(rotation, at, channels) : {};
  const { people, because } = wokenFor(directory, who, at, external);
  const until = rotation && shiftEnds(rotation, at);
  return {
    who,
    people: people.flatMap((id) => {
      const person = directory.people[id];
      return person
        ? [{ id, name: person.name, channels: person.channels.map(({ channel }) => channel) }]
        : [];
    }),
    until: until === undefined ? null : iso(until),
    nobody: because ?? null,
  };
}

/** What PagerDuty says of its schedule; nothing when it does not answer, which is no reason to say nothing of the others. */
async function said(
  rotation: Rotation,
  at: number,
  channels: OperationParts['channels'],
): Promise<Record<string, string[]>> {
  if (rotation.kind !== 'pagerduty' || !channels) return {};
  try {
    return { [rotation.schedule]: await channels.onCall(rotation.schedule, at) };
  } catch {
    return {};
  }
}

/** Groups, and people who are in none. */
function everyName({ groups, people }: Directory): string[] {
  const inSome = new Set(Object.values(groups).flatMap(({ members }) => members));
  return [...Object.keys(groups), ...Object.keys(people).filter((id) => !inSome.has(id))];
}

/** The group, or the id of the person. */
function nameIn(directory: Directory, who: string): string {
  if (Object.hasOwn(directory.groups, who)) return who;
  const person = personCalled(directory, who);
  if (person && isKnown(directory, who)) return person.id;
  const names = [...Object.keys(directory.groups), ...Object.keys(directory.people)];
  const close = didYouMean(who, names).slice('; '.length) || `there are ${names.slice(0, 20).join(', ')};`;
  return fail('BadInput', {
    what: `people.yaml has no person and no group "${who}"`,
    todo: `${close} \`rebound oncall\` names all groups`,
  });
}
