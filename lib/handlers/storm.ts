import { noteAlarm } from '../history/alarms.ts';
import { iso } from '../model/clock.ts';
import { canonical } from '../model/json.ts';
import type { Wanted } from './begin-run.ts';
import type { Parts } from './parts.ts';
import { reach } from './reach.ts';
import { recorder } from './record.ts';

/** More targets than this within the window start nothing: suspect monitoring, network or Region. */
const targetsMax = 5;
const windowMs = 10 * 60_000;

/** Notes the targets that alarm; when there are too many at once, one page says so and nothing is started. */
export async function stormOf(wanted: Wanted[], parts: Parts): Promise<string | null> {
  const targets = [...new Set(wanted.map(targetOf))];
  const now = parts.clock.now();
  const together = await noteAlarm(parts.clients.table, { targets, at: iso(now), windowMs });
  if (together.length <= targetsMax) return null;
  const owner = wanted[0]?.manifest.owner ?? 'owner';
  const text = `${together.length} targets alarm together, nothing was started, and nothing will be by itself while this goes on: suspect monitoring, the network or the Region. ${wanted
    .map(startCommand)
    .join('; ')}. All: ${together.join(', ')}`;
  const place = { execution: '', state: 'Starter', entered_at: '', attempt: 0 };
  // Not for each alarm of a storm, but again when it has doubled: what the first page did not name is told, too.
  const size = Math.floor(Math.log2(together.length / (targetsMax + 1)));
  const key = `storm-${Math.floor(now / windowMs)}-${size}`;
  await reach(
    { who: owner, title: `${together.length} targets alarm together`, text, run: '', key },
    parts,
    recorder(place, parts),
  );
  return text;
}

function targetOf({ inputs }: Wanted): string {
  const { cluster, namespace, database } = inputs;
  const whole = [cluster, database].find((name) => typeof name === 'string') ?? canonical(inputs);
  return typeof namespace === 'string' ? `${namespace} @ ${whole}` : whole;
}

function startCommand({ manifest, inputs }: Wanted): string {
  const flags = Object.entries(inputs).map(
    ([name, value]) => `--input ${name}=${typeof value === 'string' ? value : canonical(value)}`,
  );
  return `start by hand: rebound run ${manifest.runbook} ${flags.join(' ')} --mode real`;
}
