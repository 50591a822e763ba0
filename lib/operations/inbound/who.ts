import type { Directory, Person } from '../../model/people.ts';

/** The person whom Slack calls so; undefined when people.yaml knows nobody, or more than one, by that id: no guess is made. */
export function personOfSlack(directory: Directory, user: string): Person | undefined {
  return theOne(directory, ({ channels }) =>
    channels.some(({ channel, to }) => channel === 'slack' && to === user),
  );
}

/** The person whom PagerDuty calls so. */
export function personOfPagerduty(directory: Directory, user: string): Person | undefined {
  return theOne(directory, ({ pagerdutyUser }) => pagerdutyUser === user);
}

function theOne(directory: Directory, is: (person: Person) => boolean): Person | undefined {
  const [person, another] = Object.values(directory.people).filter(is);
  return another === undefined ? person : undefined;
}
