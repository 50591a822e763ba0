import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Directory } from '../../lib/model/people.ts';
import type { PersonScript } from '../../lib/model/scenario.ts';
import { peopleStatements, peopleUse } from '../../lib/stacks/people-rights.ts';
import type { Grant } from '../../lib/stacks/statements.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  payments,
  restore,
  verify,
} from '../language/story.ts';
import { asked, placesOf, refusedOf, rightsIn, rightsOf } from './asked-rights.ts';

/*
 * A run whose people are reached by every channel: what functions call for that, against what the directory adds to their roles. Every
 * call is allowed, on its resource; every right of the directory is used by somebody.
 */

const mails = 'arn:aws:sns:eu-west-1:111122223333:ana';
const directory: Directory = aDirectory({
  people: {
    ana: aPerson('ana', {
      channels: [
        { channel: 'slack', to: 'U0ANA' },
        { channel: 'mail', to: mails },
      ],
    }),
    ben: aPerson('ben', {
      channels: [
        { channel: 'pagerduty', to: 'platform' },
        { channel: 'sms', to: '+34600000002' },
      ],
    }),
    cleo: aPerson('cleo', { channels: [{ channel: 'webhook', to: 'bot' }] }),
  },
  groups: {
    'platform-leads': { name: 'platform-leads', members: ['ana', 'ben'] },
    'platform-managers': { name: 'platform-managers', members: ['cleo'] },
    'platform-oncall': { name: 'platform-oncall', members: ['ana'], rotation: 'elsewhere' },
  },
  rotations: { elsewhere: { kind: 'pagerduty', name: 'elsewhere', schedule: 'PSCHED1', overrides: [] } },
  channels: {
    slack: {
      token: { $secret: 'rebound-channels/slack#token' },
      signingSecret: { $secret: 'rebound-channels/slack-signing' },
      rooms: true,
    },
    pagerduty: {
      services: { platform: { routingKey: { $parameter: '/rebound-channels/pagerduty' } } },
      apiToken: { $secret: 'rebound-channels/pagerduty-api' },
    },
    webhooks: {
      bot: { url: 'https://bot.example.com/rebound', secret: { $secret: 'rebound-channels/bot' } },
    },
  },
});

/** Function → the calls that it made, as `action resource`. */
const made = new Map<string, Set<string>>();
let manifests: Parameters<typeof rightsOf>[1] = [];
const places = placesOf({ account: '111122223333', region: 'eu-west-1' });

const recovering = `
  - title: Look after it
    uses: page
    with: { who: platform-oncall, text: it is down }
${chooseAndApprove}${restore()}${verify}
  - title: Tell it
    uses: announce
    with: { text: it goes on, to: platform-managers }
`;

const failing = `
  - title: Choose a backup that is not there
    uses: find-backup
    with: { name: nothing-of-this-name, newest_within: 24h }
`;

/** A run in which people say what the scripts do, to its end and five minutes on. */
async function played(steps: string, people: Record<string, PersonScript[]>, outcome: string): Promise<void> {
  const story = await aStory({
    runbooks: [aRunbook(steps, { deadline: '2h' })],
    directory,
    janitor: true,
    people,
    around:
      (transport, { name }) =>
      (request, signal) => {
        const call = asked(request, places, 'story');
        if (call !== undefined) made.set(name, (made.get(name) ?? new Set()).add(call));
        return transport(request, signal);
      },
  });
  manifests = [...manifests, ...Object.values(story.manifests)];
  const run = await story.start(payments, { by: 'ben' });
  expect((await run.ended()).outcome).toBe(outcome);
  await story.pass(5 * 60_000);
}

beforeAll(async () => {
  await played(recovering, { cleo: [{ does: 'approve', after: 600 }] }, 'recovered');
  // nobody says anything to a step that failed, until the run's deadline
  await played(failing, {}, 'failed');
}, 240_000);
afterAll(closeStories);

const reaching = () => [...made.keys()].filter((name) => peopleUse(name) === 'reaches');

describe('with a directory', () => {
  test('these runs go the ways that they are for', () => {
    expect(reaching().sort()).toEqual([
      'ask',
      'close-run',
      'janitor',
      'lock',
      'step-announce',
      'step-approve',
      'step-page',
    ]);
    const calls = (name: string) => [...(made.get(name) ?? [])].join();
    expect(calls('ask')).toContain('rebound-channels/slack');
    expect(calls('close-run')).toContain('rebound-channels/slack');
  });

  test('every function is allowed everything that it calls', () => {
    const refused = [...made].map(([name, calls]) => [
      name,
      refusedOf(calls, rightsOf(name, manifests, places, directory)),
    ]);
    expect(refused.filter(([, calls]) => calls?.length !== 0)).toEqual([]);
  });

  test('every right that it adds is used', () => {
    const calls = reaching().flatMap((name) => [...(made.get(name) ?? [])]);
    const added = peopleStatements(directory, places).flatMap((grant): Grant[] =>
      'resources' in grant
        ? grant.resources.map((resource) => ({ actions: grant.actions, resources: [resource] }))
        : [grant],
    );
    const isUsed = (grant: Grant) => calls.some((call) => refusedOf([call], rightsIn(grant)).length === 0);
    const unused = added.filter((grant) => !isUsed(grant));
    expect(unused).toEqual([]);
  });

  test('who only looks who may say yes, or has nothing to do with people, reads no key and publishes nothing', () => {
    const others = [...made.keys()].filter((name) => peopleUse(name) !== 'reaches');
    expect(others).toContain('step-restore-backup');
    const calls = others.flatMap((name) => [...(made.get(name) ?? [])]);
    expect(calls.filter((call) => /^(secretsmanager|ssm|sns):/.test(call))).toEqual([]);
  });

  test('nobody may read what others sign with', () => {
    const signing =
      'secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111122223333:secret:rebound-channels/slack-signing-a1B2c3';
    for (const name of reaching())
      expect(refusedOf([signing], rightsOf(name, manifests, places, directory))).toEqual([signing]);
  });
});
