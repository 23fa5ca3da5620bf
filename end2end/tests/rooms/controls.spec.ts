// Small things that one counts on: the list of keys, one click to listen, a volume that is remembered.
import { expect, test } from "../../harness/fixtures.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { expectNoTone, expectTone } from "../../harness/sound.ts";

test("? shows the keys, Escape closes them", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  await new RoomPage(ada.page).enter(await ada.openRoom("Help"), "listener");
  await ada.page.locator("body").press("?");
  await expect(ada.page.getByRole("dialog")).toBeVisible();
  await ada.page.keyboard.press("Escape");
  await expect(ada.page.getByRole("dialog")).toBeHidden();
});

test("listening in from the lobby takes one click", async ({ people }) => {
  const ada = await people.arrive(440);
  await ada.signUp("ada");
  const name = `Open ears ${Date.now()}`;
  await new RoomPage(ada.page).enter(await ada.openRoom(name));
  const gus = await people.arrive();
  await gus.becomeGuest("Gus");
  await gus.page.goto("/lobby");
  await gus.page.getByRole("link", { name: `Listen in on ${name}` }).click();
  const button = gus.page.getByRole("button", { name: "Just listen" });
  const room = new RoomPage(gus.page);
  // The page may need the click itself before it is allowed to make sound.
  await expect(button.or(room.root).first()).toBeVisible();
  if (await button.isVisible()) await room.join("listener");
  await expectTone(gus.page, 440);
});

test("one's volume for somebody is still there after a reload", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Remembered");
  const room = await new RoomPage(ada.page).enter(code, "listener");
  const ben = await people.arrive(660);
  await ben.becomeGuest("Ben");
  await new RoomPage(ben.page).enter(code);
  await expectTone(ada.page, 660);
  await room.volume("Ben").focus();
  await room.volume("Ben").press("Home");
  await expectNoTone(ada.page, 660);
  const low = await room.volume("Ben").inputValue();
  await ada.page.reload();
  await room.expectConnected(30_000);
  await expect(room.volume("Ben")).toHaveValue(low);
  await expectNoTone(ada.page, 660);
});
