// People of a test: each has a browser of their own, with a microphone that plays their tone.
import {
  expect,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type TestInfo,
} from "@playwright/test";
import { launch } from "./chromium.ts";
import type { OpenStudio } from "./openstudio.ts";
import { tapSound } from "./sound.ts";

/** A password that nobody has used. */
export const PASSWORD = "correct rubato battery";
let count = 0;

/** Who somebody is before they have an account. */
export interface Identity {
  username: string;
  email: string;
  password: string;
}

/** A new identity; `name` makes it readable in reports. */
export function identity(name: string): Identity {
  const username = `${name.toLowerCase()}_${Date.now().toString(36)}${count++}`;
  return { username, email: `${username}@example.org`, password: PASSWORD };
}

/** Somebody with a browser. */
export class Person {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly studio: OpenStudio;
  /** What the page wrote to its console as errors, and what it threw. */
  readonly complaints: string[] = [];

  constructor(studio: OpenStudio, context: BrowserContext, page: Page) {
    this.studio = studio;
    this.context = context;
    this.page = page;
    page.on("console", (message) => message.type() === "error" && this.complaints.push(message.text()));
    page.on("pageerror", (error) => this.complaints.push(String(error)));
  }

  /** Calls a server function as the page does; its answer, whatever the status. */
  call(name: string, form: Record<string, string | number> = {}) {
    return this.context.request.post(`/api/${name}`, {
      form,
      headers: { origin: this.studio.url, accept: "application/json" },
      maxRedirects: 0,
    });
  }

  /** Signs up through the API; for tests that are not about signing up. */
  async signUp(name: string): Promise<Identity> {
    const who = identity(name);
    const { username, email, password } = who;
    const form = { "form[username]": username, "form[email]": email, "form[password]": password, "form[next]": "" };
    const answer = await this.call("sign_up", form);
    expect(answer.status(), await answer.text()).toBeLessThan(400);
    return who;
  }

  /** Becomes a guest through the API. */
  async becomeGuest(name: string): Promise<void> {
    const answer = await this.call("enter_as_guest", { "form[name]": name, "form[next]": "" });
    expect(answer.status(), await answer.text()).toBeLessThan(400);
  }

  /** Opens a room through the API (needs an account); returns its code. */
  async openRoom(name: string, visibility: "public" | "private" = "public"): Promise<string> {
    const form = {
      "form[name]": name,
      "form[description]": "",
      "form[genre]": "jam",
      "form[color]": "amber",
      "form[visibility]": visibility,
      "form[max_users]": 8,
    };
    const answer = await this.call("open_room", form);
    expect(answer.status(), await answer.text()).toBeLessThan(400);
    const headers = answer.headers();
    const code = /\/room\/([a-z0-9]{8})/.exec(headers["location"] ?? headers["serverfnredirect"] ?? "")?.[1];
    if (!code) throw new Error(`open_room went to ${JSON.stringify(headers)}`);
    return code;
  }
}

/** Makes people for one test and sends them home afterwards. */
export class People {
  readonly #studio: OpenStudio;
  readonly #browsers: Browser[] = [];
  readonly #present: Person[] = [];

  constructor(studio: OpenStudio) {
    this.#studio = studio;
  }

  /** Somebody new, not signed in; `toneHz` is what their microphone hears. */
  async arrive(toneHz?: number, options: BrowserContextOptions = {}): Promise<Person> {
    const browser = await launch(toneHz);
    this.#browsers.push(browser);
    const context = await browser.newContext({
      baseURL: this.#studio.url,
      viewport: { width: 1280, height: 800 },
      permissions: ["microphone"],
      extraHTTPHeaders: { "x-forwarded-for": nextAddress() },
      ...options,
    });
    await context.addInitScript(tapSound);
    const person = new Person(this.#studio, context, await context.newPage());
    this.#present.push(person);
    return person;
  }

  /** Keeps a picture of everybody's page and what it complained about, for the report of a failure. */
  async photograph(info: TestInfo): Promise<void> {
    for (const [at, person] of this.#present.entries()) {
      const body = await person.page.screenshot().catch(() => undefined);
      if (body) await info.attach(`person-${at + 1}`, { body, contentType: "image/png" });
      const complaints = person.complaints.join("\n");
      if (complaints) await info.attach(`complaints-${at + 1}`, { body: complaints, contentType: "text/plain" });
    }
  }

  /** What went wrong inside the pages' programs (a panic, an exception), whoever's page it was. */
  crashes(): string[] {
    return this.#present.flatMap((person) => person.complaints.filter((one) => /panicked|unreachable|Error:/.test(one)));
  }

  /** Closes every browser. */
  async leave(): Promise<void> {
    for (const browser of this.#browsers.splice(0)) await browser.close();
  }
}

let addresses = 0;

/** An address that nobody has used yet (RFC 2544's range for tests). */
function nextAddress(): string {
  addresses++;
  return `198.18.${(addresses >> 8) & 255}.${addresses & 255}`;
}
