import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { fail } from '../model/errors.ts';
import type { System, WireRequest } from '../model/transport.ts';
import type { Surroundings } from './surroundings.ts';
import { send } from './send.ts';

/** The AWS services that we call. */
export type AwsSystem = Extract<
  System,
  'dynamodb' | 'states' | 'eks' | 'sts' | 'sns' | 's3' | 'secretsmanager' | 'ssm'
>;

/** An HTTP request as SDK clients make it, of which we read only this. */
interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}
interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array;
}
/** What an SDK client calls instead of the network. */
export interface AwsRequestHandler {
  handle: (request: SdkRequest) => Promise<{ response: SdkResponse }>;
  destroy: () => void;
  [other: string]: unknown;
}

/** Config of any AWS SDK v3 client: nothing is left for the client to look up in its surroundings. */
export interface AwsConfig {
  region: string;
  credentials: Surroundings['credentials'];
  endpoint: string;
  maxAttempts: number;
  /** Each client is used for several calls: its middleware is put together once. */
  cacheMiddleware: true;
  retryMode: 'standard';
  defaultsMode: 'standard';
  requestHandler: AwsRequestHandler;
  useDualstackEndpoint: boolean;
  useFipsEndpoint: boolean;
  userAgentAppId: () => Promise<undefined>;
  defaultUserAgentProvider: () => Promise<[string, string][]>;
  authSchemePreference: string[];
  /** DynamoDB only; otherwise looked up in the environment. */
  accountIdEndpointMode: 'disabled';
  endpointDiscoveryEnabled: boolean;
  httpAuthSchemes?: NonNullable<DynamoDBClientConfig['httpAuthSchemes']>;
}

/**
 * The config for `new EKSClient(…)` and its kind. Calls go to the surroundings' transport, once, each within its
 * limit. Another Region: hand in `{ ...surroundings, region }`.
 */
export function awsConfig(surroundings: Surroundings, system: AwsSystem): AwsConfig {
  return {
    region: surroundings.region,
    credentials: surroundings.unsigned ? noCredentials : surroundings.credentials,
    endpoint: endpointOf(system, surroundings.region),
    maxAttempts: 1,
    cacheMiddleware: true,
    retryMode: 'standard',
    defaultsMode: 'standard',
    requestHandler: awsRequestHandler(surroundings, system),
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: async () => undefined,
    defaultUserAgentProvider: async () => [['rebound', '0']],
    authSchemePreference: [],
    accountIdEndpointMode: 'disabled',
    endpointDiscoveryEnabled: false,
    ...(surroundings.unsigned ? { httpAuthSchemes: passThrough } : {}),
  };
}

/** `https://eks.eu-west-1.amazonaws.com`, in China `….amazonaws.com.cn`. */
export function endpointOf(system: AwsSystem, region: string): string {
  return `https://${system}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** What is not signed needs none, but clients ask for them all the same. */
const noCredentials = async () => ({ accessKeyId: 'unsigned', secretAccessKey: 'unsigned' });

/** Leaves requests as they are: signing costs more than half of a simulated call (ARCHITECTURE.md, 'One code, two worlds'). */
const passThrough: NonNullable<AwsConfig['httpAuthSchemes']> = [
  {
    schemeId: 'aws.auth#sigv4',
    identityProvider: () => async () => ({}),
    signer: { sign: async (request) => request },
  },
];

/** Turns the surroundings' transport into what an SDK client calls. */
export function awsRequestHandler(surroundings: Surroundings, system: AwsSystem): AwsRequestHandler {
  return {
    handle: async (request) => {
      const answer = await send(surroundings, wireRequestOf(system, request), nameOf(system, request));
      return { response: { statusCode: answer.status, headers: answer.headers, body: answer.body } };
    },
    destroy: () => undefined,
  };
}

function wireRequestOf(system: AwsSystem, request: SdkRequest): WireRequest {
  const port = request.port === undefined ? '' : `:${request.port}`;
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    system,
    method: request.method,
    url: `${request.protocol}//${request.hostname}${port}${request.path}${queryText(request.query ?? {})}`,
    headers: Object.fromEntries(headers),
    body: bodyOf(system, request.body),
  };
}

/** `dynamodb PutItem`, or `eks GET /clusters/prod-blue`. */
function nameOf(system: AwsSystem, request: SdkRequest): string {
  const operation = request.headers['x-amz-target']?.split('.').pop();
  return `${system} ${operation ?? `${request.method} ${request.path}`}`;
}

function bodyOf(system: AwsSystem, body: unknown): string | Uint8Array {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  // A plain view: the SDK's own kind of bytes turns itself into text, with a warning on the console, when it is copied.
  if (body instanceof Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return fail('Broken', { what: `a request to ${system} has a body that is neither text nor bytes` });
}

/** Names sorted, and escaped as Signature Version 4 wants it: encodeURIComponent leaves `!'()*` alone. */
function queryText(query: Record<string, string | string[] | null>): string {
  const pairs = Object.keys(query)
    .sort()
    .flatMap((name) => {
      const value = query[name];
      if (Array.isArray(value)) return value.map((one) => `${escaped(name)}=${escaped(one)}`);
      return typeof value === 'string' ? [`${escaped(name)}=${escaped(value)}`] : [escaped(name)];
    });
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export { type AwsCall, wrapAwsError } from './aws-errors.ts';
