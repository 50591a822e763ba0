import { expect, test } from '@jest/globals';
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { openJournal } from '../../lib/engine/disk-journal.ts';
import { Engine } from '../../lib/engine/engine.ts';
import { VirtualDisk } from './crash/virtual-disk.ts';
import { clientOf } from './sfn-client.ts';
import { definition, start } from './world.ts';

const giving = (value: number): string =>
  JSON.stringify(definition({ P: { Type: 'Pass', Output: value, End: true } }));

/** An engine on a disk; a file of its journal holds so many bytes. */
async function life(disk: VirtualDisk, segmentBytesMax: number) {
  const clock = new Timeline({ start, random: seededRandom(1) });
  const { journal, recovered } = await openJournal({
    disk: disk.open(async () => {}),
    where: '.rebound/engine',
    pause: (signal) => clock.sleep(1000, signal),
    segmentBytesMax,
  });
  const engine = new Engine({
    clock,
    random: seededRandom(2),
    journal,
    recovered,
    region: 'eu-central-1',
    account: '111122223333',
    tasks: { invoke: async () => ({ ok: null }), publish: async () => ({ ok: null }) },
  });
  await engine.resume();
  const client = clientOf(engine.service);
  const outputOf = async (stateMachineArn: string | undefined): Promise<string | undefined> => {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await clock.until(engine.ended(executionArn ?? ''));
    return (await client.send(new DescribeExecutionCommand({ executionArn }))).output;
  };
  const end = (): void => {
    engine.kill();
    disk.cut();
  };
  return { clock, client, outputOf, end };
}

// Everything in one file, and each entry in the next, so that it is written anew from the present state.
test.each([1_000_000, 500])(
  'state machines with versions and aliases survive a power cut, in files of %p bytes',
  async (segmentBytesMax) => {
    const disk = new VirtualDisk(seededRandom(3));
    const first = await life(disk, segmentBytesMax);
    const { client } = first;
    const roleArn = 'arn:aws:iam::111122223333:role/r';
    const create = (name: string) =>
      client.send(new CreateStateMachineCommand({ name, definition: giving(1), roleArn }));
    const { stateMachineArn } = await create('machine');
    await create('other');
    const versions: string[] = [];
    for (const next of [2, 3, 4]) {
      const { stateMachineVersionArn: published = '' } = await client.send(
        new PublishStateMachineVersionCommand({ stateMachineArn, description: `before ${next}` }),
      );
      versions.push(published);
      await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: giving(next) }));
    }
    await client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: versions[2] }));
    const route = (index: number, weight: number) => ({ stateMachineVersionArn: versions[index], weight });
    const { stateMachineAliasArn } = await client.send(
      new CreateStateMachineAliasCommand({
        name: 'live',
        description: 'what people use',
        routingConfiguration: [route(1, 100)],
      }),
    );
    for (let nth = 0; nth < 5; nth += 1) await first.outputOf(stateMachineArn);
    const seen = async ({ client: of }: Pick<typeof first, 'client'>) => {
      const answers = await Promise.all([
        of.send(new ListStateMachinesCommand({})),
        of.send(new ListStateMachineVersionsCommand({ stateMachineArn })),
        of.send(new DescribeStateMachineCommand({ stateMachineArn })),
        of.send(new DescribeStateMachineCommand({ stateMachineArn: versions[0] })),
        of.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn })),
      ]);
      return answers.map((answer) => ({ ...answer, $metadata: {} }));
    };
    const before = await seen(first);
    first.end();

    const second = await life(disk, segmentBytesMax);
    expect(await seen(second)).toEqual(before);
    const outputs = [];
    for (const arn of [stateMachineArn, versions[0], versions[1], stateMachineAliasArn])
      outputs.push(await second.outputOf(arn));
    expect(outputs).toEqual(['4', '1', '2', '2']);
    // A number that was given is not given again, also by the next process.
    const { stateMachineVersionArn } = await second.client.send(
      new PublishStateMachineVersionCommand({ stateMachineArn }),
    );
    expect(stateMachineVersionArn).toBe(`${stateMachineArn}:4`);
    second.end();
    const files = await disk.open(async () => {}).list();
    expect(files.includes('00000001.journal')).toBe(segmentBytesMax > 500);
  },
);
