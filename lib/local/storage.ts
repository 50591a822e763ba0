import type { Timeline } from '../engine/clock.ts';
import type { Transport } from '../model/transport.ts';
import { sandboxDynamodb } from '../sandbox/dynamodb/dynamodb.ts';
import { openDynalite } from './dynalite.ts';
import { evidenceFiles } from './evidence-files.ts';

/** Where the history of this process is. */
export interface Storage {
  table: Transport;
  evidence?: Transport;
  close: () => Promise<void>;
}

/** On disk below the folder, where sandbox time stands still while the disk works; or in memory. */
export async function openStorage(folder: string | undefined, clock: Timeline): Promise<Storage> {
  if (folder === undefined) return { table: sandboxDynamodb().transport, close: async () => {} };
  const dynalite = await openDynalite(`${folder}/history`);
  const files = evidenceFiles(folder);
  return {
    table: (request, signal) => clock.outside(dynalite.transport(request, signal)),
    evidence: (request, signal) => clock.outside(files(request, signal)),
    close: dynalite.close,
  };
}
