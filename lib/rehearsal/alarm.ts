import { iso } from '../model/clock.ts';
import type { Json } from '../model/json.ts';

/** A CloudWatch alarm state change as EventBridge delivers it. `at`: the state's own timestamp, milliseconds since the epoch. */
export function alarmEvent(arn: string, at: number): Json {
  const [, , , region = '', account = '', , name = ''] = arn.split(':');
  const stamp = iso(at).replace('Z', '+0000');
  return {
    version: '0',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account,
    region,
    time: `${iso(at).slice(0, 19)}Z`,
    resources: [arn],
    detail: {
      alarmName: name,
      state: { value: 'ALARM', reason: 'Threshold crossed: no healthy targets', timestamp: stamp },
      previousState: { value: 'OK' },
    },
  };
}
