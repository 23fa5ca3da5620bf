// The demo band: three native musicians in the demo room, heard by one person alone.
import { expect, test } from "../../harness/fixtures.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { listen } from "../../harness/sound.ts";

test("who listens in on the demo room hears the band", async ({ people, studio }) => {
  const band = studio.run("musician", "band", "--url", studio.url, "--room", "demojams");
  try {
    const visitor = await people.arrive();
    await visitor.becomeGuest("Gus");
    const room = await new RoomPage(visitor.page).enter("demojams", "listener");
    await expect(room.page.locator("[data-participant][role=group]")).toHaveCount(3, { timeout: 30_000 });
    await expect(async () => {
      const sound = await listen(visitor.page);
      expect(sound.levelDb).toBeGreaterThan(-45);
    }).toPass({ timeout: 30_000 });
    // It moves: a tone that hangs is not a tune.
    const heard = new Set<number>();
    await expect(async () => {
      heard.add(Math.round((await listen(visitor.page)).frequencyHz / 20));
      expect(heard.size).toBeGreaterThan(3);
    }).toPass({ timeout: 30_000, intervals: [200] });
  } finally {
    expect(await band.stop(), "the band leaves cleanly").toBe(0);
  }
});

test("a native listener measures what it receives", async ({ studio }) => {
  const band = studio.run("musician", "play", "--url", studio.url, "--room", "demojams", "--name", "Tone", "--tone", "330");
  const listener = studio.run("musician", "listen", "--url", studio.url, "--room", "demojams", "--seconds", "6");
  expect(await listener.ended()).toBe(0);
  await band.stop();
  expect(listener.output).toContain("packets");
  expect(listener.output).toContain("latency_p50_ms");
});
