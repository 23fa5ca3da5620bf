// A room's socket without the page: what the server says to a Hello.
import type { Person } from "./people.ts";

/** A Hello of protocol 1, as the page sends it. */
export const HELLO = {
  id: 1,
  command: { do: "hello", protocol: 1, performing: false, instrument: "other", muted: false, resume: null },
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
