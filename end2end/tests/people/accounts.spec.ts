// Accounts as people use them.
import { expect, test } from "../../harness/fixtures.ts";
import { identity, PASSWORD, type Identity } from "../../harness/people.ts";
import type { Page } from "@playwright/test";

async function signUp(page: Page, who: Identity): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("User name").fill(who.username);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Create account" }).click();
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function expectSignedIn(page: Page, who: Identity): Promise<void> {
  await page.goto("/account");
  await expect(page.getByText(`@${who.username}`)).toBeVisible();
}

async function expectSignedOut(page: Page): Promise<void> {
  await page.goto("/account");
  await expect(page.getByText("You are not signed in")).toBeVisible();
}

test("sign up, sign out, sign in", async ({ visitor }) => {
  const { page } = visitor;
  const who = identity("ada");
  await signUp(page, who);
  await expect(page).toHaveURL(/\/lobby/);
  await expectSignedIn(page, who);
  await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
  await expect(page.getByRole("link", { name: "Sign in" }).first()).toBeVisible();
  await signIn(page, who.email, who.password);
  await expect(page).toHaveURL(/\/lobby/);
  await expectSignedIn(page, who);
});

test("after signing in one is where one wanted to go, and never on another site", async ({ visitor }) => {
  const who = await visitor.signUp("ada");
  await visitor.call("sign_out");
  for (const [next, there] of [["/rooms/new", /\/rooms\/new$/], ["//evil.example/x", /\/lobby$/]] as const) {
    await visitor.page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await visitor.page.getByLabel("E-mail").fill(who.email);
    await visitor.page.getByLabel("Password", { exact: true }).fill(who.password);
    await visitor.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(visitor.page).toHaveURL(there);
    await visitor.call("sign_out");
  }
});

test("a wrong password and an unknown address get the same answer", async ({ people }) => {
  const ada = await people.arrive();
  const who = await ada.signUp("ada");
  const stranger = await people.arrive();
  const wrong = await stranger.call("sign_in", { "form[email]": who.email, "form[password]": "not the password", "form[next]": "" });
  const unknown = await stranger.call("sign_in", { "form[email]": "nobody@example.org", "form[password]": "not the password", "form[next]": "" });
  expect(wrong.status()).toBe(unknown.status());
  expect(await wrong.text()).toBe(await unknown.text());

  await signIn(stranger.page, who.email, "not the password");
  await expect(stranger.page.getByRole("alert").first()).toBeVisible();
  const said = await stranger.page.getByRole("alert").first().innerText();
  await signIn(stranger.page, "nobody@example.org", "not the password");
  await expect(stranger.page.getByRole("alert").first()).toHaveText(said.trim());
});

test("bad fields are named beside each field", async ({ visitor }) => {
  const { page } = visitor;
  // By the API first: the browser's own checks must not be the only ones.
  const answer = await visitor.call("sign_up", { "form[username]": "1x", "form[email]": "nobody", "form[password]": "short", "form[next]": "" });
  expect(answer.status()).toBe(422);
  const fields = ((await answer.json()) as { fields: { field: string }[] }).fields.map((one) => one.field);
  expect(fields.sort()).toEqual(["email", "password", "username"]);

  // Long enough for the browser's own check.
  await signUp(page, { username: "ada_lovelace", email: "ada@example.org", password: "ada_lovelace" });
  await expect(page.getByText("The password must differ").first()).toBeVisible();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
});

test("a session elsewhere is listed and can be ended", async ({ people }) => {
  const here = await people.arrive();
  const who = await here.signUp("ada");
  const there = await people.arrive();
  await signIn(there.page, who.email, who.password);
  await expect(there.page).toHaveURL(/\/lobby/);

  await here.page.goto("/account");
  const rows = here.page.getByRole("listitem").filter({ hasText: "Last used" });
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "This device" })).toHaveCount(1);
  await rows.getByRole("button", { name: /^Sign out/ }).click();
  await expect(rows).toHaveCount(1);
  await expectSignedOut(there.page);
  await expectSignedIn(here.page, who);
});

test("a changed password ends the other sessions; the old one is dead", async ({ people }) => {
  const here = await people.arrive();
  const who = await here.signUp("ada");
  const there = await people.arrive();
  await signIn(there.page, who.email, who.password);
  await expect(there.page).toHaveURL(/\/lobby/);

  await here.page.goto("/account");
  await here.page.getByLabel("Current password").fill(PASSWORD);
  await here.page.getByLabel("New password").fill("another rubato battery");
  await here.page.getByRole("button", { name: "Change password" }).click();
  await expect(here.page.getByText("Your password is changed.")).toBeVisible();
  await expectSignedIn(here.page, who);
  await expectSignedOut(there.page);

  const old = await there.call("sign_in", { "form[email]": who.email, "form[password]": PASSWORD, "form[next]": "" });
  expect(old.status()).toBeGreaterThanOrEqual(400);
  await signIn(there.page, who.email, "another rubato battery");
  await expect(there.page).toHaveURL(/\/lobby/);
});

test("attempts on one account are limited, and the wait is told", async ({ people }) => {
  const ada = await people.arrive();
  const who = await ada.signUp("ada");
  const mallory = await people.arrive();
  let last = 0;
  let body = "";
  for (let attempt = 0; attempt < 30 && last !== 429; attempt++) {
    const answer = await mallory.call("sign_in", { "form[email]": who.email, "form[password]": `guess ${attempt} of many`, "form[next]": "" });
    last = answer.status();
    body = await answer.text();
  }
  expect(last).toBe(429);
  expect(JSON.parse(body)).toMatchObject({ fault: "too_many" });
});

test("the session's cookie cannot be read by the page", async ({ visitor }) => {
  await visitor.signUp("ada");
  const cookies = await visitor.context.cookies();
  const session = cookies.find((cookie) => cookie.name.endsWith("session"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  await visitor.page.goto("/lobby");
  expect(await visitor.page.evaluate(() => document.cookie)).not.toContain("session");
});
