/** EventBridge takes event patterns of at most 2,048 characters (Amazon EventBridge quotas). */
export const patternLengthMax = 2048;

/** State changes to ALARM of exactly these alarms, from whatever state: a destroyed cluster stops sending metrics. */
export interface AlarmPattern {
  source: string[];
  detailType: string[];
  resources: string[];
  detail: { state: { value: string[] } };
}

/** As many patterns as it takes for each to fit into a rule; together they hold every alarm once, in the given order. */
export function alarmPatterns(alarms: string[]): AlarmPattern[] {
  const patterns: AlarmPattern[] = [];
  for (const alarm of alarms) {
    const last = patterns.at(-1);
    const wider = last && patternOf([...last.resources, alarm]);
    if (wider && patternText(wider).length <= patternLengthMax) patterns[patterns.length - 1] = wider;
    else patterns.push(patternOf([alarm]));
  }
  return patterns;
}

function patternOf(resources: string[]): AlarmPattern {
  return {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change'],
    resources,
    detail: { state: { value: ['ALARM'] } },
  };
}

/** A pattern as EventBridge is given it. */
function patternText({ detailType, ...rest }: AlarmPattern): string {
  return JSON.stringify({ ...rest, 'detail-type': detailType });
}
