import { describe, expect, test } from '@jest/globals';
import { presignUrl, sha256, signHeaders } from '../../lib/wire/sigv4.ts';

/** The worked examples of "Authenticating Requests (AWS Signature Version 4)" in the Amazon S3 API reference. */
const signing = {
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
  region: 'us-east-1',
  service: 's3',
  now: Date.parse('2013-05-24T00:00:00Z'),
};
const host = 'https://examplebucket.s3.amazonaws.com';

describe('Signature Version 4', () => {
  test('of a GET with a header besides', () => {
    const headers = signHeaders(
      { method: 'GET', url: `${host}/test.txt`, headers: { range: 'bytes=0-9' }, body: '' },
      signing,
    );
    expect(headers['authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
        'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,' +
        'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  test('of a PUT whose path holds an encoded letter', () => {
    const headers = signHeaders(
      {
        method: 'PUT',
        url: `${host}/test%24file.text`,
        headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        body: 'Welcome to Amazon S3.',
      },
      signing,
    );
    expect(headers['authorization']).toMatch(
      /Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd$/,
    );
  });

  test('of a query without values and with several', () => {
    const lifecycle = signHeaders(
      { method: 'GET', url: `${host}/?lifecycle`, headers: {}, body: '' },
      signing,
    );
    expect(lifecycle['authorization']).toMatch(
      /Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543$/,
    );
    const list = signHeaders(
      { method: 'GET', url: `${host}/?max-keys=2&prefix=J`, headers: {}, body: '' },
      signing,
    );
    expect(list['authorization']).toMatch(
      /Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7$/,
    );
  });

  test('in the query: a link', () => {
    const link = presignUrl(
      { method: 'GET', url: `${host}/test.txt`, headers: {} },
      { ...signing, expiresSeconds: 86_400, payload: 'UNSIGNED-PAYLOAD' },
    );
    expect(new URL(link).searchParams.get('X-Amz-Signature')).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });

  test('a session token is signed with the rest', () => {
    const credentials = { ...signing.credentials, sessionToken: 'IQoJb3J+/=' };
    const headers = signHeaders(
      { method: 'GET', url: host, headers: {}, body: '' },
      { ...signing, credentials },
    );
    expect(headers['authorization']).toContain('x-amz-security-token');
    const link = presignUrl(
      { method: 'GET', url: host, headers: {} },
      { ...signing, credentials, expiresSeconds: 60, payload: sha256('') },
    );
    expect(link).toContain('X-Amz-Security-Token=IQoJb3J%2B%2F%3D');
  });
});
