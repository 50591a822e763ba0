import { handleCloseRun } from '../lib/handlers/close-run.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleCloseRun);
