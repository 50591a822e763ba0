import { isKnown } from '../../model/on-call.ts';
import type { Directory } from '../../model/people.ts';

/** Whom a first runbook asks, besides its owner. */
export interface WhomToAsk {
  leads: string;
  managers: string;
}

/** Who owns a runbook where nobody says so: of people.yaml the group that is on call, where there is one. */
export function usualOwner(directory: Directory | undefined): string {
  const groups = Object.values(directory?.groups ?? {});
  const onCall = groups.find(({ rotation }) => rotation !== undefined) ?? groups[0];
  return usual('platform-oncall', directory, [onCall?.name, Object.keys(directory?.people ?? {})[0]]);
}

/** Two more levels, of other groups as far as people.yaml has some. */
export function whomToAsk(owner: string, directory: Directory | undefined): WhomToAsk {
  const others = Object.keys(directory?.groups ?? {}).filter((name) => name !== owner);
  const leads = usual('platform-leads', directory, [others[0], owner]);
  const rest = others.filter((name) => name !== leads);
  return { leads, managers: usual('platform-managers', directory, [rest[0], leads]) };
}

/** The name that examples have, unless people.yaml knows it not. */
function usual(name: string, directory: Directory | undefined, instead: (string | undefined)[]): string {
  if (!directory || isKnown(directory, name)) return name;
  return instead.find((one) => one !== undefined) ?? name;
}
