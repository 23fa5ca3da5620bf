// A web site with one page, beside ours.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A running site. */
export interface Site {
  url: string;
  close(): void;
}

/** Serves `html` at every address of a port of its own. */
export async function site(html: string): Promise<Site> {
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
