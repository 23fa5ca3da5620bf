// More performers than the browser first has room for: it asks for more, and everybody is heard.
import { expect, test } from "../../harness/fixtures.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { levelsOf } from "../../harness/sound.ts";

// No tone is a harmonic of another, and all stand clear of each other in the analyser.
const TONES = [311, 367, 419, 479, 541, 613, 691, 773, 857, 947];

test("ten performers are all heard, and the last ones still when the first have left", async ({ people, studio }) => {
  test.setTimeout(180_000);
  const visitor = await people.arrive();
  await visitor.becomeGuest("Gus");
  const room = await new RoomPage(visitor.page).enter("demojams", "listener");
  const musicians = TONES.map((tone) =>
    studio.run("musician", "play", "--url", studio.url, "--room", "demojams", "--name", `Tone ${tone}`, "--tone", `${tone}`),
  );
  const tiles = room.page.locator("[data-participant][role=group]");
  try {
    await expect(tiles).toHaveCount(TONES.length, { timeout: 30_000 });
    await expectHeard(TONES);
    await Promise.all(musicians.slice(0, 5).map((one) => one.stop()));
    await expect(tiles).toHaveCount(5);
    await expectHeard(TONES.slice(5));
  } finally {
    await Promise.all(musicians.map((one) => one.stop()));
  }

  async function expectHeard(tones: number[]): Promise<void> {
    await expect(async () => {
      const levels = await levelsOf(visitor.page, tones);
      for (const [at, tone] of tones.entries()) expect(levels[at], `level at ${tone} Hz`).toBeGreaterThan(-45);
    }).toPass({ timeout: 60_000 });
  }
});
