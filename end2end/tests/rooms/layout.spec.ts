// Everybody's layout is their own: remembered, never changed by somebody else, and it fits from a phone to a wide desk.
import { expect, test } from "../../harness/fixtures.ts";
import { RoomPage } from "../../harness/room_page.ts";

test("the panel is as wide as it was left, by dragging and by keys", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Wide desk");
  const room = await new RoomPage(ada.page).enter(code, "listener");
  const panel = ada.page.locator("#room-panel");
  const width = async () => Math.round((await panel.boundingBox())?.width ?? 0);
  const edge = ada.page.getByRole("separator", { name: "Width of the panel" });
  const first = await width();
  await edge.focus();
  await ada.page.keyboard.press("ArrowLeft");
  await expect.poll(width).toBe(first + 16);
  const box = (await edge.boundingBox())!;
  await ada.page.mouse.move(box.x + 6, box.y + 200);
  await ada.page.mouse.down();
  await ada.page.mouse.move(box.x - 74, box.y + 200, { steps: 5 });
  await ada.page.mouse.up();
  await expect.poll(width).toBeGreaterThan(first + 80);
  const left = await width();
  await ada.page.reload();
  await room.expectConnected(30_000);
  await expect.poll(width).toBe(left);
  await edge.focus();
  await ada.page.keyboard.press("End");
  await expect(edge).toHaveAttribute("aria-valuenow", "640");
});

// Regression: 11.6 no. 9, "my screen changes view when another person clicks".
test("nobody's view changes because of what somebody else opens or closes", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Own views");
  const adaRoom = await new RoomPage(ada.page).enter(code, "listener");
  const ben = await people.arrive();
  await ben.becomeGuest("Ben");
  const benRoom = await new RoomPage(ben.page).enter(code, "listener");
  await adaRoom.openPeople();
  await benRoom.openChat();
  const before = await ben.page.locator(".room-inside").getAttribute("data-panel");
  await ada.page.getByRole("button", { name: "Close panel" }).click();
  await ada.page.getByRole("separator", { name: "Width of the panel" }).press("End", { timeout: 1_000 }).catch(() => {});
  await adaRoom.openChat();
  await adaRoom.say("still with me?");
  await expect(benRoom.chat.getByText("still with me?")).toHaveCount(1);
  expect(await ben.page.locator(".room-inside").getAttribute("data-panel")).toBe(before);
  expect(await ben.page.locator(".room-inside").getAttribute("style")).toContain("--side: 352px");
});

test("a listener's phone shows the stage, chat and reactions, and nothing scrolls sideways", async ({ people }) => {
  const ada = await people.arrive(440);
  const { username } = await ada.signUp("ada");
  const code = await ada.openRoom("Pocket concert");
  await new RoomPage(ada.page).enter(code);
  const gus = await people.arrive(undefined, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await gus.becomeGuest("Gus");
  const room = await new RoomPage(gus.page).enter(code, "listener");
  await expect(room.tile(username)).toBeVisible();
  await expect(gus.page.getByRole("group", { name: "React" })).toBeVisible();
  await expect(gus.page.getByRole("button", { name: "Chat" })).toBeVisible();
  await expect(gus.page.locator('.bar-panel[data-tab="people"]')).toBeHidden();
  await room.openChat();
  await room.say("sounds great from here");
  await expect(room.chat.getByText("sounds great from here")).toBeVisible();
  await expect(gus.page.getByRole("group", { name: "React" }), "one reacts while one reads").toBeVisible();
  const wide = await gus.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
});

test("the whole room fits from a small phone to an ultrawide screen", async ({ people }) => {
  const ada = await people.arrive(440);
  await ada.signUp("ada");
  const code = await ada.openRoom("Any size");
  await new RoomPage(ada.page).enter(code);
  for (const [width, height] of [[320, 568], [390, 844], [844, 390], [768, 1024], [1440, 900], [3440, 1440]] as const) {
    await ada.page.setViewportSize({ width, height });
    await ada.page.waitForTimeout(200);
    const over = await ada.page.evaluate(() => ({
      x: document.documentElement.scrollWidth - window.innerWidth,
      y: document.documentElement.scrollHeight - window.innerHeight,
    }));
    expect(over, `${width}×${height}`).toEqual({ x: 0, y: 0 });
    await expect(ada.page.getByRole("button", { name: "Leave room" })).toBeInViewport({ ratio: 0.99 });
    await expect(ada.page.getByRole("button", { name: "Mute", exact: true })).toBeInViewport({ ratio: 0.99 });
  }
});
