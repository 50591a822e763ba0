import { isObject, type Json, type JsonObject } from '../../../lib/model/json.ts';
import { condition, sentence, statusOf } from './expressions.ts';
import { allOf, type Fact, type Kind, meet, number, oneOf, type Path, text, type Way } from './facts.ts';
import { otherRunbook } from './others.ts';
import type { Place, Written } from './place.ts';
import { deeper, inside, onFailure, use } from './uses.ts';
import { idOf, levels, people, title } from './words.ts';

/** Steps one after the other, at most `size` of them; none behind what ends the run. */
export function list(place: Place, before: Way, size: number): { steps: Json[]; way: Way } {
  const steps: Json[] = [];
  let way = before;
  let here = place;
  for (let left = Math.max(1, size); left > 0 && (steps.length === 0 || place.made.left > 0); left -= 1) {
    const { step, way: after, cover } = stepOf(here, way);
    if (cover) here = { ...here, cover };
    steps.push(step);
    way = after;
    if (way.ended) break;
  }
  return { steps, way };
}

function stepOf(place: Place, way: Way): Written & Pick<Place, 'cover'> {
  const { tape, always } = place;
  const kind = tape.below(20);
  if (inside(place)) {
    if (kind === 10 || kind === 11 || kind === 12) return choose(place, way);
    if (kind === 13 || kind === 14) return parallel(place, way);
    if (kind === 15 || kind === 16) return forEach(place, way);
  }
  if (!always && kind === 17) return finish(place, way);
  if (!always && kind === 18) return approve(place, way);
  if (!always && kind === 19 && !place.inGroup && tape.chance(40)) return handOn(place, way);
  return use(place, way, list);
}

/** Behind a guard what a step gives may be missing. */
function guarded(place: Place, way: Way): string | undefined {
  return place.tape.chance(20) ? condition(place, way) : undefined;
}

function common(own: string, id: string | undefined, guard: string | undefined): JsonObject {
  return { ...(id === undefined ? {} : { id }), title: own, ...(guard === undefined ? {} : { if: guard }) };
}

/** Behind the step: it has a status, and where it has a guard it may not have run. */
function behind(before: Way, after: Way, id: string | undefined, guard: string | undefined): Way {
  const named = id === undefined ? after : { ...after, ids: [...after.ids, id] };
  return guard === undefined ? named : meet([named, before]);
}

function choose(place: Place, before: Way): Written {
  const { tape } = place;
  const own = title(place);
  const id = idOf(place);
  const guard = guarded(place, before);
  const ways: Way[] = [];
  const arms = Array.from({ length: 1 + tape.below(3) }, (): JsonObject => {
    const [when, known] = whenOf(place, before);
    const kind = tape.below(10);
    const ends =
      place.always || kind < 7
        ? undefined
        : kind === 9 && !place.inGroup
          ? handOnOf(place, known)
          : finishOf(place, known);
    if (ends) return { when, ...ends };
    const { steps, way } = list(deeper(place), known, 1 + tape.below(3));
    ways.push(way);
    return { when, steps };
  });
  const otherwise = tape.chance(40) ? list(deeper(place), before, 1 + tape.below(2)) : undefined;
  ways.push(otherwise ? otherwise.way : before);
  const step: JsonObject = {
    ...common(own, id, guard),
    choose: arms,
    ...(otherwise ? { otherwise: otherwise.steps } : {}),
  };
  return { step, way: behind(before, meet(ways), id, guard) };
}

/** A condition, and what is known where it holds. */
function whenOf(place: Place, way: Way): [when: string, known: Way] {
  const maybe = way.facts.filter(({ sure }) => !sure);
  if (maybe.length === 0 || !place.tape.chance(40)) return [condition(place, way), way];
  const chosen = place.tape.of(maybe);
  const path = chosen.paths[0]?.path ?? '';
  const known = way.facts.map((fact): Fact => (fact === chosen ? { ...fact, sure: true } : fact));
  const there = place.tape.one(
    `$exists($${chosen.id})`,
    `$steps.${chosen.id}.status = 'done'`,
    `$exists($${chosen.id}${path})`,
  );
  return [there, { ...way, facts: known }];
}

