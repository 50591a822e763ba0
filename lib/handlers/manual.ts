import { beginUndo } from '../history/ledger-undo.ts';
import { iso } from '../model/clock.ts';
import { type InputSpec, inputTypes } from '../model/inputs.ts';
import { isObject, type Json } from '../model/json.ts';
import { askedFields, levels, sentence, texts } from './asked-fields.ts';
import type { Parts } from './parts.ts';
import { answerDry, beginPeopleStep, ofUndo } from './people-step.ts';
import { ask } from './question.ts';
import { render } from './render.ts';

/**
 * Has a person do something by hand: the text, point by point where there is a checklist, and what is to be written down. A step that
 * can be taken back is in the ledger from when somebody is asked: they may do it before they answer.
 */
export async function handleManual(raw: unknown, parts: Parts): Promise<Json> {
  const step = await beginPeopleStep(raw, 'manual', parts);
  const { call, run, record } = step;
  const { need, may } = askedFields(call);
  const question = need('text', sentence('give `text`: what is to be done'));
  const checklist = may('checklist', texts('give `checklist` as a list of texts'));
  const wanted = may('record', { is: isSpecs, todo: 'give `record` as names with a type' });
  if (run.mode === 'dry-run') {
    const later = { unknown: 'known once somebody has written it down' };
    const nothing = Object.fromEntries(Object.keys(wanted ?? {}).map((name) => [name, later]));
    const because = 'a dry-run has nothing done by hand';
    await answerDry(
      step,
      { answer: 'done', because, record: nothing },
      [question, ...(checklist ?? [])],
      parts,
    );
    return null;
  }
  if (call.undoable) {
    const { step: id, uses, iteration, generation, undoable } = call;
    const given = render(call.with);
    await beginUndo(parts.clients.table, run.run, {
      step: id,
      uses,
      iteration,
      generation,
      beganAt: iso(parts.clock.now()),
      with: isFields(given) ? given : {},
      reads: undoable.reads,
      output: null,
    });
  }
  await ask(
    run,
    call,
    {
      kind: 'manual',
      ...ofUndo(call),
      options: ['done', 'cannot', 'abort'],
      levels: need('ask', levels),
      quorum: 1,
      covers: [],
    },
    async () => ({
      question,
      plans: [],
      ...(checklist ? { checklist } : {}),
      ...(wanted ? { record: wanted } : {}),
    }),
    parts,
    record,
  );
  return null;
}

function isFields(value: Json): value is Record<string, Json> {
  return isObject(value);
}

function isSpecs(value: unknown): value is Record<string, InputSpec> {
  return isObject(value) && Object.values(value).every(isSpec);
}

function isSpec(value: unknown): value is InputSpec {
  return isObject(value) && inputTypes.some((type) => type === value['type']);
}
