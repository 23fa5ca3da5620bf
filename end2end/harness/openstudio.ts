// The real thing: server, sidecar and private database, started for the tests in a folder of their own.
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { children, lives } from "./processes.ts";

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, "../..");
/** Built programs; elsewhere when a build must not change them during a long run. */
const PROGRAMS = process.env.OPENSTUDIO_PROGRAMS ?? join(ROOT, "target/debug");

/** A running OpenStudio. */
export class OpenStudio {
  /** Where people go, for example `http://127.0.0.1:40123`. */
  readonly url: string;
  #server: ChildProcess | undefined;
  readonly #env: NodeJS.ProcessEnv;
  readonly #data: string;
  /** Started beside another one, whose data it shares. */
  readonly #isSecond: boolean;

  private constructor(web: number, media: number, shared?: { data: string; nats: string; isSecond: boolean }) {
    this.url = `http://127.0.0.1:${web}`;
    this.#data = shared?.data ?? newFolder();
    this.#isSecond = shared?.isSecond ?? false;
    this.#env = {
      ...process.env,
      OPENSTUDIO_ADDR: `127.0.0.1:${web}`,
      OPENSTUDIO_PUBLIC_URL: this.url,
      OPENSTUDIO_DATA: join(this.#data, "data"),
      OPENSTUDIO_SITE: process.env.OPENSTUDIO_SITE ?? join(ROOT, "target/site"),
      // Each test person comes from an address of its own (harness/people.ts), so limits per address are real.
      OPENSTUDIO_TRUSTED_PROXIES: "127.0.0.1",
      SIDECAR_MEDIA_ADDR: `127.0.0.1:${media}`,
      SIDECAR_PUBLIC_IPS: "127.0.0.1",
      RUST_LOG: process.env.RUST_LOG ?? "info",
    };
    for (const inherited of ["DATABASE_URL", "NATS_URL", "SIDECAR_URL", "SIDECAR_SECRET", "OPENSTUDIO_SECRET"]) {
      delete this.#env[inherited];
    }
    if (shared) this.#env.NATS_URL = shared.nats;
  }

  /** Starts on free ports with an empty database, and waits until it is ready. */
  static async start(): Promise<OpenStudio> {
    const studio = new OpenStudio(await freePort(), await freePort());
    await studio.#launch();
    return studio;
  }

  /** Starts two server processes with the same data, each with its own address and sidecar, joined over NATS. */
  static async startTwo(nats: Nats): Promise<[OpenStudio, OpenStudio]> {
    const data = newFolder();
    const one = new OpenStudio(await freePort(), await freePort(), { data, nats: nats.url, isSecond: false });
    const two = new OpenStudio(await freePort(), await freePort(), { data, nats: nats.url, isSecond: true });
    await one.#launch();
    await two.#launch();
    return [one, two];
  }

  /** Process id of the server. */
  get pid(): number {
    const pid = this.#server?.pid;
    if (pid === undefined) throw new Error("the server is not running");
    return pid;
  }

  /** Process id of the sidecar that the server runs now; `undefined` while there is none. */
  sidecarPid(): number | undefined {
    return children(this.pid, "sidecar")[0];
  }

  /** Kills the sidecar as a crash would, and returns when it is dead. */
  async killSidecar(): Promise<void> {
    const pid = this.sidecarPid();
    if (pid === undefined) throw new Error("the server runs no sidecar");
    process.kill(pid, "SIGKILL");
    while (lives(pid)) await pause(10);
  }

  /** Ends the server with `signal` and starts it again on the same data. */
  async restart(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.#end(signal);
    await this.#launch();
  }

  /** Kills the server as a crash would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Stops everything and removes the data. Fails when something is left running. */
  async stop(): Promise<void> {
    const sidecar = this.#server && this.sidecarPid();
    const wasRunning = this.#server !== undefined;
    const code = await this.#end("SIGTERM");
    if (!this.#isSecond) rmSync(this.#data, { recursive: true, force: true });
    if (!wasRunning) return;
    if (sidecar !== undefined && lives(sidecar)) throw new Error("the sidecar outlived the server");
    if (code !== 0) throw new Error(`the server ended with ${code}`);
  }

  /** Runs one of our programs to its end, or until `stop` is called; for example the musician. */
  run(program: string, ...args: string[]): Running {
    return new Running(spawn(join(PROGRAMS, program), args, { cwd: ROOT, env: this.#env }), program);
  }

  async #launch(): Promise<void> {
    const server = spawn(join(PROGRAMS, "server"), [], { cwd: ROOT, env: this.#env });
    this.#server = server;
    writeLog(server, "server");
    const deadline = Date.now() + 60_000;
    while (!(await isReady(this.url))) {
      if (server.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the server did not start; see test-results/logs/server.log`);
      }
      await pause(100);
    }
  }

  async #end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    const server = this.#server;
    if (!server) return null;
    const ended = new Promise<number | null>((done) => server.once("exit", (code) => done(code)));
    if (server.exitCode === null) server.kill(signal);
    else return server.exitCode;
    const late = setTimeout(() => server.kill("SIGKILL"), 20_000);
    const code = await ended;
    clearTimeout(late);
    this.#server = undefined;
    return code;
  }
}

/** A NATS server on a port of its own. */
export class Nats {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(port: number) {
    this.url = `nats://127.0.0.1:${port}`;
    // Debian keeps it where only root's path leads.
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
    this.#process = spawn("nats-server", ["-a", "127.0.0.1", "-p", `${port}`], { env });
    writeLog(this.#process, "nats");
  }

  static async start(): Promise<Nats> {
    return new Nats(await freePort());
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#process.once("exit", done));
    this.#process.kill("SIGTERM");
    await ended;
  }
}

/** A program that was started beside the server. */
export class Running {
  /** What it wrote to its standard output so far. */
  output = "";
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;

  constructor(child: ChildProcess, name: string) {
    this.#process = child;
    this.#ended = new Promise((done) => child.once("exit", (code) => done(code)));
    child.stdout?.on("data", (bytes: Buffer) => (this.output += bytes.toString()));
    writeLog(child, name);
  }

  /** Waits for its end; returns its exit code. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Asks it to end, as Ctrl-C does; returns its exit code. */
  stop(): Promise<number | null> {
    this.#process.kill("SIGINT");
    return this.#ended;
  }
}

function writeLog(child: ChildProcess, name: string): void {
  const folder = join(ROOT, "end2end/test-results/logs");
  mkdirSync(folder, { recursive: true });
  const log = createWriteStream(join(folder, `${name}.log`), { flags: "a" });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.once("close", () => log.end());
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** A folder for a server's data. */
function newFolder(): string {
  const data = mkdtempSync(join(tmpdir(), "openstudio-e2e-"));
  // The database runs as another user when the tests run as root, and must be able to reach its folder.
  chmodSync(data, 0o755);
  return data;
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? found(address.port) : failed(new Error("no port"))));
    });
  });
}

/** Waits so many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
