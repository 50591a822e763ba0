import type { Template, TemplateValue } from '../model/call.ts';
import { formatDuration, formatTime } from '../model/duration.ts';
import { fail } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import { holdsSecret } from './secret-values.ts';

/** `with` as the step gets it: every template in it a text. MissingValue, naming the path, when one inserts nothing; BadInput when it inserts a secret. */
export function render(value: Json): Json {
  if (Array.isArray(value)) return value.map(render);
  if (!isObject(value)) return value;
  if (isTemplate(value)) return value['{{}}'].map((part) => renderPart(part)).join('');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, render(item)]));
}

function isTemplate(value: object): value is Template {
  return '{{}}' in value && Array.isArray(value['{{}}']);
}

function renderPart(part: string | TemplateValue): string {
  if (typeof part === 'string') return part;
  const { value, path, type } = part;
  if (value === null || value === undefined) {
    return fail('MissingValue', {
      what: `a text inserts ${path}, which has no value`,
      path,
      todo: 'see why the step before it gave none; a text never loses a value silently',
    });
  }
  if (holdsSecret(value)) {
    return fail('BadInput', {
      what: `a text inserts ${path}, which is a secret`,
      why: 'texts are written, and shown to people',
      path,
      todo: 'leave it out of the text; a step that needs it is given it in a field of its own, as it is',
    });
  }
  if (type === 'duration' && typeof value === 'number') return formatDuration(value);
  if (type === 'time' && typeof value === 'string' && !Number.isNaN(Date.parse(value)))
    return formatTime(Date.parse(value));
  if (type === 'size' && typeof value === 'number') return formatSize(value);
  if (isObject(value) && typeof value['unknown'] === 'string') return `(${value['unknown']})`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let size = bytes;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}
