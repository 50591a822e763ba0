import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Place {
  line: number;
  character: number;
}
export interface Diagnostic {
  range: { start: Place; end: Place };
  message: string;
}
export interface Completion {
  label: string;
  insertText: string;
  documentation?: string | { value: string };
  textEdit?: { newText: string; range: { start: Place; end: Place } };
}
/** What a client is told, or asked, without having asked. */
interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * The YAML language server, as editors run it: a process that is talked to over stdio in JSON-RPC. `schemas` is the editor's setting
 * (URL of a schema: patterns of files). Every way to the network is shut: no schema store, and a proxy that nobody answers.
 */
export class LanguageServer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #wanted = new Map<string, (found: Diagnostic[]) => void>();
  readonly #settings: Record<string, unknown>;
  #configured = () => {};
  #buffer = Buffer.alloc(0);
  #last = 0;
  #opened = 0;
  /** What it complains of on standard error. */
  complaints = '';

  private constructor(schemas: Record<string, string>) {
    this.#settings = {
      yaml: {
        schemas,
        validate: true,
        hover: true,
        completion: true,
        schemaStore: { enable: false },
        kubernetesCRDStore: { enable: false },
      },
      http: { proxy: 'http://127.0.0.1:1', proxyStrictSSL: true },
    };
    const server = join(root, 'node_modules', 'yaml-language-server', 'bin', 'yaml-language-server');
    this.#process = spawn(process.execPath, [server, '--stdio'], { stdio: 'pipe' });
    this.#process.stdout.on('data', (bytes: Buffer) => this.#read(bytes));
    this.#process.stderr.on('data', (bytes: Buffer) => (this.complaints += bytes.toString()));
    this.#process.on('exit', (code) => {
      const gone = new Error(`the language server ended with ${code}: ${this.complaints}`);
      for (const { reject } of this.#waiting.values()) reject(gone);
    });
  }

  static async start(schemas: Record<string, string> = {}): Promise<LanguageServer> {
    const server = new LanguageServer(schemas);
    await server.#ask('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        workspace: { configuration: true },
        textDocument: {
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
          hover: { contentFormat: ['markdown'] },
        },
      },
    });
    const configured = new Promise<void>((resolve) => (server.#configured = resolve));
    server.#tell('initialized', {});
    await configured;
    return server;
  }

  /** Opens a document that is on no disk; gives what is wrong with it. */
  async open(text: string, path = this.#newPath()): Promise<Diagnostic[]> {
    const uri = pathToFileURL(path).href;
    const diagnostics = this.#diagnosticsOf(uri);
    this.#open(uri, text);
    return diagnostics;
  }

  /** What is offered where `|` stands in the text. */
  async complete(marked: string): Promise<Completion[]> {
    const list = await this.#ask('textDocument/completion', this.#openAt(marked));
    return (list as { items: Completion[] }).items;
  }

  /** The text that is shown over the place where `|` stands; empty where there is none. */
  async hover(marked: string): Promise<string> {
    const shown = await this.#ask('textDocument/hover', this.#openAt(marked));
    return (shown as { contents: { value: string } } | null)?.contents.value ?? '';
  }

  /** Asks it to end, as editors do, and waits until it has. */
  async stop(): Promise<void> {
    const gone = once(this.#process, 'exit');
    await this.#ask('shutdown', null);
    this.#tell('exit', null);
    await gone;
  }

  /** Ends it, whatever it does or does not do: nothing is left behind. */
  async kill(): Promise<void> {
    if (this.isGone()) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  isGone(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  #openAt(marked: string) {
    const offset = marked.indexOf('|');
    const before = marked.slice(0, offset).split('\n');
    const uri = pathToFileURL(this.#newPath()).href;
    this.#open(uri, marked.slice(0, offset) + marked.slice(offset + 1));
    return {
      textDocument: { uri },
      position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
    };
  }

  /** Beside the runbooks that ship, where the line in a file finds the schema. */
  #newPath(): string {
    return join(root, 'runbooks', `opened-${(this.#opened += 1)}.yaml`);
  }

  #open(uri: string, text: string): void {
    this.#tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  }

  #diagnosticsOf(uri: string): Promise<Diagnostic[]> {
    return new Promise((resolve) => this.#wanted.set(uri, resolve));
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  #tell(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #read(bytes: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, head).toString())?.[1]);
      const end = head + 4 + length;
      if (head < 0 || this.#buffer.length < end) return;
      const message: Message = JSON.parse(this.#buffer.subarray(head + 4, end).toString());
      this.#buffer = this.#buffer.subarray(end);
      this.#handle(message);
    }
  }

  #handle({ id, method, params, result, error }: Message): void {
    if (method === undefined) {
      const waiting = this.#waiting.get(id ?? 0);
      this.#waiting.delete(id ?? 0);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    } else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: Diagnostic[] };
      this.#wanted.get(uri)?.(diagnostics);
    } else if (id !== undefined) {
      const items = (params as { items?: { section: string }[] } | null)?.items;
      this.#send({ id, result: items ? items.map(({ section }) => this.#settings[section] ?? null) : null });
      if (items) this.#configured();
    }
  }
}
