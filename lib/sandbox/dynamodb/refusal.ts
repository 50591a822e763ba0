/** An error as DynamoDB sends it. Names and texts: its API model and reference. */
export class Refusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = type;
    this.type = type;
  }
}

export function refuse(type: string, message: string): never {
  throw new Refusal(type, message);
}

/** What is wrong with a request; also said of all that the sandbox does not model, so that nothing passes here that was never compared with the real one. */
export function invalid(message: string): never {
  return refuse('ValidationException', message);
}

export function notModelled(what: string): never {
  return invalid(`The sandbox's DynamoDB does not model ${what}`);
}
