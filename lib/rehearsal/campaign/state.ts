import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { explain, fail } from '../../model/errors.ts';
import { isObject } from '../../model/json.ts';
import type { BadEnding, Ending } from '../explore/ending.ts';
import type { Position } from '../explore/position.ts';

/** How far the exploring of one runbook is. */
export interface RunbookState {
  paths: number;
  well: number;
  endings: Partial<Record<Ending, number>>;
  /** Expectations of its own rehearsals that do not hold. */
  unmet: string[];
  /** Own rehearsals that ended badly. */
  badOwn: string[];
  singles: number;
  calls: number;
  virtualSeconds: number;
  /** Real seconds, of all workers together as one. */
  seconds: number;
  /** Bytes of its file of bad endings that belong to these paths. */
  badBytes: number;
  /** There is nothing left to explore. */
  exhausted: boolean;
  position: Position | null;
}

/** A bad ending, a line of JSON in the runbook's file. */
export interface BadLine {
  id: string;
  ending: BadEnding;
  violations: string[];
}

/** What a campaign is about: another one is not gone on with. */
export interface About {
  seed: number;
  fingerprint: string;
}

/** More are counted, and not written down: whoever has so many looks at the first ones. */
export const badWrittenMax = 10_000;

export const nothingYet: RunbookState = {
  paths: 0,
  well: 0,
  endings: {},
  unmet: [],
  badOwn: [],
  singles: 0,
  calls: 0,
  virtualSeconds: 0,
  seconds: 0,
  badBytes: 0,
  exhausted: false,
  position: null,
};

/**
 * A folder with a campaign's state: `campaign.json` says what it is about; of each runbook there are `<name>.json`, at most a megabyte or so and
 * written whole or not at all, and `<name>.bad.jsonl`, to which bad endings are added.
 */
export class StateFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined where there is none. BadInput when what is there cannot be read. */
  async about(): Promise<About | undefined> {
    const read = await this.#read('campaign.json');
    if (read === undefined) return undefined;
    const { seed, fingerprint } = isObject(read) ? read : {};
    if (typeof seed === 'number' && typeof fingerprint === 'string') return { seed, fingerprint };
    return fail('BadInput', {
      what: `${join(this.#folder, 'campaign.json')} is not of a campaign`,
      todo: 'give another folder with --state, or begin anew with --anew',
    });
  }

  /** Forgets everything, and says what it is about from now on. */
  async begin(about: About): Promise<void> {
    if (existsSync(join(this.#folder, 'campaign.json'))) await rm(this.#folder, { recursive: true });
    await mkdir(this.#folder, { recursive: true });
    await this.keep(about);
  }

  async keep(about: About): Promise<void> {
    await this.#write('campaign.json', about);
  }

  async load(runbook: string): Promise<RunbookState> {
    const read = await this.#read(`${runbook}.json`);
    return isObject(read) ? { ...nothingYet, ...(read as Partial<RunbookState>) } : nothingYet;
  }

  async save(runbook: string, state: RunbookState): Promise<void> {
    await this.#write(`${runbook}.json`, state);
  }

  /** Adds bad endings behind the first `after` bytes: what a killed campaign wrote behind them is played, and written, again. Gives the bytes. */
  async addBad(runbook: string, after: number, lines: readonly BadLine[]): Promise<number> {
    const file = join(this.#folder, `${runbook}.bad.jsonl`);
    if (existsSync(file)) await truncate(file, after);
    if (lines.length === 0) return after;
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await appendFile(file, text);
    return after + Buffer.byteLength(text);
  }

  /** The first bad endings. */
  async bad(runbook: string, bytes: number): Promise<BadLine[]> {
    const file = join(this.#folder, `${runbook}.bad.jsonl`);
    if (bytes === 0 || !existsSync(file)) return [];
    const text = (await readFile(file)).subarray(0, bytes).toString('utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): BadLine => JSON.parse(line));
  }

  async #read(name: string): Promise<unknown> {
    const file = join(this.#folder, name);
    if (!existsSync(file)) return undefined;
    try {
      const value: unknown = JSON.parse(await readFile(file, 'utf8'));
      return value;
    } catch (error) {
      return fail(
        'BadInput',
        { what: `cannot read ${file}`, why: explain(error), todo: 'begin anew with --anew' },
        error,
      );
    }
  }

  async #write(name: string, value: unknown): Promise<void> {
    const file = join(this.#folder, name);
    await writeFile(`${file}.part`, JSON.stringify(value));
    await rename(`${file}.part`, file);
  }
}
