// One process's recoveries, one after the other: the first is cold. Prints their milliseconds as a JSON list.
import { firstRehearsal, openStage, rehearse } from './rehearse.ts';

const count = Number(process.argv[2] ?? 1);
const stage = await openStage();
const { one, scenario } = firstRehearsal(stage, 'restore-namespace');
const took: number[] = [];
for (let nth = 0; nth < count; nth += 1) {
  const began = performance.now();
  const { outcome } = await rehearse(stage, one, scenario);
  took.push(performance.now() - began);
  if (outcome !== 'recovered') throw new Error(`${scenario.name} ended ${outcome}, expected recovered`);
}
process.stdout.write(JSON.stringify(took));
