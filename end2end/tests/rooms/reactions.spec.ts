// Reactions: to everybody, to one person, once a second, quietly when motion is not wanted.
import { expect, test } from "../../harness/fixtures.ts";
import { RoomPage } from "../../harness/room_page.ts";

test("a reaction to everybody stands in front of the stage; one to somebody on their tile", async ({ people }) => {
  const ada = await people.arrive(440);
  const { username } = await ada.signUp("ada");
  const code = await ada.openRoom("Applause");
  const adaRoom = await new RoomPage(ada.page).enter(code);
  const ben = await people.arrive();
  await ben.becomeGuest("Ben");
  const benRoom = await new RoomPage(ben.page).enter(code, "listener");
  const cy = await people.arrive();
  await cy.becomeGuest("Cy");
  const cyRoom = await new RoomPage(cy.page).enter(code, "listener");

  await benRoom.react("Applause");
  for (const room of [adaRoom, cyRoom, benRoom]) {
    await expect(room.page.locator('.react > .floating [data-reaction="clap"]')).toContainText("Ben");
  }
  const button = ben.page.getByRole("group", { name: "React" }).getByRole("button", { name: "Applause" });
  await expect(button, "one cools down").toHaveAttribute("aria-disabled", "true");
  await expect(button).not.toHaveAttribute("aria-disabled", "true");
  // It goes by itself.
  await expect(ada.page.locator(".floating-reaction")).toHaveCount(0);

  await benRoom.tile(username).getByRole("button", { name: `React to ${username}` }).click();
  await ben.page.getByRole("menu", { name: `React to ${username}` }).getByText("What a solo").click();
  await expect(cyRoom.tile(username).locator('[data-reaction="shred"]')).toContainText("Ben");
  await expect(adaRoom.self.locator('[data-reaction="shred"]')).toBeVisible();
  await expect(ada.page.getByRole("status").filter({ hasText: "Ben to you: What a solo" })).toHaveCount(1);

  // A performer's own reaction stands on their tile.
  await adaRoom.react("Magic");
  await expect(benRoom.tile(username).locator('[data-reaction="magic"]')).toBeVisible();
});

test("pressing fast sends one a second, and nothing is shown twice", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Enthusiasm");
  const adaRoom = await new RoomPage(ada.page).enter(code, "listener");
  const ben = await people.arrive();
  await ben.becomeGuest("Ben");
  await new RoomPage(ben.page).enter(code, "listener");
  for (let n = 0; n < 10; n++) await adaRoom.react("On fire");
  await expect(ben.page.locator('[data-reaction="fire"].floating-reaction')).not.toHaveCount(0);
  expect(await ben.page.locator(".floating-reaction").count()).toBeLessThanOrEqual(4);
});

test("with reduced motion a reaction does not move", async ({ people }) => {
  const ada = await people.arrive();
  await ada.page.emulateMedia({ reducedMotion: "reduce" });
  await ada.signUp("ada");
  const adaRoom = await new RoomPage(ada.page).enter(await ada.openRoom("Still"), "listener");
  await adaRoom.react("Love it");
  const shown = ada.page.locator('.floating-reaction[data-reaction="love"]');
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((node) => getComputedStyle(node).animationDuration)).toMatch(/^(0\.01ms|1e-05s|0s)$/);
});
