// Home and lobby: who is where, live, and the ways in.
import { expect, test } from "../../harness/fixtures.ts";
import { RoomPage } from "../../harness/room_page.ts";

test("the lobby shows who plays now, and keeps up without a reload", async ({ people }) => {
  const ada = await people.arrive(440);
  await ada.signUp("ada");
  const name = `Counting ${Date.now()}`;
  const code = await ada.openRoom(name);
  const visitor = await people.arrive();
  await visitor.page.goto("/lobby");
  const row = visitor.page.getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText("Nobody here");
  const room = await new RoomPage(ada.page).enter(code);
  await expect(row).toContainText("1 playing");
  await room.leave();
  await expect(row).toContainText("Nobody here");
});

test("a room's code on the home page leads into the room", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("By its code");
  await ada.page.goto("/");
  await ada.page.getByLabel("Room code").fill(` ${code.toUpperCase()} `);
  await ada.page.getByRole("button", { name: "Go to room" }).click();
  await expect(ada.page).toHaveURL(new RegExp(`/room/${code}$`));
});

test("a code that no room has is refused beside the field", async ({ visitor }) => {
  await visitor.page.goto("/");
  await visitor.page.getByLabel("Room code").fill("zzzzzzz9");
  await visitor.page.getByRole("button", { name: "Go to room" }).click();
  await expect(visitor.page.getByLabel("Room code")).toHaveAttribute("aria-invalid", "true");
  await expect(visitor.page).not.toHaveURL(/\/room\//);
});

test("the demo room is always in the lobby", async ({ visitor }) => {
  await visitor.page.goto("/lobby");
  await expect(visitor.page.locator("a[href^='/room/demojams']").first()).toBeVisible();
});