function parallel(place: Place, before: Way): Written {
  const { tape } = place;
  const own = title(place);
  const id = idOf(place);
  const guard = guarded(place, before);
  const branches = Array.from({ length: 1 + tape.below(3) }, () =>
    list({ ...deeper(place), inGroup: true }, before, 1 + tape.below(3)),
  );
  const done = allOf(
    before,
    branches.map(({ way }) => way),
  );
  const found = branches.flatMap(({ way }) => newIn(way, before));
  const left: Way = {
    ...before,
    facts: [...before.facts, ...found.map((fact) => ({ ...fact, sure: false }))],
    ids: [...new Set([...before.ids, ...branches.flatMap(({ way }) => way.ids)])],
    ...changesIn(
      branches.map(({ steps }) => steps),
      before,
    ),
  };
  const failure = onFailure(place, done.ended ? before : left, id, list, done.ended);
  const way = meet([done, ...(failure?.way ? [failure.way] : [])]);
  const step: JsonObject = {
    ...common(own, id, guard),
    parallel: branches.map(({ steps }) => steps),
    ...(failure?.value === undefined ? {} : { on_failure: failure.value }),
  };
  return { step, way: behind(before, way, id, guard) };
}

/** A group that failed may have done whatever stands in it. */
function changesIn(steps: Json, before: Way): Pick<Way, 'dirty' | 'changed'> {
  const changes = JSON.stringify(steps).includes('"restore-backup"');
  return { dirty: before.dirty || changes, changed: before.changed || changes };
}

function forEach(place: Place, before: Way): Written {
  const { tape } = place;
  const own = title(place);
  const id = idOf(place);
  const guard = guarded(place, before);
  const { items, item, plain } = itemsOf(place, before);
  const inner: Place = {
    ...deeper(place),
    inGroup: true,
    loop: { item, plain: plain && place.loops === 0 },
    loops: place.loops + 1,
  };
  const { steps, way: round } = list(inner, before, 1 + tape.below(3));
  const stop = !round.ended && tape.chance(35) ? stopOf(inner, round, before) : undefined;
  const fact: Fact | undefined =
    id === undefined
      ? undefined
      : {
          id,
          sure: true,
          paths: [
            { path: '', kind: { is: 'list', of: { is: 'map' } } },
            { path: '[0].index', kind: number, nullable: true },
            ...roundPaths(round, before),
          ],
        };
  const done: Way = {
    ...before,
    facts: fact ? [...before.facts, fact] : before.facts,
    dirty: round.ended ? before.dirty : round.dirty,
    changed: before.changed || round.changed || changesIn(steps, before).changed,
    verified: before.verified,
  };
  const failure = onFailure(place, { ...before, ...changesIn(steps, before) }, id, list);
  const way = meet([done, ...(failure?.way ? [failure.way] : [])]);
  const step: JsonObject = {
    ...common(own, id, guard),
    for_each: items,
    ...(stop === undefined
      ? tape.chance(50)
        ? { max_parallel: tape.one(2, 3, 1, 40) }
        : {}
      : { stop_when: stop }),
    steps,
    ...(failure?.value === undefined ? {} : { on_failure: failure.value }),
  };
  return { step, way: behind(before, way, id, guard) };
}

function itemsOf(place: Place, way: Way): { items: string; item: Kind; plain: boolean } {
  const { tape, loops } = place;
  const lists: [items: string, item: Kind, plain: boolean][] = [
    ["['payments', 'checkout']", oneOf('payments', 'checkout'), true],
    ["['payments']", oneOf('payments'), true],
    ['[1..3]', number, true],
  ];
  if (loops === 0)
    lists.push(['$inputs.others', text, true], ['$inputs.others', text, true], ['$inputs.none', text, true]);
  const sure = way.facts.find((fact) => fact.sure && fact.backup);
  if (sure) lists.push([`[$${sure.id}.backup, 'checkout']`, text, false]);
  const [items, item, plain] = tape.of(lists);
  return { items, item, plain };
}

