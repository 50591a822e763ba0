import { handleAsk } from '../lib/handlers/ask.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleAsk);
