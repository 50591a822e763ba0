import { handleWait } from '../lib/handlers/wait.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleWait);
