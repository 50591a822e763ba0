import { handleJanitor } from '../lib/handlers/janitor.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleJanitor);
