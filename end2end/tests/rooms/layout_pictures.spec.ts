// The room with its panel, menus and dialogs open: axe finds nothing, and there are pictures of each to look at.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { violations } from "../../harness/axe.ts";
import { expect, test } from "../../harness/fixtures.ts";
import { ROOT } from "../../harness/openstudio.ts";
import { useTheme } from "../../harness/pages.ts";
import { RoomPage } from "../../harness/room_page.ts";

const folder = join(ROOT, "end2end/test-results/screenshots");
const SIZES = [[390, 844], [768, 1024], [1440, 900]] as const;

for (const theme of ["light", "dark"] as const) {
  test(`the room's panels and dialogs, ${theme}`, async ({ people }) => {
    test.setTimeout(240_000);
    mkdirSync(folder, { recursive: true });
    const ada = await people.arrive(440);
    await useTheme(ada, theme);
    await ada.signUp("ada");
    const code = await ada.openRoom("Tuesday night trio");
    const room = await new RoomPage(ada.page).enter(code);
    const ben = await people.arrive(660);
    const { username: benName } = await ben.signUp("benjamin");
    const benRoom = await new RoomPage(ben.page).enter(code);
    const cy = await people.arrive();
    await cy.becomeGuest("Cymbeline von Hohenstein");
    const cyRoom = await new RoomPage(cy.page).enter(code, "listener");
    await expect(room.tile(benName)).toBeVisible();
    await room.openChat();
    await cyRoom.openChat();
    await benRoom.openChat();
    await cyRoom.say("Chords are here: https://example.org/chords");
    await room.say("From the top?");
    await expect(cyRoom.chat.getByText("From the top?")).toHaveCount(1);
    await room.manage(benName, "Performer");
    const { page } = ada;
    const found: string[] = [];
    const shot = async (name: string) => {
      await page.waitForTimeout(250);
      const { width } = page.viewportSize()!;
      await page.screenshot({ path: join(folder, `room-${name}-${width}-${theme}.png`) });
      found.push(...(await violations(page)).map((one) => `${name} at ${width}: ${one}`));
    };
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await room.openChat();
      await shot("chat");
      await room.openPeople();
      await cyRoom.react("Applause");
      await shot("people");
      await room.person(benName).getByRole("button", { name: `Manage ${benName}` }).click();
      await shot("menu");
      await page.keyboard.press("Escape");
      for (const [item, name] of [["Permissions", "permissions"], ["Ban", "ban"], ["Hand over", "hand-over"]] as const) {
        await room.manage(benName, item);
        await expect(page.getByRole("dialog")).toBeVisible();
        await shot(name);
        await page.keyboard.press("Escape");
      }
      await page.getByRole("button", { name: "Members, bans and log" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "What was done" }).click();
      await shot("log");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Close panel" }).click();
      await shot("stage");
    }
    expect(found.join("\n")).toBe("");
  });
}
