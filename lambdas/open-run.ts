import { handleOpenRun } from '../lib/handlers/open-run.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleOpenRun);
