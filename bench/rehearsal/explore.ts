import { fileURLToPath } from 'node:url';
import type { Measurement, Row } from '../measurement.ts';
import { openStage } from '../rehearse.ts';
import { runNode } from '../run-node.ts';

/** What a process explored: real seconds from the first path on, the rehearsals as they are written before them not counted. */
export interface Explored {
  paths: number;
  virtualSeconds: number;
  seconds: number;
  /** At most, all threads together. */
  rssMb: number;
}

const script = fileURLToPath(new URL('./explore-process.ts', import.meta.url));
/** For each runbook and each number of workers: so many paths, unless that takes longer than so many seconds. */
const pathsEach = 24;
const secondsEach = 6;
/** What is aimed at, on two processors: paths a second, and 10,000 paths in seven minutes. */
const pathsPerSecondMin = 25;
const tenThousandSecondsMax = 420;

export const measurement: Measurement = {
  summary: 'paths of the shipped runbooks that are explored, with 1 and with 2 workers',
  measure: async () => {
    const rows: Row[] = [];
    for (const { runbook } of (await openStage()).shipped)
      for (const workers of [1, 2]) rows.push(...(await explored(runbook.runbook, workers)));
    return [...rows, tenThousand(rows)];
  },
};

async function explored(runbook: string, workers: number): Promise<Row[]> {
  const { out } = await runNode([script, runbook, String(workers), String(pathsEach), String(secondsEach)]);
  const { paths, virtualSeconds, seconds, rssMb }: Explored = JSON.parse(out);
  const name = `explore.${runbook}.${workers}`;
  const who = workers === 1 ? '1 worker' : `${workers} workers`;
  const aim = workers === 2 ? { atLeast: pathsPerSecondMin } : {};
  return [
    {
      name,
      what: `paths explored, ${who}`,
      unit: '/s',
      value: rounded(paths / Math.max(seconds, 0.001)),
      ...aim,
    },
    {
      name: `${name}.virtual`,
      what: 'virtual seconds in a real one',
      unit: '/s',
      value: Math.round(virtualSeconds / Math.max(seconds, 0.001)),
    },
    { name: `${name}.memory`, what: 'most memory', unit: 'MB', value: rssMb },
  ];
}

/** 10,000 paths, the same number of each runbook, by how fast each is with 2 workers. */
function tenThousand(rows: readonly Row[]): Row {
  const speeds = rows.filter(({ name }) => name.endsWith('.2')).map(({ value }) => value);
  const value = speeds.reduce((sum, speed) => sum + 10_000 / speeds.length / Math.max(speed, 0.1), 0);
  return {
    name: 'explore.ten-thousand',
    what: '10,000 paths at these speeds, 2 workers',
    unit: 's',
    value,
    aim: tenThousandSecondsMax,
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
