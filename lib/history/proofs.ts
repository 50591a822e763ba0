import { codeOf } from '../model/errors.ts';
import type { Bound, Proof, SimulatedProof } from '../model/proof.ts';
import { proofLevels } from '../model/proof.ts';
import { type System, systems } from '../model/transport.ts';
import type { Item, Table } from '../wire/table.ts';
import { proofKey, proofsPartition } from './keys.ts';
import { recordItem, unlessConflict } from './records.ts';
import {
  flag,
  list,
  map,
  number,
  oneOf,
  optional,
  orNull,
  readRecord,
  record,
  type Shape,
  text,
} from './shape.ts';

const bound = record<Bound>({
  definition: text,
  inputs: text,
  rights: text,
  code: map(text),
  nested: map(text),
});
const simulated = record<SimulatedProof>({
  seed: number,
  paths: number,
  well: number,
  any: number,
  p50: orNull(number),
  p95: orNull(number),
  worst: orNull(number),
  sources: map(number),
  systems: list(oneOf<System>(...systems)),
});
const shape: Shape<Proof> = {
  runbook: text,
  level: oneOf(...proofLevels),
  at: text,
  bound,
  run: optional(text),
  target: optional(text),
  seconds: optional(number),
  rto: orNull(number),
  holds: flag,
  simulated: optional(simulated),
};

/** Keeps a proof in the place of an older one of its runbook and level; one that is newer stays. */
export async function keepProof(table: Table, proof: Proof): Promise<void> {
  const condition = {
    text: 'attribute_not_exists(#pk) OR #at <= :at',
    names: { '#pk': 'pk', '#at': 'at' },
    values: { ':at': proof.at },
  };
  await unlessConflict(table.put(recordItem(proofKey(proof.runbook, proof.level), proof), condition));
}

/** The newest proof of each level, of one runbook or of all: one query. What cannot be read is as if there were none. */
export async function proofsOf(table: Table, runbook?: string): Promise<Proof[]> {
  const prefix = runbook === undefined ? {} : { prefix: `${runbook}#` };
  const items = await table.query({ pk: proofsPartition, ...prefix });
  return items.flatMap(readProof);
}

function readProof(item: Item): Proof[] {
  try {
    return [readRecord(item, shape)];
  } catch (error) {
    if (codeOf(error) !== 'Malformed') throw error;
    return [];
  }
}
