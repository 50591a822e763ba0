import { fileURLToPath } from 'node:url';

/** Folder of the checkout that is measured. */
export const root = fileURLToPath(new URL('..', import.meta.url));
/** What people start. */
export const launcher = fileURLToPath(new URL('../bin/rebound', import.meta.url));
