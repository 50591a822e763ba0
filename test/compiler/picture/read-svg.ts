/** An element of a picture as written. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  /** Its own text, entities resolved. */
  text: string;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Reads a picture as strictly as XML is: what is not well formed is an error with its place. */
export function readSvg(svg: string): Element {
  const top: Element = { name: '', attributes: {}, children: [], text: '' };
  const open: Element[] = [top];
  const token = /<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  while (token.lastIndex < svg.length) {
    const from = token.lastIndex;
    const found = token.exec(svg);
    const current = open.at(-1);
    if (!found || !current) throw new Error(`not well formed: ${svg.slice(from, from + 80)}`);
    const [, closing, name = '', attributes = '', alone, text] = found;
    if (text !== undefined) current.text += unescape(text);
    else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes something else`);
    } else {
      const element: Element = { name, attributes: readAttributes(attributes), children: [], text: '' };
      current.children.push(element);
      if (!alone) open.push(element);
    }
  }
  const [root] = top.children;
  if (!root || open.length !== 1 || top.children.length !== 1) throw new Error('not one document');
  return root;
}

function unescape(text: string): string {
  // oxlint-disable-next-line no-control-regex -- that is what must not be there
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text))
    throw new Error('XML forbids a character');
  if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`a bare & in ${text}`);
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}

function readAttributes(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/([a-zA-Z:-]+)="([^"]*)"/g)) {
    if (name in found) throw new Error(`${name} twice`);
    found[name] = unescape(value);
  }
  return found;
}

/** Every element below, itself first. */
export function everyElement(element: Element): Element[] {
  return [element, ...element.children.flatMap(everyElement)];
}

/** The classes of an element. */
export function classes(element: Element): string[] {
  return element.attributes['class']?.split(' ') ?? [];
}
