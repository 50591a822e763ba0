import { formatDuration, formatObjective } from '../../model/duration.ts';
import type { Report } from './report.ts';

const width = 720;
const height = 180;
const foot = 26;
const head = 18;
const bars = 48;

/** The distribution of the recovery times as an SVG of its own, with the RTO as a line; empty where nothing recovered. Numbers only: nothing to escape. */
export function timesChart({ counts, rto, worst, p50 }: Report['times']): string {
  if (worst === null || p50 === null || counts.length === 0) return '';
  const end = Math.max(worst, rto ?? 0, 1) * 1.02;
  const heights = Array.from({ length: bars }, () => 0);
  for (const [seconds, count] of counts) {
    const at = Math.min(bars - 1, Math.floor((seconds / end) * bars));
    heights[at] = (heights[at] ?? 0) + count;
  }
  const most = Math.max(...heights);
  const x = (seconds: number) => Math.round((seconds / end) * width);
  const room = height - foot - head;
  const each = width / bars;
  const drawn = heights.flatMap((count, n) => {
    if (count === 0) return [];
    // few are seen, too
    const tall = Math.max(3, Math.round((count / most) * room));
    const late = rto !== null && ((n + 0.5) / bars) * end > rto;
    return [
      `<rect class="${late ? 'late' : 'bar'}" x="${(n * each).toFixed(1)}" y="${height - foot - tall}" width="${(each - 1).toFixed(1)}" height="${tall}"><title>${count}</title></rect>`,
    ];
  });
  const line =
    rto === null
      ? ''
      : `<line class="rto" x1="${x(rto)}" x2="${x(rto)}" y1="${head - 4}" y2="${height - foot}"/><text x="${x(rto) - 4}" y="${head - 6}" text-anchor="end">RTO ${formatObjective(rto)}</text>`;
  const label = `Recovered after ${formatDuration(p50)} in the middle, ${formatDuration(worst)} at worst${rto === null ? '' : `; the RTO is ${formatObjective(rto)}`}`;
  return `<svg class="times" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${drawn.join('')}<line class="axis" x1="0" x2="${width}" y1="${height - foot}" y2="${height - foot}"/>${line}<text x="0" y="${height - 8}">0</text><text x="${width}" y="${height - 8}" text-anchor="end">${formatDuration(end)}</text></svg>`;
}
