import { handleLock } from '../lib/handlers/lock.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleLock);
