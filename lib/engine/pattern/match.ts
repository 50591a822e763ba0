import type { Instruction, Program } from './program.ts';

export interface Flags {
  ignoreCase: boolean;
  multiline: boolean;
}

/** Where groups begin and end, two places each; -1 is none. The first group is the whole. */
type Places = number[];

/**
 * Matches with a stack of what is still to be tried, as the platform does, but pays for every step: `pay` throws when
 * it was too much. The same text and expression always cost the same.
 */
export function matchFrom(
  program: Program,
  text: string,
  from: number,
  flags: Flags,
  pay: (steps: number) => void,
): Places | undefined {
  for (let start = from; start <= text.length; start += 1) {
    const places: Places = Array.from({ length: (program.groups + 1) * 2 }, () => -1);
    const marks = Array.from({ length: program.registers }, () => -1);
    const end = run(program.instructions, start, { text, flags, places, marks, pay });
    if (end === undefined) continue;
    places[0] = start;
    places[1] = end;
    return places;
  }
  return undefined;
}

interface State {
  text: string;
  flags: Flags;
  places: Places;
  marks: number[];
  pay: (steps: number) => void;
}

/** How many steps are paid for at once. */
const paidTogether = 1000;

/** Runs from a place in the text; gives back where it ended, undefined when nothing fits. */
function run(instructions: readonly Instruction[], start: number, state: State): number | undefined {
  const { text, places, marks, pay } = state;
  const untried: { next: number; at: number; undo: number }[] = [];
  const changes: { list: number[]; index: number; before: number }[] = [];
  const set = (list: number[], index: number, value: number): void => {
    changes.push({ list, index, before: list[index] ?? -1 });
    list[index] = value;
  };
  let next = 0;
  let at = start;
  let steps = 0;
  for (;;) {
    steps += 1;
    if (steps % paidTogether === 0) pay(paidTogether);
    const instruction = instructions[next];
    if (!instruction || instruction.op === 'done') {
      pay(steps % paidTogether);
      return at;
    }
    next += 1;
    let fits = true;
    switch (instruction.op) {
      case 'unit':
        fits = at < text.length && instruction.fits(text.charCodeAt(at));
        at += 1;
        break;
      case 'try':
        untried.push({ next: instruction.or, at, undo: changes.length });
        next = instruction.to;
        break;
      case 'jump':
        next = instruction.to;
        break;
      case 'save':
        set(places, instruction.slot, at);
        break;
      case 'forget':
        for (let slot = instruction.from; slot <= instruction.to; slot += 1) set(places, slot, -1);
        break;
      case 'mark':
        set(marks, instruction.register, at);
        break;
      case 'progress':
        fits = marks[instruction.register] !== at;
        break;
      case 'reference': {
        const length = referenceLength(instruction.group, at, state);
        fits = length !== undefined;
        at += length ?? 0;
        steps += length ?? 0;
        break;
      }
      case 'at':
        fits = isAt(instruction.place, at, state);
        break;
      case 'ahead': {
        // What is tried in a copy leaves no trace when it fails; what it caught is kept when it fits.
        const inner = { ...state, places: [...places], marks: [...marks] };
        const found = run(instruction.program, at, inner) !== undefined;
        fits = found !== instruction.negative;
        if (found && !instruction.negative)
          inner.places.forEach((place, slot) => place !== places[slot] && set(places, slot, place));
        break;
      }
    }
    if (fits) continue;
    const back = untried.pop();
    if (!back) {
      pay(steps % paidTogether);
      return undefined;
    }
    ({ next, at } = back);
    while (changes.length > back.undo) {
      const change = changes.pop();
      if (change) change.list[change.index] = change.before;
    }
  }
}

/** Length of what a group caught, when it stands here again; a group that caught nothing always fits. */
function referenceLength(group: number, at: number, { text, places, flags }: State): number | undefined {
  const [from = -1, to = -1] = [places[group * 2], places[group * 2 + 1]];
  if (from < 0 || to < 0) return 0;
  const [caught, here] = [text.slice(from, to), text.slice(at, at + to - from)];
  const same = flags.ignoreCase ? caught.toUpperCase() === here.toUpperCase() : caught === here;
  return same ? to - from : undefined;
}

function isAt(place: 'start' | 'end' | 'boundary' | 'inside', at: number, { text, flags }: State): boolean {
  if (place === 'start') return at === 0 || (flags.multiline && isLineEnd(text.charAt(at - 1)));
  if (place === 'end') return at === text.length || (flags.multiline && isLineEnd(text.charAt(at)));
  const between = /\w/.test(text.charAt(at - 1)) !== /\w/.test(text.charAt(at));
  return between === (place === 'boundary');
}

function isLineEnd(character: string): boolean {
  return character !== '' && '\n\r\u2028\u2029'.includes(character);
}
