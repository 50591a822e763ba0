import { isZone } from '../../model/local-time.ts';
import { nearest } from '../../model/nearest.ts';
import type { Report } from '../mistake.ts';
import { hasBroken } from '../shape.ts';
import { describeNode, type Node } from '../yaml-node.ts';
import { textOf } from './names.ts';

/** A time zone by its IANA name; the nearest one is named for a typo, and for a city alone. */
export function readZone(node: Node | undefined, report: Report): string | undefined {
  if (!node || hasBroken(node)) return undefined;
  const zone = textOf(node);
  const known = Intl.supportedValuesOf('timeZone');
  if (zone !== undefined && isZone(zone)) {
    // Intl takes any capitals; one way to write a zone is enough.
    const written = [...known, zone].find((one) => one.toLowerCase() === zone.toLowerCase());
    if (written === zone) return zone;
  }
  const meant = zone === undefined ? undefined : nearestZone(zone, known);
  const close = meant === undefined ? '' : `; did you mean "${meant}"?`;
  const offset = /^(UTC|GMT)?[+-]\d/.test(zone ?? '')
    ? ' by its name, since an offset knows no daylight saving'
    : '';
  report.error(
    node,
    'bad-zone',
    `found ${describeNode(node)}, expected a time zone such as Europe/Madrid${offset}${close}`,
  );
  return undefined;
}

function nearestZone(zone: string, known: string[]): string | undefined {
  const city = zone.trim().replaceAll(' ', '_').toLowerCase();
  const ends = known.find((one) => one.toLowerCase() === city || one.toLowerCase().endsWith(`/${city}`));
  if (ends !== undefined) return ends;
  const [area = '', ...rest] = zone.split('/');
  const inArea = known.filter((one) => one.startsWith(`${area}/`));
  return nearest(zone, rest.length > 0 && inArea.length > 0 ? inArea : known);
}
