/** Whether labels fit a label selector: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, joined by commas. Undefined when the selector is none. */
export function labelsMatch(selector: string): ((labels: Record<string, string>) => boolean) | undefined {
  const terms = selector === '' ? [] : selector.split(/,(?![^(]*\))/).map((term) => termOf(term.trim()));
  const known = terms.filter((term) => term !== undefined);
  if (known.length < terms.length) return undefined;
  return (labels) => known.every((term) => term(labels));
}

type Term = (labels: Record<string, string>) => boolean;
const key = String.raw`((?:[\w.-]+\/)?[\w.-]+)`;

function termOf(term: string): Term | undefined {
  const set = new RegExp(String.raw`^${key}\s+(in|notin)\s+\(([^)]*)\)$`).exec(term);
  if (set) {
    const [, name = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return operator === 'in'
      ? (labels) => name in labels && values.includes(labels[name] ?? '')
      : (labels) => !(name in labels) || !values.includes(labels[name] ?? '');
  }
  const equality = new RegExp(String.raw`^${key}\s*(==?|!=)\s*([\w.-]*)$`).exec(term);
  if (equality) {
    const [, name = '', operator, value] = equality;
    return operator === '!=' ? (labels) => labels[name] !== value : (labels) => labels[name] === value;
  }
  const existence = new RegExp(String.raw`^(!?)${key}$`).exec(term);
  if (!existence) return undefined;
  const [, not, name = ''] = existence;
  return (labels) => name in labels !== (not === '!');
}

/** The same for field selectors, of which the API serves few: metadata.name and metadata.namespace. */
export function fieldsMatch(
  selector: string,
): ((fields: { name: string; namespace: string }) => boolean) | undefined {
  const terms = selector === '' ? [] : selector.split(',');
  const read = terms.map((term) => /^metadata\.(name|namespace)(==?|!=)([\w.-]*)$/.exec(term.trim()));
  if (read.includes(null)) return undefined;
  return (fields) =>
    read.every((term) => {
      const value = term?.[1] === 'name' ? fields.name : fields.namespace;
      return (value === term?.[3]) === (term?.[2] !== '!=');
    });
}
