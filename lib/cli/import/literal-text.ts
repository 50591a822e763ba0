/**
 * Text for a `with` that reads back as it is, whatever stands in it: a `$` at its beginning would make it an expression (and of
 * two, one is taken away), and so would `{{` anywhere.
 */
export function literalText(text: string): string {
  const braced = text.replaceAll('{{', "{{ '{{' }}");
  return braced.startsWith('$') ? `$${braced}` : braced;
}
