import type { Directory, Person } from '../../lib/model/people.ts';

/** A person who is reached by Slack, in Madrid. */
export function aPerson(id: string, more: Partial<Person> = {}): Person {
  return {
    id,
    name: `${id.charAt(0).toUpperCase()}${id.slice(1)} Example`,
    zone: 'Europe/Madrid',
    channels: [{ channel: 'slack', to: `U0${id.toUpperCase()}` }],
    ...more,
  };
}

/** Ana, Ben and Cleo; `leads` are woken together, `oncall` one after the other. */
export function aDirectory(more: Partial<Directory> = {}): Directory {
  return {
    people: { ana: aPerson('ana'), ben: aPerson('ben'), cleo: aPerson('cleo') },
    groups: {
      leads: { name: 'leads', members: ['ana', 'ben'] },
      oncall: { name: 'oncall', members: ['ana', 'ben', 'cleo'], rotation: 'platform' },
    },
    rotations: {
      platform: {
        kind: 'turns',
        name: 'platform',
        people: ['ana', 'ben', 'cleo'],
        zone: 'Europe/Madrid',
        start: '2026-11-02',
        at: '09:00',
        days: 7,
        overrides: [],
      },
    },
    channels: {},
    ...more,
  };
}
