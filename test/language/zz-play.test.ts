import { test } from '@jest/globals';
import { seededRandom } from '../../lib/engine/clock.ts';
import { aDocument } from './generate/runbook.ts';
import { yamlOf } from './generate/style.ts';
import { tapeOf } from './generate/tape.ts';
import { compiledWithin, readGenerated } from './generate/read.ts';
import { play, type Play } from './generate/play.ts';

test('try', async () => {
  const from = Number(process.env['FROM'] ?? 0);
  const count = Number(process.env['COUNT'] ?? 30);
  const reasons: string[] = [];
  const odd: string[] = [];
  const tally: Record<string, number> = {};
  const add = (key: string) => {
    tally[key] = (tally[key] ?? 0) + 1;
  };
  for (let seed = from; seed < from + count; seed += 1) {
    const random = seededRandom(seed);
    const tape = tapeOf(Array.from({ length: 900 }, () => Math.floor(random() * 10_000)));
    const text = yamlOf(aDocument(tape), tape);
    const compiled = compiledWithin(readGenerated(text));
    if (!compiled) {
      add('over');
      continue;
    }
    const how: Play = {
      seed,
      mode: tape.chance(20) ? 'dry-run' : 'real',
      mood: tape.one('helpful', 'helpful', 'wild', 'silent'),
      aborts: tape.chance(40) ? [tape.below(9000), ...(tape.chance(40) ? [tape.below(12000)] : [])] : [],
      ...(tape.chance(10) ? { hold: { at: tape.below(3000), seconds: tape.below(4000) } } : {}),
      given: {
        clusters: {
          'prod-blue': {
            state: tape.one('active', 'active', 'active', 'updating', 'gone'),
            api: tape.one('healthy', 'healthy', 'healthy', 'unreachable', 'denied'),
            namespaces: { payments: tape.one('deleted', 'deleted', 'healthy', 'degraded') },
            ...(tape.chance(30) ? { back: tape.below(5000) } : {}),
          },
        },
        backups: tape.chance(70)
          ? [
              {
                namespace: 'payments',
                age: 10_800,
                phase: tape.one('Completed', 'Completed', 'PartiallyFailed', 'Failed'),
              },
            ]
          : [],
        storage: tape.chance(10) ? 'unavailable' : 'available',
        pagers: tape.chance(5) ? 'down' : 'up',
        secrets: { 'payments/token': 'x' },
      },
    };
    const before = process.cpuUsage();
    const played = await play(compiled, how);
    const { user, system } = process.cpuUsage(before);
    add(`${how.mode} ${played.run?.outcome}`);
    if (
      how.mode === 'dry-run' &&
      (played.changes.length > 0 || !['planned', 'refused'].includes(played.run?.outcome ?? ''))
    )
      console.log(
        `seed ${seed} dry-run: ${played.run?.outcome} ${played.run?.endedBecause} ${played.changes}`,
      );
    if (how.mode === 'real')
      reasons.push(`${seed} ${played.run?.outcome}: ${played.run?.endedBecause?.slice(0, 150)}`);
    for (const text of [played.run?.endedBecause ?? '', ...played.questions])
      if (/QueryEval|T\d{4}|D\d{4}|JSONata|BadInput|Broken/.test(text) && !/missing: /.test(text))
        odd.push(`${seed} ${how.mode}: ${text.slice(0, 900)}`);
    const cpu = (user + system) / 1e6;
    if (played.wrong.length > 0 || cpu > 4)
      console.log(
        `seed ${seed} ${JSON.stringify(how)} ${played.run?.outcome} ${played.run?.endedBecause}\n${played.wrong.join('\n')}\n${cpu} s, ${played.states.length} states ${played.asked} asked ${played.runs} runs`,
      );
  }
  console.log(tally);
  console.log(odd.join('\n'));
  if (process.env['REASONS']) console.log(reasons.join('\n'));
}, 1e6);
