// Chat: history, nothing lost over a drop, nothing shown as markup.
import { expect, test } from "../../harness/fixtures.ts";
import { Outage } from "../../harness/outage.ts";
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

for (const how of ["broken", "silent"] as const) {
  test(`messages of an outage (${how}) arrive afterwards, once each and in order`, async ({ people }) => {
    const ada = await people.arrive();
    await ada.signUp("ada");
    const code = await ada.openRoom("Tunnel");
    const adaRoom = await new RoomPage(ada.page).enter(code, "listener");
    const ben = await people.arrive();
    await ben.becomeGuest("Ben");
    const outage = await Outage.prepare(ben);
    const benRoom = await new RoomPage(ben.page).enter(code, "listener");
    await adaRoom.openChat();
    await benRoom.openChat();

    if (how === "broken") await outage.break();
    else outage.silence();
    await expect(benRoom.root, "the page notices").not.toHaveAttribute("data-connection", "connected");
    await benRoom.page.getByRole("textbox", { name: "Message" }).fill("written in the tunnel");
    for (const text of ["one", "two", "three"]) {
      await adaRoom.say(text);
      await expect(adaRoom.chat.getByText(text, { exact: true })).toHaveCount(1);
    }
    await expect(benRoom.chat.getByText("three", { exact: true }), "it is an outage").toHaveCount(0);
    outage.end();
    await benRoom.expectConnected(30_000);
    await expect(benRoom.chat.getByText("three", { exact: true })).toHaveCount(1);
    const order = (await benRoom.chat.innerText()).match(/^(one|two|three)$/gm);
    expect(order).toEqual(["one", "two", "three"]);
    await expect(benRoom.page.getByRole("textbox", { name: "Message" })).toHaveValue("written in the tunnel");
    await benRoom.page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(adaRoom.chat.getByText("written in the tunnel")).toHaveCount(1);
  });
}

test("a message sent into an outage is not lost and not doubled", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("Tunnel");
  const outage = await Outage.prepare(ada);
  const room = await new RoomPage(ada.page).enter(code, "listener");
  const ben = await people.arrive();
  await ben.becomeGuest("Ben");
  const benRoom = await new RoomPage(ben.page).enter(code, "listener");
  await room.openChat();
  await benRoom.openChat();
  outage.silence();
  await room.say("into the tunnel");
  await expect(room.root, "the page notices").not.toHaveAttribute("data-connection", "connected");
  outage.end();
  await room.expectConnected(30_000);
  const retry = room.page.getByRole("button", { name: /again|retry/i });
  await expect(async () => {
    // Either it goes by itself, or the page offers to send it again.
    if (await retry.first().isVisible()) await retry.first().click();
    await expect(benRoom.chat.getByText("into the tunnel")).toHaveCount(1, { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await expect(room.chat.getByText("into the tunnel")).toHaveCount(1);
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
