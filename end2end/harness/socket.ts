// A room's socket without the page: what the server says to a Hello.
import { expect } from "@playwright/test";
import type { Person } from "./people.ts";

/** A Hello of protocol 2, as the page sends it. */
export const HELLO = {
  id: 1,
  command: { do: "hello", protocol: 2, performing: false, instrument: "other", muted: false, resume: null },
};

/**
 * Opens the room's socket with the person's cookies, says Hello, and returns everything that came within a second and
 * a half (or until the server closed), the close code last. A refused handshake is "refused".
 */
export async function knock(person: Person, code: string, say: unknown[] = [HELLO]): Promise<string> {
  if (!person.page.url().startsWith(person.studio.url)) await person.page.goto("/lobby");
  return person.page.evaluate(
    ({ code, say }) =>
      new Promise<string>((done) => {
        const heard: string[] = [];
        let opened = false;
        const socket = new WebSocket(`${location.origin.replace("http", "ws")}/rooms/${code}/socket`);
        const finish = (end: string) => done([...heard, end].join("\n"));
        socket.onopen = () => {
          opened = true;
          for (const message of say) socket.send(typeof message === "string" ? message : JSON.stringify(message));
          setTimeout(() => {
            socket.onclose = null;
            socket.send(JSON.stringify({ id: 99, command: { do: "leave" } }));
            socket.close();
            finish("open");
          }, 1_500);
        };
        socket.onmessage = (event) => heard.push(String(event.data));
        socket.onclose = (event) => finish(opened ? `closed ${event.code}` : "refused");
      }),
    { code, say },
  );
}

/** What the server says, as far as these tests look at it. */
export interface Said {
  is: string;
  id?: number;
  result?: { Ok?: { reply: string }; Err?: { fault: string; message?: string } };
  event?: { event: string } & Record<string, unknown>;
  fault?: { fault: string; message?: string };
  [field: string]: unknown;
}

/**
 * A client of its own that stays: the person's cookies, none of the page's manners. It lives in the person's page, which
 * must not be the room itself.
 */
export class RawClient {
  readonly #person: Person;
  readonly #key: string;
  #next = 1;

  private constructor(person: Person, key: string) {
    this.#person = person;
    this.#key = key;
  }

  /** Opens the room's socket and says Hello (with these changes); returns when the server answered that. */
  static async enter(person: Person, code: string, hello: Record<string, unknown> = {}): Promise<RawClient> {
    if (!person.page.url().startsWith(person.studio.url)) await person.page.goto("/lobby");
    const client = new RawClient(person, `raw${Math.random().toString(36).slice(2)}`);
    await person.page.evaluate(
      ({ key, code }) =>
        new Promise<void>((open, refused) => {
          const socket = new WebSocket(`${location.origin.replace("http", "ws")}/rooms/${code}/socket`);
          const wire = { socket, heard: [] as string[], end: "" };
          (window as unknown as Record<string, typeof wire>)[key] = wire;
          socket.onopen = () => open();
          socket.onmessage = (event) => {
            wire.heard.push(String(event.data));
            // As any client does, or the server thinks that it is gone.
            if (String(event.data) === '{"is":"ping"}') socket.send('{"id":4000000000,"command":{"do":"ping"}}');
          };
          socket.onclose = (event) => {
            wire.end = `closed ${event.code}`;
            refused(new Error(wire.end));
          };
        }),
      { key: client.#key, code },
    );
    await client.ask({ ...HELLO.command, ...hello });
    return client;
  }

  /** Everything that came so far. */
  async heard(): Promise<Said[]> {
    const lines = await this.#person.page.evaluate(
      (key) => (window as unknown as Record<string, { heard: string[] }>)[key]?.heard ?? [],
      this.#key,
    );
    return lines.map((line) => JSON.parse(line) as Said);
  }

  /** How it ended; empty while it is open. */
  end(): Promise<string> {
    return this.#person.page.evaluate(
      (key) => (window as unknown as Record<string, { end: string }>)[key]?.end ?? "",
      this.#key,
    );
  }

  /** Sends this as it is. */
  async send(...frames: string[]): Promise<void> {
    await this.#person.page.evaluate(
      ({ key, frames }) => {
        const wire = (window as unknown as Record<string, { socket: WebSocket }>)[key];
        for (const frame of frames) wire?.socket.send(frame);
      },
      { key: this.#key, frames },
    );
  }

  /** Sends a command and waits for its answer: "done", another reply's name, the fault's name, or how the socket ended. */
  async ask(command: Record<string, unknown>): Promise<string> {
    const id = this.#next++;
    await this.send(JSON.stringify({ id, command }));
    let answer = "";
    await expect(async () => {
      const reply = (await this.heard()).find((one) => one.is === "reply" && one.id === id);
      answer = reply ? (reply.result?.Ok?.reply ?? reply.result?.Err?.fault ?? "unreadable") : await this.end();
      expect(answer, JSON.stringify(command)).not.toBe("");
    }).toPass({ timeout: 10_000 });
    return answer;
  }

  /** The room as it was told on entering. */
  async snapshot(): Promise<Record<string, unknown>> {
    let found: Said | undefined;
    await expect(async () => {
      found = (await this.heard()).find((one) => one.is === "snapshot");
      expect(found).toBeDefined();
    }).toPass({ timeout: 10_000 });
    return found as Record<string, unknown>;
  }

  /** Goes without a word. */
  async drop(): Promise<void> {
    await this.#person.page.evaluate(
      (key) => (window as unknown as Record<string, { socket: WebSocket }>)[key]?.socket.close(),
      this.#key,
    );
  }
}
