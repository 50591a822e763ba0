import { fail } from '../lib/model/errors.ts';

/** What the stack tells a function by its environment. Broken, naming the variable, when it was deployed without one. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    fail('Broken', { what: `this function was deployed without ${name}`, todo: 'deploy the stack again' });
  return value;
}

/** The role's credentials, anew each time: Lambda renews them for as long as the function lives. */
export async function roleCredentials() {
  const sessionToken = process.env['AWS_SESSION_TOKEN'];
  return {
    accessKeyId: setting('AWS_ACCESS_KEY_ID'),
    secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}
