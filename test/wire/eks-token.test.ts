import { expect, test } from '@jest/globals';
import { eksToken } from '../../lib/wire/eks-token.ts';

const clock = { now: () => Date.parse('2026-11-24T03:12:44Z'), sleep: async () => undefined };
const credentials = async () => ({ accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' });

function decode(token: string): URL {
  const [, encoded] = /^k8s-aws-v1\.([\w-]+)$/.exec(token) ?? [];
  return new URL(Buffer.from(encoded ?? '', 'base64url').toString('utf8'));
}

test('the token is a link to STS of the cluster’s Region, bound to the cluster’s name, for 60 s', async () => {
  const link = decode(
    await eksToken({ name: 'prod-blue', region: 'eu-west-1' }, { clock, credentials, unsigned: false }),
  );
  expect(link.origin + link.pathname).toBe('https://sts.eu-west-1.amazonaws.com/');
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Date': '20261124T031244Z',
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    'X-Amz-Security-Token': 'token',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('another cluster has another signature', async () => {
  const signatures = await Promise.all(
    ['prod-blue', 'prod-green'].map(async (name) => {
      const token = await eksToken({ name, region: 'eu-west-1' }, { clock, credentials, unsigned: false });
      return decode(token).searchParams.get('X-Amz-Signature');
    }),
  );
  expect(signatures[0]).not.toBe(signatures[1]);
});

test('in a rehearsal nobody is asked for credentials', async () => {
  const nobody = () => Promise.reject(new Error('asked'));
  const link = decode(
    await eksToken(
      { name: 'prod-blue', region: 'cn-north-1' },
      { clock, credentials: nobody, unsigned: true },
    ),
  );
  expect(link.host).toBe('sts.cn-north-1.amazonaws.com.cn');
  expect(link.searchParams.has('X-Amz-Signature')).toBe(false);
});
