import * as z from 'zod/mini';
import { proofLevels } from '../model/proof.ts';
import { systems } from '../model/transport.ts';

const text = z.string();
const hashes = z.record(z.string(), z.string());
const seconds = z.nullable(z.number());

/** A proof as it comes over HTTP. */
export const proofBody = z.object({
  runbook: text.check(z.minLength(1)),
  level: z.enum(proofLevels),
  at: z.iso.datetime(),
  bound: z.object({ definition: text, inputs: text, rights: text, code: hashes, nested: hashes }),
  run: z.exactOptional(text),
  target: z.exactOptional(text),
  seconds: z.exactOptional(z.number()),
  rto: seconds,
  holds: z.boolean(),
  simulated: z.exactOptional(
    z.object({
      seed: z.number(),
      paths: z.number(),
      well: z.number(),
      any: z.number(),
      p50: seconds,
      p95: seconds,
      worst: seconds,
      sources: z.record(z.string(), z.number()),
      systems: z.array(z.enum(systems)),
    }),
  ),
});
