import type { Parsed, Pattern } from './parse.ts';

/** One instruction of the matcher. `to` and `or` are places in the program. */
export type Instruction =
  | { op: 'unit'; fits: (unit: number) => boolean }
  /** Goes on at `to`, and at `or` when that fails. */
  | { op: 'try'; to: number; or: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  /** What the groups in a repetition caught the time before is forgotten. */
  | { op: 'forget'; from: number; to: number }
  | { op: 'mark'; register: number }
  /** Fails when nothing was read since the mark: a repetition of nothing has no end. */
  | { op: 'progress'; register: number }
  | { op: 'reference'; group: number }
  | { op: 'at'; place: 'start' | 'end' | 'boundary' | 'inside' }
  | { op: 'ahead'; program: Instruction[]; negative: boolean }
  | { op: 'done' };

export interface Program {
  instructions: Instruction[];
  groups: number;
  registers: number;
}

/** Most instructions of one regular expression: counted repetitions are written out. */
const instructionsMax = 20_000;

/** More instructions than a program may have. */
export class TooLarge extends Error {}

/** Turns the tree of a regular expression into a program. Throws TooLarge. */
export function programOf({ pattern, groups }: Parsed, ignoreCase: boolean): Program {
  let registers = 0;
  let size = 0;

  function list(item: Pattern): Instruction[] {
    const out: Instruction[] = [];
    const add = (instruction: Instruction): number => {
      size += 1;
      if (size > instructionsMax) throw new TooLarge('The regular expression is too large');
      return out.push(instruction) - 1;
    };
    const write = (node: Pattern): void => {
      switch (node.kind) {
        case 'unit':
          add({ op: 'unit', fits: unitTest(node.source, ignoreCase) });
          return;
        case 'sequence':
          node.items.forEach(write);
          return;
        case 'choice':
          return writeChoice(node.items);
        case 'group':
          add({ op: 'save', slot: node.index * 2 });
          write(node.item);
          add({ op: 'save', slot: node.index * 2 + 1 });
          return;
        case 'repeat':
          return writeRepeat(node);
        case 'reference':
          add({ op: 'reference', group: node.index });
          return;
        case 'ahead':
          add({ op: 'ahead', program: [...list(node.item), { op: 'done' }], negative: node.negative });
          return;
        case 'start':
        case 'end':
        case 'boundary':
        case 'inside':
          add({ op: 'at', place: node.kind });
      }
    };
    const writeChoice = (items: Pattern[]): void => {
      const ends: number[] = [];
      items.forEach((branch, index) => {
        if (index === items.length - 1) return write(branch);
        const fork = add({ op: 'try', to: out.length + 1, or: 0 });
        write(branch);
        ends.push(add({ op: 'jump', to: 0 }));
        out[fork] = { op: 'try', to: fork + 1, or: out.length };
      });
      for (const end of ends) out[end] = { op: 'jump', to: out.length };
    };
    const writeRepeat = (node: Extract<Pattern, { kind: 'repeat' }>): void => {
      const [from, to] = node.groups;
      const once = (): void => {
        if (to >= from) add({ op: 'forget', from: from * 2, to: to * 2 + 1 });
        write(node.item);
      };
      for (let count = 0; count < node.min; count += 1) once();
      const forks: number[] = [];
      const register = registers;
      registers += 1;
      const optional = (): void => {
        forks.push(add({ op: 'jump', to: 0 }));
        add({ op: 'mark', register });
        once();
        add({ op: 'progress', register });
      };
      if (node.max === Infinity) {
        const begin = out.length;
        optional();
        add({ op: 'jump', to: begin });
      } else for (let count = node.min; count < node.max; count += 1) optional();
      for (const fork of forks)
        out[fork] = node.lazy
          ? { op: 'try', to: out.length, or: fork + 1 }
          : { op: 'try', to: fork + 1, or: out.length };
    };
    write(item);
    return out;
  }

  return { instructions: [...list(pattern), { op: 'done' }], groups, registers };
}

/** Whether one UTF-16 code unit fits a character, a class or `.`: asked of the platform, once for each unit. */
function unitTest(source: string, ignoreCase: boolean): (unit: number) => boolean {
  const expression = new RegExp(`^${source}$`, ignoreCase ? 'i' : '');
  const known = new Map<number, boolean>();
  return (unit) => {
    const before = known.get(unit);
    if (before !== undefined) return before;
    const fits = expression.test(String.fromCharCode(unit));
    known.set(unit, fits);
    return fits;
  };
}
