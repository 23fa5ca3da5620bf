// Bad input: a clear message beside the field, a typed error to the caller, nothing broken.
import { expect, test } from "../../harness/fixtures.ts";
import { HELLO, knock } from "../../harness/socket.ts";

test("an empty room name is refused beside its field, and what was chosen stays", async ({ visitor }) => {
  await visitor.signUp("ada");
  await visitor.page.goto("/rooms/new");
  await visitor.page.getByLabel("Room name").fill("   ");
  await visitor.page.getByRole("button", { name: "Open room" }).click();
  await expect(visitor.page.getByText("Give the room a name.").first()).toBeVisible();
  await expect(visitor.page.getByLabel("Room name")).toHaveAttribute("aria-invalid", "true");
});

test("a room code that cannot be one is refused in words", async ({ visitor }) => {
  const answer = await visitor.call("find_room", { code: "nope" });
  expect(answer.status()).toBe(422);
  expect(await answer.json()).toMatchObject({ fault: "invalid", fields: [{ field: "code" }] });
});

test("a room that does not exist says so, with status 404", async ({ visitor }) => {
  const response = await visitor.page.goto("/room/zzzzzzz9");
  expect(response?.status()).toBe(404);
  await expect(visitor.page.getByRole("main")).not.toBeEmpty();
});

test("an unknown address is a designed page with status 404", async ({ visitor }) => {
  const response = await visitor.page.goto("/no/such/page");
  expect(response?.status()).toBe(404);
  await expect(visitor.page.getByRole("link").first()).toBeVisible();
});

test("unknown and missing form fields are refused without an internal error", async ({ visitor }) => {
  for (const form of [{}, { "form[name]": "x" }, { "form[username]": "a", "form[is_admin]": "true" }]) {
    const answer = await visitor.call("sign_up", form as Record<string, string>);
    expect(answer.status(), await answer.text()).toBeGreaterThanOrEqual(400);
    expect(answer.status(), await answer.text()).toBeLessThan(500);
  }
});

test("a body beyond the limit is refused", async ({ visitor }) => {
  const answer = await visitor.call("sign_in", { "form[email]": "a".repeat(100_000), "form[password]": "x" });
  expect([413, 422]).toContain(answer.status());
});

test("only an account opens rooms", async ({ visitor }) => {
  await visitor.becomeGuest("Gus");
  const answer = await visitor.call("open_room", {
    "form[name]": "x",
    "form[visibility]": "public",
    "form[max_users]": 8,
  });
  expect([401, 403]).toContain(answer.status());
});

test("the socket answers nonsense with a typed fault or a close, and the room goes on", async ({ visitor }) => {
  await visitor.signUp("ada");
  const code = await visitor.openRoom("Nonsense");
  for (const nonsense of ["{", "[]", `{"id":1}`, "\u0000", JSON.stringify({ id: 2, command: { do: "fly" } })]) {
    const heard = await knock(visitor, code, [HELLO, nonsense]);
    expect(heard, nonsense).toMatch(/"fault":|closed/);
    expect(heard).not.toContain("internal");
  }
  expect(await knock(visitor, code, [HELLO, "x".repeat(200_000)])).toContain("closed");
  // The places of the sockets that were closed are kept for some seconds, and one person has only so many.
  await expect(async () => expect(await knock(visitor, code)).toContain("snapshot")).toPass({ timeout: 15_000 });
});

test("a socket that says nothing first, or something else than Hello, is closed", async ({ visitor }) => {
  await visitor.signUp("ada");
  const code = await visitor.openRoom("Manners");
  const heard = await knock(visitor, code, [{ id: 1, command: { do: "ping" } }]);
  expect(heard).not.toContain("snapshot");
  expect(heard).toMatch(/"fault":|closed/);
});
