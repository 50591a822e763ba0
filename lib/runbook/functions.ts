/** Functions of JSONata 2.0.6 that Step Functions has. */
const jsonataFunctions =
  `abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl
decodeUrlComponent distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase formatInteger formatNumber
fromMillis join keys length lookup lowercase map match max merge millis min not now number pad parseInteger power random reduce
replace reverse round shuffle sift single sort split spread sqrt string substring substringAfter substringBefore sum toMillis trim
type uppercase zip`.split(/\s+/);

/** Functions that Step Functions adds (AWS Step Functions developer guide, 'Transforming data with JSONata', JSONata functions provided by Step Functions). */
const awsFunctions = ['hash', 'parse', 'partition', 'range', 'uuid'];

/** Every function that an expression may call, without `$`. */
export const functionNames: ReadonlySet<string> = new Set([...jsonataFunctions, ...awsFunctions]);

/** What JSONata has and Step Functions does not, with what to do instead. */
export const refusedFunctions: Readonly<Record<string, string>> = {
  eval: 'Step Functions has no $eval: write the expression out, or read JSON with $parse',
};
