import { expect, test } from '@jest/globals';
import { run } from './fake-io.ts';
import { realIo, serverIn, workingFolder } from './real-world.ts';

test('a run is looked at, taken, given, noted in and gone through step by step from another terminal', async () => {
  const cwd = workingFolder();
  const server = await serverIn(cwd, 1);
  const command = (line: string | string[]) => run(line, realIo(cwd, { pid: 2, alive: [1] }));
  const id = await server.holding('restore-namespace', { cluster: 'prod-blue', namespace: 'payments' });

  expect(await command(`take ${id} --as dana --preview`)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^dana has the run in hand from now on, taken from \w+/),
  });
  expect((await server.operations.show(id)).commander?.by).not.toBe('dana');
  const taken = await command(`take ${id} --as dana`);
  expect(taken.out).toMatch(
    /^ {2}dana has the run in hand from now on.*\nsandbox · run \w+: dana has it in hand\n$/s,
  );
  expect(JSON.parse((await command(`take ${id} --as dana --json`)).out)).toMatchObject({
    world: 'sandbox',
    run: id,
    commander: { by: 'dana' },
  });
  // taken by two people within seconds of one another
  const second = await command(`take ${id} --as cleo`);
  expect(second).toMatchObject({ code: 3, err: expect.stringMatching(/dana took run .* just before you/) });
  // what is refused is not announced as done before
  expect(second.out).toBe('');
  expect(await command(`give ${id} ben --as ben`)).toMatchObject({
    code: 2,
    err: expect.stringMatching(
      /ben would offer run \w+ to ben, and dana has it in hand; rebound take \w+ takes it/,
    ),
  });
  expect((await command(`give ${id} cleo --as dana`)).out).toContain(
    'is offered to cleo; until they take it, dana has it',
  );
  expect((await command(`take ${id} --as cleo`)).out).toContain('cleo has it in hand');

  expect((await command(['note', id, 'case', '4711', '--as', 'cleo'])).out).toMatch(
    /The run goes on as it is, and nobody is woken\.\n.*noted by cleo/,
  );
  expect(await command(['note', id, 'x'.repeat(2001)])).toMatchObject({ code: 2 });

  const held = await command(`step ${id} --as cleo`);
  expect(held.out).toMatch(/The run is held now, before its next step/);
  expect(held.out).toContain(`goes step by step: rebound continue ${id} lets one step go`);
  const preview = await command(`abort ${id} --preview --json`);
  expect(JSON.parse(preview.out)).toMatchObject({
    run: id,
    preview: [
      'From now on the run begins no change.',
      expect.any(String),
      expect.any(String),
      expect.any(String),
    ],
  });
  const shown = (await command(`show ${id}`)).out;
  expect(shown).toMatch(
    /commander: cleo since .*\n {2}step by step, as cleo said at .*: rebound step \w{6} --off ends it/,
  );
  expect(shown).toMatch(/note of cleo, .* UTC: case 4711/);
  const brief = (await command(`brief ${id}`)).out.trimEnd().split('\n');
  expect(brief.length).toBeLessThanOrEqual(12);
  expect(brief[0]).toContain('held by cleo, step by step');
  expect((await command(`step ${id} --off --as cleo`)).out).toContain('is not held after each step any more');

  expect((await command(['abort', id, '--because', 'enough'])).out).toMatch(
    /^ {2}From now on the run begins no change\..*\nsandbox · run \w+ is aborted/s,
  );
  server.own.pace('virtual');
  expect(await server.own.local.ended(id)).toMatchObject({ outcome: 'aborted' });
  await server.close();
  // without a server nothing goes on, and it can still be read
  expect(await run(`brief ${id}`, realIo(cwd, { pid: 2 }))).toMatchObject({
    code: 0,
    out: expect.stringContaining('ended: '),
  });
  expect(await run(`take ${id}`, realIo(cwd, { pid: 2 }))).toMatchObject({ code: 3 });
});