/** True after an item that is the last one. */
function stopOf(place: Place, round: Way, before: Way): string {
  const { tape } = place;
  const inner = newIn(round, before);
  const ids = round.ids.filter((id) => !before.ids.includes(id));
  if (ids.length > 0 && tape.chance(40)) return statusOf(place, ids);
  return tape.chance(50)
    ? '$index >= 1'
    : `$index = 7 or (${condition(place, { ...round, facts: [...before.facts, ...inner] })})`;
}

const newIn = (way: Way, before: Way): Fact[] =>
  way.facts.filter(({ id }) => !before.facts.some((fact) => fact.id === id));

/** What the loop's output has of its first round. */
function roundPaths(round: Way, before: Way): Path[] {
  const inner = newIn(round, before).filter(({ paths }) => !paths.some(({ path }) => path === ''));
  return inner
    .slice(0, 2)
    .flatMap(({ id, paths }) =>
      paths.slice(0, 1).map(({ path, kind }): Path => ({ path: `[0].${id}${path}`, kind, nullable: true })),
    );
}

/** The end of the run, mostly under a condition. */
function finish(place: Place, before: Way): Written {
  const own = title(place);
  const id = idOf(place);
  const guard = place.tape.chance(85) ? condition(place, before) : undefined;
  const step = { ...common(own, id, guard), ...finishOf(place, before) };
  return { step, way: behind(before, { ...before, ended: true }, id, guard) };
}

function finishOf(place: Place, way: Way): JsonObject {
  const outcomes = [
    'aborted',
    'failed',
    ...(way.changed ? [] : ['nothing-to-do']),
    ...(way.verified && !way.dirty ? ['recovered', 'recovered'] : []),
  ];
  return { finish: { outcome: place.tape.of(outcomes), because: sentence(place, way) } };
}

function handOn(place: Place, before: Way): Written {
  const own = title(place);
  const id = idOf(place);
  const guard = place.tape.chance(85) ? condition(place, before) : undefined;
  const step = { ...common(own, id, guard), ...handOnOf(place, before) };
  return { step, way: behind(before, { ...before, ended: true }, id, guard) };
}

function handOnOf(place: Place, way: Way): JsonObject {
  return { continue_with: { ...otherRunbook(place, way), because: sentence(place, way) } };
}

/** A yes to what is changed behind it, in this list and within its steps. */
export function approve(place: Place, before: Way): Written & Pick<Place, 'cover'> {
  const { tape, made } = place;
  const own = title(place);
  const id = idOf(place);
  const guard = tape.chance(8) ? condition(place, before) : undefined;
  const { ask, seconds } = levels(place);
  const groups = Array.isArray(ask)
    ? ask.flatMap((level) => (isObject(level) && typeof level['who'] === 'string' ? [level['who']] : []))
    : [];
  made.seconds += seconds;
  const step: JsonObject = {
    ...common(own, id, guard),
    uses: 'approve',
    with: {
      question: sentence(place, before),
      ask,
      ...(tape.chance(25)
        ? { quorum: tape.one<Json>(1, 2, Object.fromEntries(groups.slice(0, 2).map((group) => [group, 1]))) }
        : {}),
      ...(tape.chance(20) ? { may_approve: [...people] } : {}),
    },
    ...(tape.chance(20) ? { on_failure: tape.one('stop', 'ask') } : {}),
  };
  const paths: Path[] = [
    { path: '.approved', kind: { is: 'boolean' } },
    { path: '.by', kind: text },
    { path: '.because', kind: text },
  ];
  const done: Way =
    id === undefined ? before : { ...before, facts: [...before.facts, { id, sure: true, paths }] };
  const known = new Set(before.facts.filter(({ sure }) => sure).map((fact) => fact.id));
  return {
    step,
    way: behind(before, done, id, guard),
    ...(guard === undefined ? { cover: { known, loops: place.loops } } : {}),
  };
}
