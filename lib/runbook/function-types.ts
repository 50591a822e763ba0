import { anyNumber, anyText, truth, type Type } from './type.ts';

/** What a function is given, as far as JSONata refuses anything else at run time, and what it gives. */
export interface FunctionType {
  /** By position; `numbers` is a number or a list of them. */
  takes: readonly ('text' | 'number' | 'numbers' | 'any')[];
  gives?: Type;
}

const texts: Type = { kind: 'list', item: anyText };

/** Of JSONata 2.0.6's own functions those whose signature says something (docs.jsonata.org, 'Function library'). */
export const functionTypes: Readonly<Record<string, FunctionType>> = {
  uppercase: { takes: ['text'], gives: anyText },
  lowercase: { takes: ['text'], gives: anyText },
  trim: { takes: ['text'], gives: anyText },
  length: { takes: ['text'], gives: anyNumber },
  substring: { takes: ['text', 'number', 'number'], gives: anyText },
  substringBefore: { takes: ['text', 'text'], gives: anyText },
  substringAfter: { takes: ['text', 'text'], gives: anyText },
  pad: { takes: ['text', 'number', 'text'], gives: anyText },
  contains: { takes: ['text', 'any'], gives: truth },
  split: { takes: ['text', 'any', 'number'], gives: texts },
  replace: { takes: ['text', 'any', 'any', 'number'], gives: anyText },
  match: { takes: ['text'] },
  base64encode: { takes: ['text'], gives: anyText },
  base64decode: { takes: ['text'], gives: anyText },
  toMillis: { takes: ['text', 'text'], gives: anyNumber },
  abs: { takes: ['number'], gives: anyNumber },
  floor: { takes: ['number'], gives: anyNumber },
  ceil: { takes: ['number'], gives: anyNumber },
  round: { takes: ['number', 'number'], gives: anyNumber },
  power: { takes: ['number', 'number'], gives: anyNumber },
  sqrt: { takes: ['number'], gives: anyNumber },
  formatNumber: { takes: ['number', 'text'], gives: anyText },
  formatBase: { takes: ['number', 'number'], gives: anyText },
  fromMillis: { takes: ['number', 'text', 'text'], gives: anyText },
  sum: { takes: ['numbers'], gives: anyNumber },
  max: { takes: ['numbers'], gives: anyNumber },
  min: { takes: ['numbers'], gives: anyNumber },
  average: { takes: ['numbers'], gives: anyNumber },
  count: { takes: [], gives: anyNumber },
  number: { takes: [], gives: anyNumber },
  string: { takes: [], gives: anyText },
  join: { takes: [], gives: anyText },
  now: { takes: [], gives: anyText },
  millis: { takes: [], gives: anyNumber },
  boolean: { takes: [], gives: truth },
  not: { takes: [], gives: truth },
  exists: { takes: [], gives: truth },
};
