// Browser tests against the real server, sidecar and database (harness/openstudio.ts starts them).
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  // Sound is real time: a second worker would make the first one's audio stutter on a small machine.
  workers: 1,
  fullyParallel: false,
  // A test that passes only at times is broken.
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: { actionTimeout: 15_000, navigationTimeout: 30_000, trace: "retain-on-failure" },
});
