import { compile } from '../../../lib/compiler/compile.ts';
import type { Manifest } from '../../../lib/compiler/manifest.ts';
import type { Runbook } from '../../../lib/runbook/runbook.ts';
import { surroundings } from '../generated.ts';

export const manifestFor = (runbook: Runbook): Manifest => compile(runbook, surroundings).manifest;
