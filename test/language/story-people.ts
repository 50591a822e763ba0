import type { Timeline } from '../../lib/engine/clock.ts';
import type { LocalWorld } from '../../lib/local/world.ts';
import type { Estate } from '../../lib/model/estate.ts';
import type { ChannelSettings, Directory } from '../../lib/model/people.ts';
import { formatMistakes } from '../../lib/runbook/mistake.ts';
import { readPeople } from '../../lib/runbook/people/read-people.ts';

/** The people of a story. Absent: `who` is any name. */
export interface StoryPeople {
  directory?: Directory;
  /** people.yaml, in the place of `directory`. */
  peopleYaml?: string;
  /** `channels` of rebound.yaml, for `peopleYaml`. */
  channels?: ChannelSettings;
}

/** The directory of a story; throws what is wrong with its people.yaml. */
export function directoryOf(
  { directory, peopleYaml, channels }: StoryPeople,
  estate: Estate,
): Directory | undefined {
  if (peopleYaml === undefined) return directory;
  const read = readPeople(peopleYaml, 'people.yaml', {
    estate: { ...estate, ...(channels ? { channels } : {}) },
  });
  const errors = read.mistakes.filter(({ severity }) => severity === 'error');
  if (!read.directory || errors.length > 0) throw new Error(formatMistakes(errors));
  return read.directory;
}

/** The janitor, as a schedule of every minute has it come, until it is over. */
export async function janitorEveryMinute(
  world: LocalWorld,
  clock: Timeline,
  over: Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  void over.then(() => stop.abort(new Error('closed')));
  while (!stop.signal.aborted) {
    await clock.sleep(60_000, stop.signal).catch(() => undefined);
    if (!stop.signal.aborted) await world.invoke('janitor', null);
  }
}
