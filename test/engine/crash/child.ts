import { existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { seededRandom, Timeline } from '../../../lib/engine/clock.ts';
import { openJournal } from '../../../lib/engine/disk-journal.ts';
import { Engine } from '../../../lib/engine/engine.ts';
import { openDisk } from '../../../lib/local/disk.ts';
import { standingStill } from '../../../lib/local/standing-still.ts';
import { askService } from './ask-service.ts';
import type { Line } from './outside-lines.ts';
import { Outside, type Question } from './outside.ts';
import { jobsOf, machines, type Job } from './workload.ts';

/*
 * A process that runs jobs on a journal of a real disk until all have ended, or somebody kills it. What the outside sees goes
 * into a file, line by line, at the moment: `node child.ts <folder> <seed>`. Says "ready", and what became of the executions.
 */

const [folder = '', seedText = '1', planted = ''] = process.argv.slice(2);
const seed = Number(seedText);
const linesFile = `${folder}/outside.jsonl`;
const outside = new Outside();
if (existsSync(linesFile))
  for (const text of readFileSync(linesFile, 'utf8').split('\n').filter(Boolean)) {
    const line: Line = JSON.parse(text);
    outside.remember(line);
  }
const lines = openSync(linesFile, 'a');
const note = (line: Line): void => void writeSync(lines, `${JSON.stringify(line)}\n`);

const random = seededRandom(seed + outside.calls.length);
const start = Date.parse('2026-11-24T03:05:00.000Z');
const clock = new Timeline({ start, random });
let over = false;
const driving = clock.until(() => over, { whenIdle: 'wait' });
const disk = standingStill(await openDisk(`${folder}/engine`), clock);
const { journal, recovered } = await openJournal({
  disk,
  where: `${folder}/engine`,
  pause: (signal) => clock.sleep(1000, signal),
  segmentBytesMax: 6000,
});
if (recovered.lastAt > clock.now()) await clock.sleep(recovered.lastAt - clock.now());
// For the test of the test: what is not safe yet is taken for safe.
if (planted === 'hasty') {
  const synced = journal.synced.bind(journal);
  journal.synced = () => void synced();
}

const engine = new Engine({
  clock,
  random,
  journal,
  recovered,
  region: 'eu-central-1',
  account: '111122223333',
  tasks: {
    invoke: async (call) => {
      const known = outside.questions.size;
      const answer = await outside.invoke(call, clock, note);
      const question = [...outside.questions.values()].at(-1);
      if (question && outside.questions.size > known) void answerIt(question);
      return answer;
    },
    publish: () => Promise.resolve({ ok: null }),
  },
  onEvent: (arn, event) => note({ told: arn, event }),
});

async function answerIt(question: Question): Promise<void> {
  await clock.sleep(question.due - clock.now());
  const output = JSON.stringify(question.answer);
  await askService(engine, 'SendTaskSuccess', { taskToken: question.token, output });
  note({ settled: question.token });
}

async function runIt({ machine, name, input, stopAfter }: Job): Promise<void> {
  const definition = machines[machine];
  const stateMachineArn = engine.stateMachineArn(machine);
  if (definition && !engine.machine(stateMachineArn)) engine.createStateMachine(machine, definition);
  await askService(engine, 'StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
  const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  note({ accepted: arn });
  if (stopAfter !== undefined) {
    await clock.sleep((engine.execution(arn)?.startedAt ?? 0) + stopAfter * 1000 - clock.now());
    await askService(engine, 'StopExecution', { executionArn: arn, error: 'Enough', cause: '' });
  }
  await engine.ended(arn);
}

process.stdout.write('ready\n');
await engine.resume();
for (const question of outside.questions.values()) if (!question.settled) void answerIt(question);
await Promise.all(jobsOf(seed).map(runIt));
over = true;
await driving;
await journal.close();
process.stdout.write('done\n');
