import { formatTime } from '../model/duration.ts';
import { nameOf } from './awake.ts';
import { harmless } from './person.ts';
import type { Looked } from './looked.ts';
import type { OperationParts } from './parts.ts';

/** What taking a run in hand does. `by`: who takes it, where that is known. */
export function takeLines(
  { report: { commander, run } }: Looked,
  by: string | undefined,
  parts: OperationParts,
): string[] {
  const who = by === undefined ? 'whoever takes it' : name(by, parts);
  if (!commander) return [`Nobody has the run in hand: from now on ${who} has.`];
  const { by: has, since, offered } = commander;
  const them = name(has, parts);
  if (has === by && !offered) return [`Nothing changes: ${them} has the run in hand since ${time(since)}.`];
  if (has === by && offered)
    return [`${them} keeps the run in hand; the offer to ${name(offered.to, parts)} is over.`];
  const offer = offered && offered.to !== by ? [`The offer to ${name(offered.to, parts)} is over.`] : [];
  const confirms = offered?.to === by && by !== undefined;
  return [
    `${who} has the run in hand from now on, ${confirms ? `as ${name(offered?.by ?? '', parts)} offered` : `taken from ${them}, who has it since ${time(since)}`}.`,
    `${them} is told, and is not reminded of run ${run} any more.`,
    ...offer,
  ];
}

/** What giving a run to somebody does. `to`: as it is kept. */
export function giveLines(
  { report: { commander } }: Looked,
  to: string,
  by: string | undefined,
  parts: OperationParts,
): string[] {
  const them = name(to, parts);
  const has = commander?.by ?? by;
  if (commander?.by === to)
    return commander.offered
      ? [`${them} keeps the run in hand; the offer to ${name(commander.offered.to, parts)} is over.`]
      : [`Nothing changes: ${them} has the run in hand.`];
  if (commander?.offered?.to === to)
    return [
      `Nothing changes: it is offered to ${them} since ${time(commander.offered.at)}, and not confirmed yet.`,
    ];
  const old = has === undefined ? 'whoever offers it' : name(has, parts);
  return [
    `${them} is offered the run, and is paged.`,
    `Until they confirm with \`rebound take\`, ${old} has it, and is paged every 5 minutes; so are they.`,
    ...(commander?.offered ? [`The offer to ${name(commander.offered.to, parts)} is over.`] : []),
  ];
}

function name(id: string, { directory }: OperationParts): string {
  return id === 'rebound' ? id : harmless(nameOf(id, directory));
}

const time = (at: string): string => formatTime(Date.parse(at));
