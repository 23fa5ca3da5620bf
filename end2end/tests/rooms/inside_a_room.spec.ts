// What one does inside a room beside playing: listening first, another input, keys, unread messages, two tabs.
import { expect, test } from "../../harness/fixtures.ts";
import type { People, Person } from "../../harness/people.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { expectNoTone, expectTone } from "../../harness/sound.ts";

const ADA_HZ = 440;
const BEN_HZ = 660;

/** Ada plays in her room; Ben has a name and stands outside. */
async function adaPlays(people: People): Promise<{ ada: Person; ben: Person; adaRoom: RoomPage; code: string }> {
  const ada = await people.arrive(ADA_HZ);
  await ada.signUp("ada");
  const code = await ada.openRoom("Inside");
  const ben = await people.arrive(BEN_HZ);
  await ben.becomeGuest("Ben");
  return { ada, ben, adaRoom: await new RoomPage(ada.page).enter(code), code };
}

test("a listener plays along, and goes back to listening, without leaving", async ({ people }) => {
  const { ada, ben, adaRoom, code } = await adaPlays(people);
  const benRoom = await new RoomPage(ben.page).enter(code, "listener");
  await expectTone(ben.page, ADA_HZ);
  await ben.page.getByRole("button", { name: "Play along" }).click();
  await expectTone(ada.page, BEN_HZ);
  await expectTone(ben.page, ADA_HZ);
  await expect(adaRoom.tile("Ben")).toBeVisible();
  await ben.page.setViewportSize({ width: 800, height: 800 });
  await ben.page.getByRole("button", { name: "Your sound" }).click();
  await ben.page.getByRole("button", { name: "Only listen from now on" }).click();
  await expectNoTone(ada.page, BEN_HZ);
  await expectTone(ben.page, ADA_HZ);
  await expect(adaRoom.tile("Ben")).toHaveCount(0);
  await benRoom.expectConnected();
});

test("another input is heard at once, and the instrument is shown to the others", async ({ people }) => {
  const { ada, ben, adaRoom, code } = await adaPlays(people);
  await new RoomPage(ben.page).enter(code);
  await expectTone(ada.page, BEN_HZ);
  const input = ben.page.getByRole("combobox", { name: "Input" }).first();
  const other = (await input.locator("option:not(:checked)").first().getAttribute("value")) ?? "";
  await input.selectOption(other);
  await expect(input).toHaveValue(other);
  await expectTone(ada.page, BEN_HZ);
  await ben.page.getByRole("combobox", { name: "Instrument" }).first().selectOption({ label: "Drums" });
  await expect(adaRoom.tile("Ben")).toHaveAttribute("data-instrument", "drums");
});

test("keys: M mutes, C opens the chat and takes one to the field, a key typed there is a letter", async ({ people }) => {
  const { ada, ben, code } = await adaPlays(people);
  const benRoom = await new RoomPage(ben.page).enter(code);
  await expectTone(ada.page, BEN_HZ);
  await ben.page.keyboard.press("m");
  await expect(ben.page.getByRole("button", { name: "Unmute" })).toBeVisible();
  await expectNoTone(ada.page, BEN_HZ);
  await ben.page.keyboard.press("m");
  await expectTone(ada.page, BEN_HZ);
  await ben.page.getByRole("button", { name: "Close panel" }).click();
  await ben.page.keyboard.press("c");
  const field = ben.page.getByRole("textbox", { name: "Message" });
  await expect(field).toBeFocused();
  await ben.page.keyboard.type("mcp?");
  await expect(field).toHaveValue("mcp?");
  await ben.page.keyboard.press("Enter");
  await expect(benRoom.chat.getByText("mcp?")).toHaveCount(1);
  await expect(ben.page.getByRole("button", { name: "Mute", exact: true })).toBeVisible();
});

test("what was said while the chat was closed is counted", async ({ people }) => {
  const { ada, ben, adaRoom, code } = await adaPlays(people);
  const benRoom = await new RoomPage(ben.page).enter(code);
  await ada.page.getByRole("button", { name: "Close panel" }).click();
  await benRoom.say("one");
  await benRoom.say("two");
  await ada.page.getByRole("button", { name: "Chat, 2 unread" }).click();
  await expect(adaRoom.chat.getByText("two")).toBeVisible();
  await expect(ada.page.getByRole("button", { name: "Chat, 2 unread" })).toHaveCount(0);
});

test("a second tab with the same place takes it; the first one says why it is out", async ({ people }) => {
  const { ben, adaRoom, code } = await adaPlays(people);
  await new RoomPage(ben.page).enter(code, "listener");
  const place = await ben.page.evaluate(() => ({ ...sessionStorage }));
  const tab = await ben.context.newPage();
  // As browsers do when a tab is duplicated.
  await tab.addInitScript((kept) => Object.entries(kept).forEach(([key, value]) => sessionStorage.setItem(key, value)), place);
  await tab.goto(`/room/${code}`);
  await new RoomPage(tab).expectConnected();
  await expect(ben.page.getByText("This room was opened in another tab.")).toBeVisible();
  await expect(adaRoom.page.locator(".room-count")).toContainText("2");
});
