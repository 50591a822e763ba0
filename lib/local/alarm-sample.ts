import { readFile } from 'node:fs/promises';
import { fail } from '../model/errors.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';

const sample = new URL('../../docs/events/alarm-namespace-gone.json', import.meta.url);

/** The project's own alarm event, for the alarm of this ARN, as if its state had changed now (milliseconds since the epoch). */
export async function alarmSample(arn: string, now: number): Promise<Json> {
  const event: unknown = JSON.parse(await readFile(sample, 'utf8'));
  const [, , , region, account, , name] = arn.split(':');
  if (!isObject(event) || !isObject(event['detail']) || name === undefined) {
    return fail('Broken', {
      what: `docs/events/alarm-namespace-gone.json is no alarm event, or ${arn} no alarm`,
    });
  }
  const at = new Date(now).toISOString();
  const awsTime = at.replace('Z', '+0000');
  const detail = event['detail'] as JsonObject;
  const state = isObject(detail['state']) ? detail['state'] : {};
  return {
    ...(event as JsonObject),
    account: account ?? '',
    region: region ?? '',
    time: `${at.slice(0, 19)}Z`,
    resources: [arn],
    detail: { ...detail, alarmName: name, state: { ...state, timestamp: awsTime } },
  };
}
