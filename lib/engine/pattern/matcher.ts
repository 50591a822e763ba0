import { BoundExceeded, type Budget } from '../bounds.ts';
import { matchFrom } from './match.ts';
import { parsePattern, UnknownPattern } from './parse.ts';
import { type Program, programOf, TooLarge } from './program.ts';

/** What the JSONata library makes of a match. */
export interface Match {
  match: string;
  start: number;
  end: number;
  groups: (string | undefined)[];
  next: () => Match | undefined;
}

/** How a regular expression is in the library: a function of a text. */
export type Matcher = (text: string, from?: number) => Match | undefined;

/** Steps of the matcher that cost as much as one of an evaluation. */
const stepsTogether = 20;

/** An expression without end in what it repeats is as fast as the text is long: the platform's own matcher is safe. */
const unbounded = /(?<!\\)(?:\\\\)*(?:[*+]|\{\d+,\}|\\[1-9k]|\{\d{3,})/;

/**
 * The matcher of a regular expression, as the library's own, but bounded: what backtracks without end uses up the
 * evaluation's budget. Looking behind is known only where nothing is repeated without end.
 */
export function matcherOf(expression: RegExp): (budget: Budget) => Matcher {
  const find = unbounded.test(expression.source) ? counted(expression) : native(expression);
  return (budget) => {
    const matcher: Matcher = (text, from = 0) => {
      const places = find(text, from, budget);
      if (!places) return undefined;
      const slice = ([start, end]: [number, number]) => (start < 0 ? undefined : text.slice(start, end));
      const [whole = [0, 0], ...groups] = places;
      const [start, end] = whole;
      return {
        match: text.slice(start, end),
        start,
        end,
        groups: groups.map(slice),
        next() {
          if (end >= text.length) return undefined;
          const following = matcher(text, end);
          if (following?.match === '') throw emptyMatch(expression);
          return following;
        },
      };
    };
    return matcher;
  };
}

type Find = (text: string, from: number, budget: Budget) => [number, number][] | undefined;

function native(expression: RegExp): Find {
  const again = new RegExp(expression.source, `${expression.flags.replace(/[gd]/g, '')}gd`);
  return (text, from, budget) => {
    budget.charge(1 + text.length / 1024);
    again.lastIndex = from;
    const indices = again.exec(text)?.indices;
    return indices && Array.from(indices, (pair): [number, number] => pair ?? [-1, -1]);
  };
}

function counted(expression: RegExp): Find {
  const { ignoreCase, multiline, source } = expression;
  let program: Program | undefined;
  return (text, from, budget) => {
    program ??= readable(source, ignoreCase);
    const places = matchFrom(program, text, from, { ignoreCase, multiline }, (steps) =>
      budget.charge(steps / stepsTogether),
    );
    if (!places) return undefined;
    const pairs: [number, number][] = [];
    for (let slot = 0; slot < places.length; slot += 2) {
      const [start = -1, end = -1] = [places[slot], places[slot + 1]];
      pairs.push(end < 0 ? [-1, -1] : [start, end]);
    }
    return pairs;
  };
}

function readable(source: string, ignoreCase: boolean): Program {
  try {
    return programOf(parsePattern(source), ignoreCase);
  } catch (error) {
    if (error instanceof UnknownPattern || error instanceof TooLarge) throw new BoundExceeded(error.message);
    throw error;
  }
}

/** As the library fails when an expression matches nothing again and again. */
function emptyMatch(expression: RegExp): Error {
  const message = `Regular expression matches zero length string`;
  return Object.assign(new Error(message), { code: 'D1004', value: expression.source });
}
