// Rooms as things one has: opening with every choice, changing without undoing others, inviting, keeping, finding.
import { expect, test } from "../../harness/fixtures.ts";
import type { Page } from "@playwright/test";

/** Waits until the page's program runs. */
async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForSelector(":root[data-hydrated]");
}

test("two people who change a room at once do not undo each other, and nothing typed is lost", async ({ people }) => {
  const ada = await people.arrive();
  const who = await ada.signUp("ada");
  const code = await ada.openRoom("Blue room");
  const laptop = await people.arrive();
  await laptop.call("sign_in", { "form[email]": who.email, "form[password]": who.password, "form[next]": "" });
  for (const one of [ada, laptop]) await go(one.page, `/room/${code}/settings`);
  await ada.page.getByLabel("Room name").fill("Red room");
  await ada.page.getByRole("button", { name: "Save settings" }).click();
  await expect(ada.page.getByText("The settings are saved.")).toBeVisible();
  await laptop.page.getByLabel("Description").fill("Slow blues");
  await laptop.page.getByRole("button", { name: "Save settings" }).click();
  await expect(laptop.page.getByText("Somebody else changed this room")).toBeVisible();
  await expect(laptop.page.getByText("Name: now “Red room”")).toBeVisible();
  await expect(laptop.page.getByLabel("Description")).toHaveValue("Slow blues");
  await laptop.page.getByLabel("Room name").fill("Red room");
  await laptop.page.getByRole("button", { name: "Save settings" }).click();
  await expect(laptop.page.getByText("The settings are saved.")).toBeVisible();
  await go(ada.page, `/room/${code}/settings`);
  await expect(ada.page.getByLabel("Room name")).toHaveValue("Red room");
  await expect(ada.page.getByLabel("Description")).toHaveValue("Slow blues");
});

test("a room is opened with its choices, and a refused choice is shown beside its field", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const { page } = ada;
  await go(page, "/rooms/new");
  await page.getByLabel("Room name").fill("Tuesday trio");
  await page.getByText("More choices").click();
  await page.getByLabel("Tags").fill("late, funk");
  await page.getByLabel("In your own words").fill("x".repeat(200));
  await page.getByRole("button", { name: "Open room" }).click();
  await expect(page.getByText("Write at most 10 rules of up to 150 characters.")).toBeVisible();
  await page.getByLabel("In your own words").fill("Tune first");
  await page.getByRole("button", { name: "Open room" }).click();
  await expect(page).toHaveURL(/\/room\/[a-z0-9]{8}$/);
  await go(page, `${page.url()}/settings`);
  await expect(page.getByLabel("Tags")).toHaveValue("late, funk");
  await expect(page.getByLabel("In your own words")).toHaveValue("Tune first");
});

test("three people: one invites, one comes in by the link, the third finds it used up", async ({ people }) => {
  const [ada, bob, cy] = [await people.arrive(), await people.arrive(), await people.arrive()];
  await ada.signUp("ada");
  await bob.signUp("bob");
  await cy.signUp("cyx");
  const code = await ada.openRoom("Secret session", "private");
  await go(ada.page, `/room/${code}/invitations`);
  await ada.page.getByLabel("A link may be used").fill("1");
  await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(ada.page.getByText("The link is ready.")).toBeVisible();
  const link = (await ada.page.locator(".copy-link code").first().textContent()) ?? "";
  expect(link).toMatch(/\/invite\/[A-Z0-9]{12}$/);
  await go(bob.page, new URL(link).pathname);
  await expect(bob.page.getByRole("heading", { name: "Secret session" })).toBeVisible();
  await bob.page.getByRole("button", { name: "Come in" }).click();
  await expect(bob.page).toHaveURL(new RegExp(`/room/${code}$`));
  await cy.page.goto(new URL(link).pathname);
  await expect(cy.page.getByText("This invitation is over")).toBeVisible();
});

test("who is invited by name sees it in the header, and says no", async ({ people }) => {
  const [ada, bob] = [await people.arrive(), await people.arrive()];
  await ada.signUp("ada");
  const { username } = await bob.signUp("bob");
  const code = await ada.openRoom("Secret session", "private");
  await ada.call("invite_to_room", { code, "form[username]": username });
  await go(bob.page, "/lobby");
  await bob.page.getByRole("link", { name: /Invitations/ }).click();
  await expect(bob.page.getByRole("heading", { name: "Secret session" })).toBeVisible();
  await bob.page.getByRole("button", { name: "No, thanks" }).click();
  await expect(bob.page.getByText("Secret session")).toHaveCount(0);
});

test("rooms are kept at hand within the limit, with notes", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  await ada.openRoom("Late room");
  const { page } = ada;
  await go(page, "/rooms/saved");
  await expect(page.getByText("You keep 0 of 3 rooms.")).toBeVisible();
  await page.getByRole("button", { name: "Keep at hand" }).click();
  await expect(page.getByText("You keep 1 of 3 rooms.")).toBeVisible();
  await page.getByLabel("Notes").fill("bring the capo");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Notes")).toHaveValue("bring the capo");
});

test("a room is deleted only by typing its name", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Short lived");
  const { page } = ada;
  await go(page, `/room/${code}/settings`);
  await page.getByText("Delete this room").click();
  await page.getByLabel("The room's name").fill("short");
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByText("Type the room's name as it is written above.")).toBeVisible();
  await page.getByLabel("The room's name").fill("Short lived");
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect(page).toHaveURL(/\/rooms\/saved$/);
  expect((await page.goto(`/room/${code}`))?.status()).toBe(404);
});
