// Chat: history, nothing lost over a drop, nothing shown as markup.
import { expect, test } from "../../harness/fixtures.ts";
import { RoomPage } from "../../harness/room_page.ts";

test("a message reaches the others, and who comes later reads it", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Chat room");
  const adaRoom = await new RoomPage(ada.page).enter(code, "listener");
  const ben = await people.arrive();
  await ben.becomeGuest("Ben");
  const benRoom = await new RoomPage(ben.page).enter(code, "listener");
  await adaRoom.openChat();
  await benRoom.openChat();
  await adaRoom.say("From the top, in E minor?");
  await expect(benRoom.chat.getByText("From the top, in E minor?")).toHaveCount(1);
  await expect(adaRoom.chat.getByText("From the top, in E minor?")).toHaveCount(1);

  const cy = await people.arrive();
  await cy.becomeGuest("Cy");
  const cyRoom = await new RoomPage(cy.page).enter(code, "listener");
  await cyRoom.openChat();
  await expect(cyRoom.chat.getByText("From the top, in E minor?")).toHaveCount(1);
});

test("messages sent while one was offline arrive afterwards, once each and in order", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Tunnel");
  const adaRoom = await new RoomPage(ada.page).enter(code, "listener");
  const ben = await people.arrive();
  await ben.becomeGuest("Ben");
  const benRoom = await new RoomPage(ben.page).enter(code, "listener");
  await adaRoom.openChat();
  await benRoom.openChat();

  await ben.context.setOffline(true);
  // An established WebSocket survives the emulated outage; the silence detection has to notice it on a real one.
  await ben.page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await benRoom.page.getByRole("textbox", { name: "Message" }).fill("written in the tunnel");
  for (const text of ["one", "two", "three"]) {
    await adaRoom.say(text);
    await expect(adaRoom.chat.getByText(text, { exact: true })).toHaveCount(1);
  }
  await ben.context.setOffline(false);
  await benRoom.expectConnected(30_000);
  for (const text of ["one", "two", "three"]) {
    await expect(benRoom.chat.getByText(text, { exact: true })).toHaveCount(1);
  }
  const order = (await benRoom.chat.innerText()).match(/^(one|two|three)$/gm);
  expect(order).toEqual(["one", "two", "three"]);
  await expect(benRoom.page.getByRole("textbox", { name: "Message" })).toHaveValue("written in the tunnel");
  await benRoom.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(adaRoom.chat.getByText("written in the tunnel")).toHaveCount(1);
});

test("chat survives a restart of the server", async ({ people, studio }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Long-lived");
  const room = await new RoomPage(ada.page).enter(code, "listener");
  await room.openChat();
  await room.say("still here tomorrow");
  await expect(room.chat.getByText("still here tomorrow")).toHaveCount(1);
  await studio.restart("SIGKILL");
  await room.expectConnected(30_000);
  await expect(room.chat.getByText("still here tomorrow")).toHaveCount(1);
  await room.say("and now");
  await expect(room.chat.getByText("and now")).toHaveCount(1);
});

test("markup in a message is text", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Markup");
  const room = await new RoomPage(ada.page).enter(code, "listener");
  await room.openChat();
  const text = `<img src=x onerror="document.title='owned'"><b>loud</b>`;
  await room.say(text);
  await expect(room.chat.getByText(text)).toHaveCount(1);
  await expect(room.chat.locator("img, b")).toHaveCount(0);
  expect(await ada.page.title()).not.toBe("owned");
});

test("an unsent message is still there after a reload", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Drafts");
  const room = await new RoomPage(ada.page).enter(code, "listener");
  await room.openChat();
  await ada.page.getByRole("textbox", { name: "Message" }).fill("half a thou");
  await ada.page.reload();
  await room.expectConnected(30_000);
  await room.openChat();
  await expect(ada.page.getByRole("textbox", { name: "Message" })).toHaveValue("half a thou");
});
