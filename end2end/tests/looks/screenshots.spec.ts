// Pictures of every page at three widths in both themes, for people to look at: test-results/screenshots/.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../../harness/fixtures.ts";
import { ROOT } from "../../harness/openstudio.ts";
import { addresses, strangersAddresses, useTheme } from "../../harness/pages.ts";
import { RoomPage } from "../../harness/room_page.ts";

const folder = join(ROOT, "end2end/test-results/screenshots");
const SIZES = [[390, 844], [768, 1024], [1440, 900]] as const;

for (const theme of ["light", "dark"] as const) {
  test(`every page, ${theme}`, async ({ people }) => {
    test.setTimeout(240_000);
    mkdirSync(folder, { recursive: true });
    const ada = await people.arrive(440);
    await ada.signUp("ada");
    const code = await ada.openRoom("Tuesday night trio");
    const stranger = await people.arrive();
    for (const [width, height] of SIZES) {
      for (const [person, pages] of [[ada, addresses(code)], [stranger, strangersAddresses(code)]] as const) {
        await useTheme(person, theme);
        await person.page.setViewportSize({ width, height });
        for (const [name, address] of Object.entries(pages)) {
          await person.page.goto(address, { waitUntil: "networkidle" });
          await person.page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`), fullPage: true });
        }
      }
    }
    const ben = await people.arrive(660);
    await ben.becomeGuest("Ben");
    await new RoomPage(ben.page).enter(code);
    const room = await new RoomPage(ada.page).enter(code);
    await expect(room.tile("Ben")).toBeVisible();
    for (const [width, height] of SIZES) {
      await ada.page.setViewportSize({ width, height });
      await ada.page.waitForTimeout(300);
      await ada.page.screenshot({ path: join(folder, `room-${width}-${theme}.png`) });
    }
  });
}

// The README's picture: the demo band and one more on the stage. To renew it, copy
// test-results/screenshots/readme.png to end2end/readme.png.
test("a room with a band", async ({ people, studio }) => {
  mkdirSync(folder, { recursive: true });
  const band = studio.run("musician", "band", "--url", studio.url, "--room", "demojams");
  const mara = await people.arrive(330);
  const ben = await people.arrive();
  await mara.becomeGuest("Mara");
  await ben.becomeGuest("Ben");
  const benRoom = await new RoomPage(ben.page).enter("demojams", "listener");
  await useTheme(mara, "dark");
  await mara.page.goto("/room/demojams");
  await mara.page.getByRole("radio", { name: "Guitar" }).check({ force: true });
  const room = new RoomPage(mara.page);
  await room.join();
  await expect(mara.page.locator("[data-participant][role=group]")).toHaveCount(4, { timeout: 30_000 });
  await room.openChat();
  await benRoom.openChat();
  for (const [who, text] of [
    [benRoom, "Walking bass, lovely."],
    [room, "I take the next eight bars."],
    [benRoom, "Go on then. Same tempo?"],
    [room, "Same tempo. Mute me if I rush."],
  ] as const) {
    await who.say(text);
    await expect(room.chat.getByText(text)).toHaveCount(1);
  }
  await mara.page.setViewportSize({ width: 1280, height: 800 });
  await mara.page.waitForTimeout(4_000);
  await mara.page.screenshot({ path: join(folder, "readme.png") });
  await band.stop();
});
