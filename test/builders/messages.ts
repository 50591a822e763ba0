import type { Message } from '../../lib/wire/channels.ts';

export const askId = 'abcdefghijklmnopqrstuvwxyz';

/** A question at night, with everything that one can have; `more` in place of parts of it. */
export function aMessage(more: Partial<Message> = {}): Message {
  return {
    key: 'r1-ask-1-ana',
    run: 'r1ru7n2qk4wlz5xe',
    to: 'ana',
    title: 'Restore the namespace?',
    text: 'The namespace payments is gone since 03:05; the newest whole backup is from 02:00.',
    target: 'payments @ prod-blue',
    link: 'https://rebound.example/runs/r1ru7n2qk4wlz5xe',
    urgency: 'now',
    question: {
      ask: askId,
      text: 'May nightly-payments-20261124 be restored into prod-blue?',
      plan: 'a'.repeat(64),
      lines: ['restore backup nightly-payments-20261124', 'namespace payments, 42 objects, 2 volumes'],
      answers: [
        { answer: 'approve', label: 'Approve', style: 'primary' },
        { answer: 'reject', label: 'Reject', style: 'danger' },
      ],
      endsAt: '2026-11-24T03:27:44Z',
      // oxlint-disable-next-line unicorn/no-thenable -- who is asked then
      then: 'platform-leads',
    },
    ...more,
  };
}
