import { Buffer } from 'node:buffer';
import type { Definition } from '../model/asl.ts';
import { fail } from '../model/errors.ts';
import { readBatches } from './batch.ts';
import type { Disk } from './disk.ts';
import { entryOf, readLine, type JournalRecord } from './record.ts';
import { nothingRecovered, recover, type Recovered } from './recovery.ts';

/** Version of the journal's format that is written here, and the only one that is read. */
export const journalVersion = 1;

export function headerOf(segment: number): Uint8Array {
  return Buffer.from(`rebound engine journal, version ${journalVersion}, segment ${segment}\n`);
}

/** A segment's file name; segments are numbered from 1. */
export function fileOf(segment: number): string {
  return `${String(segment).padStart(8, '0')}.journal`;
}

/** A file of the journal, as it was read. */
export interface Segment {
  number: number;
  records: JournalRecord[];
  batches: number;
  /** Length in bytes of what is good. */
  length: number;
  /** Bytes behind it that a crash left unfinished. */
  torn: number;
}

export interface ReadJournal {
  /** From the last on which everything older was let go; empty for a new journal. */
  segments: Segment[];
  recovered: Recovered;
}

const damagedTodo =
  'restore the folder from a backup, or move it away to begin anew: runs that it knew are then closed as failed';

/**
 * Reads a journal, of the folder that `where` names to people, and brings the executions back. What a crash left unfinished
 * at the end is passed over with a finding. Errors: FolderUnreadable, with file and offset, when anything else is
 * wrong, or a newer version wrote it.
 */
export async function readJournal(disk: Disk, where: string): Promise<ReadJournal> {
  const numbers = (await disk.list())
    .flatMap((file) => /^(\d{8})\.journal$/.exec(file)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const segments: Segment[] = [];
  // Newest first: what is older than a complete one is not needed, whatever state it is in.
  for (const [index, number] of numbers.toReversed().entries()) {
    const newer = segments[0];
    if (newer && newer.number !== number + 1) missing(where, newer.number - 1);
    segments.unshift(await readSegment(disk, where, number, index === 0));
    if (segments[0] && isBeginning(segments[0])) break;
  }
  const first = segments[0];
  if (first && !isBeginning(first)) missing(where, first.number - 1);
  return { segments, recovered: await recoverAll(segments, where) };
}

/** Whether nothing older is needed. */
function isBeginning({ number, records }: Segment): boolean {
  return number === 1 || records.some(({ kind }) => kind === 'complete');
}

function missing(where: string, segment: number): never {
  return fail('FolderUnreadable', {
    what: `the engine's journal in ${where} lacks ${fileOf(segment)}`,
    why: 'the files after it build on it',
    todo: damagedTodo,
  });
}

async function readSegment(disk: Disk, where: string, number: number, last: boolean): Promise<Segment> {
  const file = fileOf(number);
  const bytes = await disk.read(file);
  const start = checkHeader(bytes, `${where}/${file}`, number);
  const { batches, end, resumesAt } = readBatches(bytes, start);
  if (end < bytes.length && (resumesAt !== undefined || !last))
    fail('FolderUnreadable', {
      what: `${where}/${file} is damaged at byte ${end}`,
      why:
        resumesAt === undefined
          ? 'a later file shows that what stood there was safe once'
          : `what follows at byte ${resumesAt} shows that it was safe once`,
      todo: damagedTodo,
    });
  const records = batches.flat().map(readLine);
  return { number, records, batches: batches.length, length: end, torn: bytes.length - end };
}

function checkHeader(bytes: Uint8Array, file: string, number: number): number {
  const text = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const header = /^rebound engine journal, version (\d+), segment (\d+)\n/.exec(text);
  const version = Number(header?.[1]);
  if (version > journalVersion)
    fail('FolderUnreadable', {
      what: `${file} was written by a newer Rebound (journal version ${version}, this one reads ${journalVersion})`,
      todo: 'start the newer Rebound here, or work in another folder',
    });
  if (!header || version !== journalVersion || Number(header[2]) !== number)
    fail('FolderUnreadable', {
      what: `${file} is damaged at byte 0`,
      why: 'it does not begin as a journal of the engine does',
      todo: damagedTodo,
    });
  return header[0].length;
}

async function recoverAll(segments: readonly Segment[], where: string): Promise<Recovered> {
  const recovered = nothingRecovered();
  const definitions = new Map<string, Definition>();
  for (const segment of segments) {
    if (segment.torn > 0)
      recovered.findings.push(
        `${where}/${fileOf(segment.number)}: the last ${segment.torn} bytes were left unfinished by a crash and are cut off; nobody had seen anything of them`,
      );
    for (const record of segment.records) {
      if (record.kind === 'complete') continue;
      if (record.kind === 'definition') {
        definitions.set(record.hash, definitions.get(record.hash) ?? record.definition); // shared
        continue;
      }
      const file = `${where}/${fileOf(segment.number)}`;
      const entry = entryOf(record, (hash) => definitions.get(hash) ?? lacksDefinition(file));
      await recover(recovered, entry);
    }
  }
  for (const [arn, cause] of recovered.givenUp) recovered.findings.push(`${arn}: ${cause}`);
  return recovered;
}

function lacksDefinition(file: string): never {
  return fail('FolderUnreadable', {
    what: `${file} names a definition that is not there`,
    todo: damagedTodo,
  });
}
