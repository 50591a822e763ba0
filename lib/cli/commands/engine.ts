import { resolve } from 'node:path';
import { fail } from '../../model/errors.ts';
import { type Call, type CommandFile, option } from '../command.ts';

/** The port on which Step Functions Local listens, so that what is set up for it finds this one. */
const usualPort = '8083';

export const command: CommandFile = {
  describe: (command) =>
    command
      .option('--port <n>', `port on 127.0.0.1 (default: ${usualPort}; 0 takes a free one)`)
      .option('--lambda <where>', 'what answers Lambda functions: a URL, or a JavaScript module')
      .option('--keep <folder>', 'keep state below this folder, and go on from it (default: in memory)')
      .option('--region <region>', 'region in ARNs', 'us-east-1')
      .option('--account <id>', 'account in ARNs', '000000000000')
      .addHelpText(
        'after',
        `
Serves Step Functions (JSONata, Standard workflows) for your own tests. docs/engine.md says what is supported.
With --keep every transition is on the disk before anybody sees it: after a kill -9 or a power cut the same command goes on
where it was, with waits, time-outs and tokens as they were, and calls again the functions that had not answered.

Examples:
  rebound engine --port 8083 --lambda ./functions.mjs
      functions.mjs: export async function check(event) { return { ok: true }; }
  rebound engine --lambda 'http://127.0.0.1:3001/2015-03-31/functions/{name}/invocations'
      the payload is POSTed; {name} is the function's name
  new SFNClient({ endpoint: 'http://127.0.0.1:8083', region: 'us-east-1', credentials: … })
  aws stepfunctions list-state-machines --endpoint-url http://127.0.0.1:8083`,
      ),
  exits: {
    0: 'ended with Ctrl-C',
    1: 'something unexpected',
    2: 'bad input: a wrong option, a module that cannot be loaded',
    3: 'the port is in use, or another process keeps its state in that folder',
  },
  run: async (call) => {
    const [{ engineService }, { openKept }, { lambdaSource, noLambda }, { listen }] = await Promise.all([
      import('../engine-service.ts'),
      import('../engine-kept.ts'),
      import('../lambda-source.ts'),
      import('../../local/server.ts'),
    ]);
    const { io, screen } = call;
    const port = portOf(call);
    const where = option(call, 'lambda');
    const keep = option(call, 'keep');
    const account = accountOf(call);
    const lambda = where === undefined ? noLambda : await lambdaSource(where, io);
    const log = (line: string): void => screen.line(screen.paint('dim', line));
    const kept = keep === undefined ? undefined : await openKept(resolve(io.cwd, keep), io, log);
    const service = engineService({
      region: option(call, 'region') ?? '',
      account,
      seed: io.seed(),
      lambda,
      ...(kept ? { kept } : {}),
      log,
    });
    const stopped = interrupted(call);
    try {
      for (const line of kept?.recovered.findings ?? []) screen.line(line);
      await service.resume();
      const listening = await listen(service.fetch, port);
      await kept?.listening(listening.port);
      const address = `http://127.0.0.1:${listening.port}`;
      screen.line(`Step Functions (simulated by Rebound's engine) on ${address} until Ctrl-C.`);
      screen.line(`Set your client's endpoint to it. Lambda: ${where ?? 'nothing answers; see --lambda'}.`);
      screen.line(keep === undefined ? 'State is in memory; see --keep.' : `State is kept in ${keep}.`);
      if (screen.json) screen.document({ address, lambda: where ?? null, keep: keep ?? null });
      await stopped;
      await listening.close();
      return 0;
    } finally {
      service.stop();
      await kept?.close();
    }
  },
};

function interrupted({ io }: Call): Promise<void> {
  return new Promise((resolve) => {
    const forget = io.onInterrupt(() => {
      forget();
      resolve();
    });
  });
}

function portOf(call: Call): number {
  const text = option(call, 'port') ?? usualPort;
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  return fail('BadInput', {
    what: `--port is "${text}"`,
    todo: 'write a number from 0 (any free one) to 65535',
  });
}

function accountOf(call: Call): string {
  const account = option(call, 'account') ?? '';
  if (/^\d{12}$/.test(account)) return account;
  return fail('BadInput', { what: `--account is "${account}"`, todo: 'write the 12 digits of an account' });
}
