import { canonical, isObject } from '../../model/json.ts';
import { changesOf, type OutsideChange } from '../changes.ts';
import { viewOf } from '../table-view.ts';
import type { SeenCall } from '../watch.ts';
import type { Invariant, Violation } from '../watched.ts';
import { wrongUndo } from './wrong-undo.ts';

/** 2. Nothing outside is changed before its intent is in the ledger, under the fence. */
export const recordedFirst: Invariant = {
  number: 2,
  title: 'No change without a record',
  boundedOnly: false,
  check: (watched) => [
    ...changesOf(watched).flatMap(unrecorded),
    ...watched.calls.flatMap(underAnOldName),
    ...wrongUndo(watched, { number: 2, of: ['unknown'] }),
  ],
};

/** What a person had tried again goes under a name of its own: under the old one it would adopt what failed. */
function underAnOldName({ facts, process, begun }: SeenCall): Violation[] {
  const values = facts.members?.['ExpressionAttributeValues'];
  const entry = isObject(values) ? values[':entry'] : undefined;
  if (facts.kind !== 'ledger' || !process || !isObject(entry) || !isObject(entry['M'])) return [];
  const { external, generation } = entry['M'];
  const name = isObject(external) ? external['S'] : undefined;
  const number = isObject(generation) ? Number(generation['N']) : Number.NaN;
  if (typeof name !== 'string' || !(number < process.generation)) return [];
  const text = `${name} stands for generation ${number}, and ${process.step} is tried in generation ${process.generation}`;
  return [{ invariant: 2, run: process.run, at: begun.at, text }];
}

function unrecorded(change: OutsideChange): Violation[] {
  const { call, process, external, what, body, intent, undoes } = change;
  const violation = (text: string): Violation[] => [
    { invariant: 2, run: process.run, at: call.begun.at, text: `${what}: ${text}` },
  ];
  if (process.run === '') return violation('begun by what is no run');
  if (!external.startsWith(`rb-${process.run}-`))
    return violation(`its name is not one of run ${process.run}: nobody would find it again`);
  const entry = viewOf(call.begun.table).ledger(process.run)?.entries[external];
  if (!entry) return violation('begun without its intent in the ledger');
  if (!intent)
    return violation('begun by a process that did not write its intent, nor read that it is there');
  if ((entry.undoes ?? false) !== undoes)
    return violation(
      undoes ? 'it takes back under what stands for a step' : 'its name is that of a taking back',
    );
  // What is taken away has no specification: which things those are, inside-the-target says.
  if (call.request.method === 'DELETE' && undoes) return [];
  const { spec } = body;
  const asked = isObject(entry.spec) ? entry.spec : {};
  const differs = Object.entries(asked).find(
    ([field, value]) => !isObject(spec) || canonical(spec[field]) !== canonical(value),
  );
  return differs ? violation(`it asks for another ${differs[0]} than the ledger says`) : [];
}
