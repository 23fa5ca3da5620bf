// An outage between one person's page and the server: the room's socket breaks, or falls silent. (The browser's own
// offline emulation leaves open sockets alone.) Sound is not touched.
import type { WebSocketRoute } from "@playwright/test";
import type { Person } from "./people.ts";

/** Lets the test take a person's room socket away. */
export class Outage {
  #state: "none" | "broken" | "silent" = "none";
  #open: { page: WebSocketRoute; server: WebSocketRoute }[] = [];

  /** Must be called before the person's page opens the room. */
  static async prepare(person: Person): Promise<Outage> {
    const outage = new Outage();
    await person.context.routeWebSocket(/\/rooms\/[a-z0-9]+\/socket$/, (page) => outage.#opened(page));
    return outage;
  }

  /** Closes the socket as a network that goes away does, and every new one. */
  async break(): Promise<void> {
    this.#state = "broken";
    for (const { page, server } of this.#open.splice(0)) {
      await page.close({ code: 1011 });
      await server.close({ code: 1011 });
    }
  }

  /** Swallows everything in both directions without closing anything. */
  silence(): void {
    this.#state = "silent";
  }

  /** The network is back. What was swallowed stays lost, and silent sockets stay silent. */
  end(): void {
    this.#state = "none";
    this.#open = [];
  }

  #opened(page: WebSocketRoute): void {
    if (this.#state === "broken") {
      void page.close({ code: 1011 });
      return;
    }
    if (this.#state === "silent") return;
    const server = page.connectToServer();
    const link = { page, server };
    this.#open.push(link);
    const passes = () => this.#state === "none" && this.#open.includes(link);
    page.onMessage((message) => passes() && server.send(message));
    server.onMessage((message) => passes() && page.send(message));
  }
}
