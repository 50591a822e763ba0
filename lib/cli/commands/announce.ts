import { argument, askExits, type Call, type CommandFile, option } from '../command.ts';
import type { Draft, Operations } from '../../operations/operations.ts';
import { unbroken } from '../markdown-lines.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .option('--to <audience>', 'send it: an audience of rebound.yaml, a person or a group')
      .option('--text <text>', 'in these words instead of those of the draft, at most 2000 characters')
      .option('--as <name>', 'who you are (default: your login)')
      .addHelpText(
        'after',
        [
          '',
          'Without --to it shows the drafts that wait for a person to send them.',
          '',
          'Examples:',
          '  rebound announce k3f9',
          '  rebound announce k3f9 --to customers',
          '  rebound announce k3f9 --to customers --text "Payments are slow; we are on it. More by 04:00 UTC."',
        ].join('\n'),
      ),
  exits: {
    ...askExits,
    1: 'it could not be sent: nobody took it',
    2: 'bad input: no such run or audience, no draft and no text, or a text that is too long',
    3: 'no server runs',
  },
  run: async (call) => {
    const { withServer } = await import('../sessions.ts');
    const run = argument(call, 0);
    const to = option(call, 'to');
    return withServer(call, run, async ({ operations }) => {
      const drafts = await operations.drafts(run);
      if (to === undefined) return show(call, run, drafts, operations);
      return send(call, run, to, drafts, operations);
    });
  },
};

/** What waits to be sent, with the command that sends each. A text without an audience goes nowhere. */
async function show(call: Call, run: string, drafts: Draft[], operations: Operations): Promise<number> {
  const { screen, settings } = call;
  const { endedAt, title } = await operations.show(run);
  if (option(call, 'text') !== undefined) {
    const audiences = drafts.map(({ audience }) => `--to ${audience}`).join(' or ');
    screen.trouble(`rebound announce: to whom? Say ${audiences || '--to AUDIENCE'}`);
    return 2;
  }
  if (settings.json) {
    screen.document({ world: 'sandbox', run, drafts });
    return 0;
  }
  if (drafts.length === 0)
    screen.line(
      `sandbox · run ${run} (${title}): no update waits to be sent${endedAt === null ? '' : ', and the run is over'}`,
    );
  for (const { audience, text, due } of drafts) {
    screen.line(`sandbox · for ${audience}, due ${due.slice(11, 16)} UTC:`);
    screen.line(`  ${text}`);
    screen.line(`  send it: ${unbroken(`rebound announce ${run} --to ${audience}`)}`);
  }
  return 0;
}

async function send(
  call: Call,
  run: string,
  to: string,
  drafts: Draft[],
  operations: Operations,
): Promise<number> {
  const { screen, settings } = call;
  const text = option(call, 'text');
  await operations.announce(run, option(call, 'as') ?? call.io.login, to, text);
  const draft = drafts.find(({ audience }) => audience.toLowerCase() === to.toLowerCase());
  const said = text ?? draft?.text ?? '';
  if (settings.json) screen.document({ world: 'sandbox', run, to: draft?.audience ?? to, text: said });
  else {
    screen.line(`sandbox · run ${run}: sent to ${draft?.audience ?? to}:`);
    screen.line(`  ${said}`);
  }
  return 0;
}
