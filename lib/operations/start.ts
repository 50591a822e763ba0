import type { Manifest } from '../compiler/manifest.ts';
import { getRun } from '../history/runs.ts';
import { putStart } from '../history/starts.ts';
import { checkInputs } from '../model/check-inputs.ts';
import { type Random, iso } from '../model/clock.ts';
import { codeOf, explain, fail, transientCodes } from '../model/errors.ts';
import { canonical } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { base32, runIdOf } from '../model/run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { saidLengthMax, sayable, starterCalled } from './person.ts';
import { proofNow } from './status.ts';

const attemptsMax = 3;
const pauseMs = 1000;

/** Starting: by a person, or by an alarm. */
export function makeStart(parts: OperationParts): Pick<Operations, 'start' | 'alarm'> {
  return {
    start: async ({ runbook, inputs, mode, by: given, because }) => {
      const by = starterCalled(given, parts.directory);
      const manifest = manifestOf(runbook, parts);
      // for the message now; Open run checks them again and fills in what is left out
      checkInputs(runbook, manifest.inputs, inputs, manifest.estate, parts.clock.now(), parts.directory);
      const warnings = mode === 'real' ? await unproven(manifest, parts) : [];
      const name = executionName(by, parts.clock.now(), parts.random);
      // who started it is known before it runs (docs/safety.md, 'Starting')
      await putStart(parts.table, {
        execution: name,
        runbook,
        mode,
        by: { kind: 'person', name: by },
        because: sayable(because, saidLengthMax),
        at: iso(parts.clock.now()),
      });
      const arn = await begin(parts.stateMachineArn(runbook), name, canonical(inputs), parts);
      return {
        run: runIdOf(arn),
        execution: arn,
        fresh: true,
        ...(warnings.length > 0 ? { warnings } : {}),
      };
    },
    alarm: async (event) => {
      const before = iso(parts.clock.now());
      const { started, held } = await parts.starter(event);
      return {
        started: await Promise.all(
          started.map(async ({ run, execution, fresh }) => {
            // Step Functions forgets the names of executions, after 90 days or with the local process; the history does not
            const known = fresh ? await getRun(parts.table, run) : undefined;
            return { run, execution, fresh: fresh && !(known && known.startedAt < before) };
          }),
        ),
        held,
      };
    },
  };
}

/** What there is to say of a runbook that nothing real has proven. Unproven where rebound.yaml says that it may not be started. */
async function unproven(manifest: Manifest, parts: OperationParts): Promise<string[]> {
  const { estate, runbook } = manifest;
  const block = estate.unproven === 'block';
  // in the sandbox nothing can be proven: only that it would be refused is worth a word
  if (parts.world === 'sandbox')
    return block
      ? [
          `rebound.yaml says unproven: block. A real run of ${runbook} starts once something real has proven it`,
        ]
      : [];
  const { proven, reason, next } = await proofNow(manifest, parts);
  if (proven) return [];
  if (!block) return [`${runbook} is ${reason}: ${next}`];
  return fail('Unproven', {
    what: `nothing real has proven ${runbook} as it is now`,
    why: `${reason}; rebound.yaml says unproven: block`,
    todo: `${next}; or start it where unproven is warn`,
  });
}

/** Asked again under the same name, it starts once. When nobody answers, the person is told which run it may have become. */
async function begin(machine: string, name: string, input: string, parts: OperationParts): Promise<string> {
  const execution = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await parts.states.start(machine, name, input)).arn;
    } catch (error) {
      const code = codeOf(error);
      // the first request got through, and what it started is over already
      if (code === 'AlreadyExists' && attempt > 1) return execution;
      if (!code || !transientCodes.includes(code)) throw error;
      if (attempt === attemptsMax) {
        const run = runIdOf(execution);
        return fail(
          code,
          {
            what: `whether run ${run} has started is not known`,
            why: explain(error),
            todo: `rebound show ${run} knows it within a minute when it has; start again only when it has not`,
            run,
          },
          error,
        );
      }
    }
    await parts.clock.sleep(pauseMs);
  }
}

function manifestOf(runbook: string, { manifests }: OperationParts) {
  const manifest = Object.hasOwn(manifests, runbook) ? manifests[runbook] : undefined;
  if (manifest) return manifest;
  const known = Object.keys(manifests).sort();
  const close = nearest(runbook, known);
  return fail('UnknownRunbook', {
    what: `there is no runbook "${runbook}"`,
    todo: close
      ? `did you mean ${close}?`
      : known.length > 0
        ? `there are ${known.join(', ')}`
        : 'write one into runbooks/',
  });
}

/** `<login>-<time>-<random>`: at most 80 characters, of those that Step Functions takes in names. */
export function executionName(by: string, now: number, random: Random): string {
  const login = by.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 40) || 'somebody';
  const time = iso(now).slice(0, 19).replaceAll(/[-:]/g, '');
  const bytes = Uint8Array.from({ length: 6 }, () => Math.floor(random() * 256));
  return `${login}-${time}-${base32(bytes)}`;
}
