import { handleManual } from '../lib/handlers/manual.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleManual);
