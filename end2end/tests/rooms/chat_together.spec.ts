// Chat among three: deleting with a way back, links, what is new, who came and went, slow mode.
import { expect, test } from "../../harness/fixtures.ts";
import type { People } from "../../harness/people.ts";
import { RoomPage } from "../../harness/room_page.ts";

/** Ada's room: Ada (owner), Ben (an account) and Cy (a guest) listen and chat. */
async function talking(people: People) {
  const ada = await people.arrive();
  const { username: adaName } = await ada.signUp("ada");
  const code = await ada.openRoom("Small talk");
  const ben = await people.arrive();
  const { username: benName } = await ben.signUp("ben");
  const cy = await people.arrive();
  await cy.becomeGuest("Cy");
  const adaRoom = await new RoomPage(ada.page).enter(code, "listener");
  const benRoom = await new RoomPage(ben.page).enter(code, "listener");
  const cyRoom = await new RoomPage(cy.page).enter(code, "listener");
  for (const room of [adaRoom, benRoom, cyRoom]) await room.openChat();
  return { ada, ben, cy, adaRoom, benRoom, cyRoom, adaName, benName, code };
}

const message = (room: RoomPage, text: string) => room.chat.locator("li.said").filter({ hasText: text });

async function remove(room: RoomPage, text: string): Promise<void> {
  await message(room, text).hover();
  await message(room, text).getByRole("button", { name: /^Delete this message/ }).click();
}

test("one takes back one's own message, guests too; undo keeps it; nobody takes back another's", async ({ people }) => {
  const { ada, adaRoom, benRoom, cyRoom, code } = await talking(people);
  await cyRoom.say("wrong key, sorry");
  await benRoom.say("no worries");
  await expect(message(benRoom, "wrong key, sorry")).toHaveCount(1);
  await expect(message(benRoom, "wrong key, sorry").getByRole("button"), "Ben may not").toHaveCount(0);
  await remove(cyRoom, "wrong key, sorry");
  await expect(message(cyRoom, "wrong key, sorry")).toHaveCount(0);
  await cyRoom.undo();
  await expect(message(cyRoom, "wrong key, sorry")).toHaveCount(1);
  await expect(message(benRoom, "wrong key, sorry")).toHaveCount(1);
  await remove(cyRoom, "wrong key, sorry");
  await expect(message(benRoom, "wrong key, sorry")).toHaveCount(0);
  // The host takes back anybody's.
  await remove(adaRoom, "no worries");
  await expect(message(benRoom, "no worries")).toHaveCount(0);
  await ada.page.reload();
  await adaRoom.expectConnected(30_000);
  await adaRoom.openChat();
  await expect(adaRoom.chat).not.toContainText("no worries");
  await cyRoom.leave();
  await new RoomPage(cyRoom.page).enter(code, "listener");
  await cyRoom.openChat();
  await expect(cyRoom.chat).not.toContainText("wrong key, sorry");
});

test("leaving at once still takes back what was to be deleted", async ({ people }) => {
  const { benRoom, adaRoom } = await talking(people);
  await benRoom.say("my phone number is 0");
  await expect(message(adaRoom, "my phone number is 0")).toHaveCount(1);
  await remove(benRoom, "my phone number is 0");
  await benRoom.leave();
  await expect(message(adaRoom, "my phone number is 0")).toHaveCount(0);
});

test("links lead out safely and everything else is text", async ({ people }) => {
  const { adaRoom, benRoom } = await talking(people);
  await adaRoom.say("Chords: https://example.org/a_(b)?c=1. And javascript:alert(1), data:text/html,x");
  const links = benRoom.chat.getByRole("link");
  await expect(links).toHaveCount(1);
  await expect(links).toHaveAttribute("href", "https://example.org/a_(b)?c=1");
  await expect(links).toHaveAttribute("target", "_blank");
  await expect(links).toHaveAttribute("rel", /noopener.*nofollow.*ugc/);
  await expect(message(benRoom, "Chords:")).toContainText("And javascript:alert(1), data:text/html,x");
});

test("what is new is counted, marked and remembered", async ({ people }) => {
  const { ada, adaRoom, benRoom, code } = await talking(people);
  await benRoom.say("before");
  await expect(message(adaRoom, "before")).toHaveCount(1);
  await ada.page.getByRole("button", { name: "Close panel" }).click();
  await benRoom.say("first new");
  await benRoom.say("second new");
  await expect(ada.page.getByRole("button", { name: "Chat, 2 unread" })).toBeVisible();
  await expect(ada.page).toHaveTitle(/^\(2\) /);
  await ada.page.getByRole("button", { name: "Chat, 2 unread" }).click();
  const lines = await adaRoom.chat.locator("li.said, li.said-new").allInnerTexts();
  const at = lines.findIndex((line) => line.trim() === "New");
  expect(lines[at + 1]).toContain("first new");
  await expect(ada.page).not.toHaveTitle(/^\(/);
  // Told to the server, so that another browser of Ada's knows.
  await ada.page.waitForTimeout(3_000);
  await adaRoom.leave();
  await benRoom.say("while Ada was away");
  await ada.page.evaluate(() => sessionStorage.clear());
  await new RoomPage(ada.page).enter(code, "listener");
  await expect(adaRoom.chat.locator("li.said-new")).toHaveCount(1);
  const after = await adaRoom.chat.locator("li.said, li.said-new").allInnerTexts();
  expect(after[after.findIndex((line) => line.trim() === "New") + 1]).toContain("while Ada was away");
});

test("somebody who reads further up is told of what is new and taken there", async ({ people }) => {
  const { adaRoom, benRoom } = await talking(people);
  await adaRoom.page.setViewportSize({ width: 1280, height: 600 });
  for (let n = 1; n <= 5; n++) await benRoom.say(`chorus ${n}\n${"la\n".repeat(7)}`);
  await expect(message(adaRoom, "chorus 5")).toHaveCount(1);
  await adaRoom.chat.evaluate((log) => (log.scrollTop = 0));
  await benRoom.say("coda");
  await adaRoom.page.getByRole("button", { name: "1 new" }).click();
  await expect(message(adaRoom, "coda")).toBeInViewport();
  await expect(adaRoom.page.getByRole("button", { name: "1 new" })).toHaveCount(0);
});

test("who comes and goes is one quiet line", async ({ people }) => {
  const { cy, adaRoom, benRoom, benName } = await talking(people);
  await adaRoom.say("hello");
  await cy.page.getByRole("button", { name: "Leave room" }).click();
  await benRoom.leave();
  await expect(adaRoom.chat.locator('[data-kind="comings"]').last()).toHaveText(`Cy and ${benName} left.`);
  // A reload within the grace is neither.
});

test("a long message is folded and opens", async ({ people }) => {
  const { adaRoom, benRoom } = await talking(people);
  await benRoom.say(`Set list\n${Array.from({ length: 30 }, (_, n) => `${n + 1}. Song`).join("\n")}`);
  const show = adaRoom.chat.getByRole("button", { name: "Show all" });
  await expect(show).toHaveAttribute("aria-expanded", "false");
  const folded = (await message(adaRoom, "Set list").boundingBox())?.height ?? 0;
  await show.click();
  const open = (await message(adaRoom, "Set list").boundingBox())?.height ?? 0;
  expect(open).toBeGreaterThan(folded * 2);
});
