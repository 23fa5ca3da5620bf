// Sign-up, sign-in and opening a room work before the wasm has loaded, or without it.
import { expect, test } from "../../harness/fixtures.ts";
import { identity } from "../../harness/people.ts";

test("sign up, open a room, sign out and in, without scripts", async ({ people }) => {
  const { page, ...person } = await people.arrive(undefined, { javaScriptEnabled: false });
  const who = identity("ada");
  await page.goto("/sign-up?next=/rooms/new");
  await page.getByLabel("User name").fill(who.username);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/rooms\/new$/);

  await page.getByLabel("Room name").fill("No scripts");
  await page.getByRole("button", { name: "Open room" }).click();
  await expect(page).toHaveURL(/\/room\/[a-z0-9]{8}$/);
  await expect(page.getByText("No scripts").first()).toBeVisible();

  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
  await page.goto("/sign-in?next=/account");
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/account$/);
  expect(person.complaints).toEqual([]);
});

test("what was refused is said beside the field, without scripts", async ({ people }) => {
  const { page } = await people.arrive(undefined, { javaScriptEnabled: false });
  await page.goto("/sign-up");
  await page.getByLabel("User name").fill("grace_hopper");
  await page.getByLabel("E-mail").fill("grace@example.org");
  // Long enough for the browser's own check, and refused by the server.
  await page.getByLabel("Password", { exact: true }).fill("grace_hopper");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/sign-up/);
  await expect(page.getByText("The password must differ").first()).toBeVisible();
  expect(page.url(), "a password never stands in an address").not.toContain("grace_hopper&");
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
});

test("a guest enters without scripts", async ({ people }) => {
  const { page } = await people.arrive(undefined, { javaScriptEnabled: false });
  await page.goto("/guest?next=/lobby");
  await page.getByLabel("Your name").fill("Gus");
  await page.getByRole("button", { name: "Join as guest" }).click();
  await expect(page).toHaveURL(/\/lobby$/);
  await expect(page.getByText("Gus").first()).toBeVisible();
});
