import { test } from '@jest/globals';
import { aStory, closeStories } from './story.ts';
test('dry', async () => {
  const all = [
    'restore-namespace',
    'rebuild-cluster',
    'control-plane-unreachable',
    'database-bad-migration',
    'look-at-namespace',
  ];
  for (const name of all) {
    const story = await aStory({ runbooks: [], shipped: all });
    const inputs =
      name === 'database-bad-migration'
        ? { database: 'payments-db', before: '15m ago' }
        : name === 'rebuild-cluster' || name === 'control-plane-unreachable'
          ? { cluster: 'prod-blue' }
          : { cluster: 'prod-blue', namespace: 'payments' };
    try {
      const run = await story.start(inputs, { runbook: name, mode: 'dry-run' });
      const r = await run.ended();
      console.log(
        name,
        r.outcome,
        r.because,
        r.steps.map((s) => `${s.title}: ${s.status}`),
      );
    } catch (error) {
      console.log(name, String(error));
    }
    closeStories();
  }
});
