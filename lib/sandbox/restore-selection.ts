import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { textsOf } from './read.ts';
import { qualifiedName, resourceByName } from './resources.ts';
import type { BackupItem } from './world.ts';

/** What of a backup a restore's `spec` asks for, moved to the namespaces that it maps to. */
export function selectItems(contents: readonly BackupItem[], spec: JsonObject): BackupItem[] {
  const mapping = isObject(spec['namespaceMapping']) ? spec['namespaceMapping'] : {};
  return contents
    .filter(
      (item) =>
        within(namespaceOf(item), spec['includedNamespaces'], spec['excludedNamespaces']) &&
        (item.kind === 'Namespace' || kindSelected(item, spec)) &&
        labelled(item, spec['labelSelector']),
    )
    .map((item) => moved(item, mapping));
}

/** The namespace that an item belongs to; a namespace belongs to itself. */
export function namespaceOf(item: BackupItem): string {
  return item.kind === 'Namespace' ? item.name : item.namespace;
}

function kindSelected(item: BackupItem, spec: JsonObject): boolean {
  const resource = resourceByName(item.resource);
  const names = resource ? [resource.plural, qualifiedName(resource)] : [];
  const included = textsOf(spec['includedResources']);
  const excluded = textsOf(spec['excludedResources']);
  return (
    (included.length === 0 || included.includes('*') || names.some((name) => included.includes(name))) &&
    !names.some((name) => excluded.includes(name))
  );
}

function within(name: string, included: Json | undefined, excluded: Json | undefined): boolean {
  const wanted = textsOf(included);
  return (
    (wanted.length === 0 || wanted.includes('*') || wanted.includes(name)) &&
    !textsOf(excluded).includes(name)
  );
}

function labelled(item: BackupItem, selector: Json | undefined): boolean {
  const wanted = isObject(selector) && isObject(selector['matchLabels']) ? selector['matchLabels'] : {};
  return Object.entries(wanted).every(([name, value]) => item.object?.labels?.[name] === value);
}

function moved(item: BackupItem, mapping: Record<string, unknown>): BackupItem {
  const target = mapping[namespaceOf(item)];
  if (typeof target !== 'string') return item;
  return item.kind === 'Namespace' ? { ...item, name: target } : { ...item, namespace: target };
}
