import { html, raw } from 'hono/html';
import { formatDuration, formatObjective } from '../../model/duration.ts';
import { fail } from '../../model/errors.ts';
import { type Ending, endingWords, isBad } from '../explore/ending.ts';
import { htmlStyle } from './html-style.ts';
import type { Report } from './report.ts';
import { timesChart } from './times-chart.ts';
import {
  badCount,
  endingsText,
  inOrder,
  modeWords,
  number,
  paths,
  signOf,
  sourceWords,
  unmetCount,
  verdict,
} from './words.ts';

type Piece = ReturnType<typeof html>;

/** The report as one file that needs nothing else: no request, no script. `picture`: the runbook as SVG. */
export function htmlReport(report: Report, picture: string): string {
  const well = badCount(report) === 0 && unmetCount(report) === 0;
  return textOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${report.title}: rehearsed, simulated</title>
<style>${raw(htmlStyle)}</style>
</head>
<body>
<div class="band">SIMULATED · a rehearsal in the sandbox, nothing real was touched</div>
<main>
<h1>${report.title}</h1>
<p class="soft">Runbook ${report.runbook} (${report.file}), seed ${report.seed}, at most ${number(report.max)} paths, version ${report.fingerprint}</p>
<p class="verdict ${well ? 'good' : 'bad'}">${well ? '✓' : '✗'} ${verdict(report)}</p>
<ul>${report.modes
    .filter((mode) => mode.paths > 0)
    .map(
      (mode) =>
        html`<li>${paths(mode.paths)}: ${endingsText(mode.endings)}<br><span class="soft">${modeWords[mode.mode]}</span></li>`,
    )}</ul>
<p class="soft">${number(report.singles.played)} of ${number(report.singles.all)} single deviations were played, the rest are pairs and more.</p>
${badPart(report)}
${advicePart(report)}
${ownPart(report)}
${matrixPart(report)}
${timesPart(report)}
${picturePart(report, picture)}
${worldPart(report)}
</main>
</body>
</html>
`);
}

function badPart({ bad }: Report): Piece | '' {
  if (bad.length === 0) return '';
  return html`<h2>Ended badly</h2>${bad.map(
    (
      one,
    ) => html`<details open><summary><strong class="bad">✗ ${endingWords[one.ending]}</strong>: ${one.row}, ${one.column}${one.likes > 1 ? ` (${number(one.likes)} alike)` : ''}</summary>
<ul>${one.violations.map((text) => html`<li>${text}</li>`)}</ul>
${one.story.length === 0 ? '' : html`<pre>${one.story.join('\n')}</pre>`}
<pre>${one.command}</pre></details>`,
  )}`;
}

function advicePart({ advice }: Report): Piece | '' {
  if (advice.length === 0) return '';
  return html`<h2>Advice</h2><ul>${advice.map(
    ({ file, line, source, what, todo }) =>
      html`<li><code>${file}:${line}</code> ${what}: <strong>${todo}</strong>${source === '' ? '' : html`<pre>${source}</pre>`}</li>`,
  )}</ul>`;
}

function ownPart({ own }: Report): Piece {
  return html`<h2>Its own rehearsals</h2><div class="scroll" tabindex="0" role="region" aria-label="Its own rehearsals"><table>
<thead><tr><th scope="col">Rehearsal</th><th scope="col">Ended</th><th scope="col">After</th></tr></thead>
<tbody>${own.map(({ name, outcome, seconds, unmet, violations }) => {
    const wrong = [...unmet, ...violations];
    return html`<tr><th scope="row"><span class="${wrong.length === 0 ? 'good' : 'bad'}">${wrong.length === 0 ? '✓' : '✗'}</span> ${name}${wrong.map((text) => html`<br><span class="bad">${text}</span>`)}</th><td>${outcome ?? 'not'}</td><td class="n">${seconds === null ? '' : formatDuration(seconds)}</td></tr>`;
  })}</tbody></table></div>`;
}

function matrixPart({ matrix, rows, columns }: Report): Piece {
  const title = html`<h2>Where it went wrong, and how it ended</h2>`;
  if (matrix.length === 0) return html`${title}<p>Nothing but its rehearsals was played.</p>`;
  const byPlace = new Map(matrix.map((cell) => [`${cell.row}\n${cell.column}`, cell.endings]));
  return html`${title}<p class="soft">✓ recovered · h reached a human · u aborted and taken back · r refused · ✗ badly. Two deviations in one path count where the first of them is.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Steps and failures"><table class="matrix">
<thead><tr><td></td>${columns.map((column) => html`<th scope="col">${column.title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${row.title}</th>${columns.map((column) => cellOf(byPlace.get(`${row.id}\n${column.id}`)))}</tr>`,
  )}</tbody></table></div>`;
}

function cellOf(endings: Partial<Record<Ending, number>> | undefined): Piece {
  if (!endings) return html`<td class="none"><span aria-label="not tried">·</span></td>`;
  return html`<td title="${endingsText(endings)}">${inOrder(endings).map(
    ([ending, count], n) =>
      html`${n > 0 ? ' ' : ''}<span class="${isBad(ending) ? 'bad' : ending === 'recovered' ? 'good' : ''}" aria-label="${count} ${endingWords[ending]}">${signOf(ending)}${number(count)}</span>`,
  )}</td>`;
}

function timesPart({ times, steps }: Report): Piece {
  const title = html`<h2>Time until it was recovered</h2>`;
  if (times.p50 === null) return html`${title}<p>No path recovered.</p>`;
  return html`${title}<p>In the middle ${duration(times.p50)}, one of twenty longer than ${duration(times.p95)}, at worst ${duration(times.worst)}${
    times.rto === null
      ? ''
      : html`; RTO ${formatObjective(times.rto)}, <span class="${times.late > 0 ? 'warn' : 'good'}">${times.late === 0 ? '✓ none later' : `! ${paths(times.late)} later`}</span>`
  }.</p>
${raw(timesChart(times))}
<div class="scroll" tabindex="0" role="region" aria-label="Time of each step"><table>
<thead><tr><th scope="col">Step</th><th scope="col">Middle</th><th scope="col">One of twenty</th><th scope="col">At worst</th></tr></thead>
<tbody>${steps.map(
    (step) =>
      html`<tr><th scope="row">${step.title}</th><td class="n">${duration(step.p50)}</td><td class="n">${duration(step.p95)}</td><td class="n">${duration(step.worst)}</td></tr>`,
  )}</tbody></table></div>`;
}

function picturePart({ neverReached, file }: Report, picture: string): Piece {
  return html`<h2>The runbook</h2><p class="soft">Marked: failed where something ended badly, done where every path ended well, waiting where no path came.</p>
${neverReached.length === 0 ? '' : html`<p class="warn">? Never reached: ${neverReached.map(({ title, line }) => `${title} (${file}:${line})`).join('; ')}</p>`}
<div class="picture" tabindex="0" role="region" aria-label="The runbook as a picture">${raw(picture)}</div>`;
}

function worldPart({ world, guesses }: Report): Piece {
  return html`<h2>What it rests on</h2><p>The world was simulated. What it does is ${world
    .filter(({ count }) => count > 0)
    .map(
      ({ source, share, count }) =>
        `${Math.round(share * 100)} % ${sourceWords[source] ?? source} (${count})`,
    )
    .join(', ')}.</p>
${guesses.length === 0 ? '' : html`<details><summary>${guesses.length} guesses</summary><ul>${guesses.map((one) => html`<li>${one}</li>`)}</ul></details>`}`;
}

function duration(seconds: number | null): string {
  return seconds === null ? '' : formatDuration(seconds);
}

/** Nothing in a report is waited for. */
function textOf(piece: Piece): string {
  return piece instanceof Promise
    ? fail('Broken', { what: 'a report waits for something' })
    : piece.toString();
}
