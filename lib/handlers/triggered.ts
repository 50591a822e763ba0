import type { Manifest } from '../compiler/manifest.ts';
import { fail } from '../model/errors.ts';
import { canonical } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import type { AlarmEvent } from './alarm-event.ts';
import type { Alert } from './alert-event.ts';
import { nameOf, type Wanted } from './begin-run.ts';

/** What an alarm starts. NoTrigger, naming the alarms that are known, when it is none of them. */
export function wantedByAlarm(event: AlarmEvent, manifests: Record<string, Manifest>): Wanted[] {
  const all = Object.values(manifests).flatMap((manifest) =>
    manifest.triggers.map((trigger) => ({ manifest, ...trigger })),
  );
  const matches = all.filter((trigger) => trigger.alarm === event.arn);
  if (matches.length > 0) {
    return matches.map(({ manifest, inputs }) => ({
      manifest,
      inputs,
      name: nameOf('al', [manifest.runbook, event.arn, event.changedAt]),
      mode: 'real',
      by: { kind: 'alarm', name: event.name },
      because: event.reason,
    }));
  }
  const known = [...new Set(all.map((trigger) => trigger.alarm))].sort();
  const close = nearest(event.arn, known);
  return fail('NoTrigger', {
    what: `no runbook is triggered by ${event.arn}`,
    why: known.length > 0 ? `known alarms: ${known.join(', ')}` : 'no runbook has an alarm trigger',
    todo: close
      ? `did you mean ${close}? Otherwise name the alarm in a runbook's triggers`
      : "name it in a runbook's triggers",
  });
}

/**
 * What an alert starts: of each runbook the webhook trigger whose labels it has, all of them and with these values. Where several
 * of one runbook fit, the one that says most.
 */
export function wantedByAlert(alert: Alert, manifests: Record<string, Manifest>): Wanted[] {
  return Object.values(manifests).flatMap((manifest): Wanted[] => {
    const [trigger] = (manifest.webhooks ?? [])
      .filter(({ labels }) => hasLabels(alert, labels))
      .sort((a, b) => Object.keys(b.labels).length - Object.keys(a.labels).length);
    if (!trigger) return [];
    return [
      {
        manifest,
        inputs: trigger.inputs,
        name: nameOf('wh', [manifest.runbook, alert.identity, alert.startsAt]),
        mode: 'real',
        by: { kind: 'webhook', name: labelsText(trigger.labels) },
        because: alert.summary,
      },
    ];
  });
}

/** The alerts that fire and start nothing, as one refusal: which labels there are, and which would start something. */
export function noTriggerFor(alerts: Alert[], manifests: Record<string, Manifest>): never {
  const triggers = Object.values(manifests).flatMap(({ webhooks = [] }) =>
    webhooks.map(({ labels }) => labels),
  );
  const known = [...new Set(triggers.map(labelsText))].sort();
  const [first] = alerts;
  const more = alerts.length > 1 ? ` (and ${alerts.length - 1} more)` : '';
  return fail('NoTrigger', {
    what: `no runbook is triggered by an alert with ${labelsText(first?.labels ?? {})}${more}`,
    why: known.length > 0 ? `known labels: ${known.join(' or ')}` : 'no runbook has a webhook trigger',
    todo: nearMiss(first, triggers) ?? "name its labels in a runbook's triggers, or route it elsewhere",
  });
}

function hasLabels({ labels }: Alert, wanted: Record<string, string>): boolean {
  const names = Object.keys(wanted);
  return (
    names.length > 0 && names.every((name) => Object.hasOwn(labels, name) && labels[name] === wanted[name])
  );
}

/** Which label of the closest trigger is another one: most often it is one. */
function nearMiss(alert: Alert | undefined, triggers: Record<string, string>[]): string | undefined {
  for (const wanted of triggers) {
    const wrong = Object.entries(wanted).filter(([name, value]) => alert?.labels[name] !== value);
    const [only] = wrong;
    if (wrong.length !== 1 || Object.keys(wanted).length < 2 || !only) continue;
    const found = alert?.labels[only[0]];
    return `it has ${found === undefined ? `no ${only[0]}` : `${only[0]}=${JSON.stringify(found)}`}, and a trigger wants ${only[0]}=${JSON.stringify(only[1])}`;
  }
  return undefined;
}

/** `alertname="KubeAPIDown", cluster="dev-payments"` */
export function labelsText(labels: Record<string, string>): string {
  const names = Object.keys(labels).sort();
  return names.map((name) => `${name}=${canonical(labels[name])}`).join(', ') || 'no labels';
}
