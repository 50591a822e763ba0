import { openJournal } from '../engine/disk-journal.ts';
import type { EngineOptions } from '../engine/engine.ts';
import { Killed } from '../local/invoker.ts';
import { settleLeftOpen } from '../local/left-open.ts';
import type { LocalWorld } from '../local/world.ts';
import type { Clock, Random } from '../model/clock.ts';
import type { Transport } from '../model/transport.ts';
import { LosingDisk } from './losing-disk.ts';
import type { Schedule } from './schedule.ts';
import type { Watch } from './watch.ts';

/** Until somebody, or the machine's own service manager, has started it again. */
export const downMs = 4_000;
/** A sync of a disk takes as long as this, at most. */
const syncMsMax = 6;

/** The process of the local engine, which can be killed and started again. */
export interface Restarts {
  /** What the first process's engine is kept in. */
  engine: Pick<EngineOptions, 'journal' | 'recovered'>;
  /** For the transport of each invocation: what the process that dies has in hand dies with it. */
  around: (inner: Transport) => Transport;
  /** Kills the process, with a power cut, and starts another one with what was safe. Resolves when everything goes on. */
  restart: (world: LocalWorld) => Promise<void>;
}

export interface RestartParts {
  clock: Clock;
  /** Its own: how long the disk takes changes nothing else that is drawn. */
  random: Random;
  watch: Watch;
}

/** Undefined where the schedule has no restart: without a journal everything is faster. */
export async function restartsOf({ acts }: Schedule, parts: RestartParts): Promise<Restarts | undefined> {
  return acts.some(({ does }) => does === 'restart') ? makeRestarts(parts) : undefined;
}

async function makeRestarts({ clock, random, watch }: RestartParts): Promise<Restarts> {
  let isOpen = false;
  const disk = new LosingDisk(() =>
    isOpen ? clock.sleep(1 + Math.floor(random() * syncMsMax)) : Promise.resolve(),
  );
  const open = () =>
    openJournal({
      disk: disk.open(),
      where: 'the simulated disk',
      pause: (signal) => clock.sleep(1000, signal),
    });
  const first = await open();
  isOpen = true;
  let life = newLife();

  return {
    engine: first,
    around: (inner) => {
      const { signal, over } = life;
      return (request, aborted) => {
        if (signal.aborted) return over;
        return Promise.race([inner(request, aborted), over]);
      };
    },
    restart: async (world) => {
      watch.note('* the process of the local engine is killed');
      life.end();
      world.engine.kill();
      disk.cut();
      world.engineDown(true);
      await clock.sleep(downMs);
      const { journal, recovered } = await open();
      life = newLife();
      world.restartEngine({ journal, recovered });
      const { lines } = await settleLeftOpen(world);
      watch.note(
        `* another process goes on: ${[...recovered.findings, ...lines].join('; ') || 'nothing was open'}`,
      );
      await world.engine.resume();
    },
  };
}

/** One life of the process: `over` rejects with Killed when it ends. */
function newLife(): { signal: AbortSignal; over: Promise<never>; end: () => void } {
  const ends = new AbortController();
  const { promise: over, reject } = Promise.withResolvers<never>();
  over.catch(() => undefined);
  return {
    signal: ends.signal,
    over,
    end: () => {
      ends.abort();
      reject(new Killed('the process was killed'));
    },
  };
}
