// Chromium with a fake microphone that plays a tone.
import { chromium, type Browser } from "@playwright/test";
import { existsSync } from "node:fs";
import { toneFile } from "./tones.ts";

const installed = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser to use: `CHROMIUM`, the system's, or Playwright's own. */
export const executablePath = installed.find((path) => path && existsSync(path));

/**
 * A browser of its own, because the fake microphone belongs to the process.
 *
 * @param toneHz what its microphone hears; none: Chromium's default beeps
 */
export async function launch(toneHz?: number): Promise<Browser> {
  const args = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Two windows of one test are both in front: the hidden one must not be slowed down.
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
  ];
  if (toneHz !== undefined) args.push(`--use-file-for-fake-audio-capture=${toneFile(toneHz)}`);
  return chromium.launch({ executablePath, args });
}
