import type { Timeline } from '../engine/clock.ts';
import type { Transport, WireRequest } from '../model/transport.ts';
import { sandboxDynamodb } from '../sandbox/dynamodb/dynamodb.ts';
import { openDynalite } from './dynalite.ts';
import { evidenceFiles } from './evidence-files.ts';

/** Where the history of this process is. */
export interface Storage {
  table: Transport;
  evidence?: Transport;
  /** Makes safe from a power cut what was written so far. */
  sync?: () => Promise<void>;
  close: () => Promise<void>;
}

/** On disk below the folder, where sandbox time stands still while the disk works; or in memory. */
export async function openStorage(folder: string | undefined, clock: Timeline): Promise<Storage> {
  if (folder === undefined) return { table: sandboxDynamodb().transport, close: async () => {} };
  const dynalite = await openDynalite(`${folder}/history`);
  const files = evidenceFiles(folder);
  let written = true;
  return {
    table: (request, signal) => {
      written ||= changesTable(request);
      return clock.outside(dynalite.transport(request, signal));
    },
    sync: async () => {
      if (!written) return;
      written = false;
      await dynalite.sync().catch((error: unknown) => {
        written = true;
        throw error;
      });
    },
    evidence: (request, signal) => clock.outside(files(request, signal)),
    close: dynalite.close,
  };
}

function changesTable({ headers }: WireRequest): boolean {
  return !/\.(GetItem|Query|DescribeTable)$/.test(headers['x-amz-target'] ?? '');
}
