import { isObject, type Json, type JsonObject } from '../model/json.ts';

/** JSON merge patch (RFC 7386): null takes away, objects are merged, everything else replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isObject(value) ? mergePatch(objectOf(merged[name]), value) : value;
  }
  return merged;
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
