// Muting for everybody, sending out, banning, letting in: at once, for all tabs, sound included.
import { expect, test } from "../../harness/fixtures.ts";
import type { People, Person } from "../../harness/people.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { expectNoTone, expectTone } from "../../harness/sound.ts";

const BEN_HZ = 660;

/** Ada's room: Ada (owner) listens to Ben (an account), who plays; Cy (a guest) listens too. */
async function hosted(people: People, form: Record<string, string | number> = {}) {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom("House rules");
  if (Object.keys(form).length > 0) await change(ada, code, form);
  const adaRoom = await new RoomPage(ada.page).enter(code, "listener");
  const ben = await people.arrive(BEN_HZ);
  const { username: benName } = await ben.signUp("ben");
  const cy = await people.arrive();
  await cy.becomeGuest("Cy");
  return { ada, ben, cy, adaRoom, benName, code };
}

/** Changes the room as its settings' page does. */
async function change(owner: Person, code: string, choices: Record<string, string | number>): Promise<void> {
  await owner.page.goto(`/room/${code}/settings`);
  await owner.page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
  for (const [label, value] of Object.entries(choices)) {
    const field = owner.page.getByLabel(label).first();
    if (value === "on" || value === "off") await field.setChecked(value === "on", { force: true });
    else await field.fill(String(value));
  }
  await owner.page.getByRole("button", { name: /^Save/ }).first().click();
  await expect(owner.page.getByText("The settings are saved.").first()).toBeVisible();
}

test("who is muted for everybody is heard by nobody, also after a reload, until that is lifted", async ({ people }) => {
  const { ada, ben, cy, adaRoom, benName, code } = await hosted(people);
  const benRoom = await new RoomPage(ben.page).enter(code);
  const cyRoom = await new RoomPage(cy.page).enter(code, "listener");
  await expectTone(cy.page, BEN_HZ);
  await adaRoom.manage(benName, "Mute for everybody");
  await expectNoTone(cy.page, BEN_HZ);
  await expectNoTone(ada.page, BEN_HZ);
  await expect(ben.page.getByText("A host has muted you for everybody.")).toBeVisible();
  await expect(cyRoom.tile(benName).getByRole("img", { name: "Muted by a host" })).toBeVisible();
  await cyRoom.openChat();
  await expect(cyRoom.chat.locator('[data-kind="system"]').filter({ hasText: "muted" })).toHaveCount(1);
  await ben.page.reload();
  await benRoom.expectConnected(30_000);
  await expect(ben.page.getByText("A host has muted you for everybody.")).toBeVisible();
  await expectNoTone(cy.page, BEN_HZ);
  await adaRoom.manage(benName, "Let be heard again");
  await expectTone(cy.page, BEN_HZ);
});

test("who is sent out is out with all tabs, and may come back", async ({ people }) => {
  const { ben, cy, adaRoom, benName, code } = await hosted(people);
  await new RoomPage(ben.page).enter(code);
  const second = await ben.context.newPage();
  await new RoomPage(second).enter(code, "listener");
  await new RoomPage(cy.page).enter(code, "listener");
  await expectTone(cy.page, BEN_HZ);
  await adaRoom.manage(benName, "Send out");
  for (const page of [ben.page, second]) {
    await expect(page.getByRole("heading", { name: "You are out of the room" })).toBeVisible();
    await expect(page.getByText("You may come back.")).toBeVisible();
  }
  await expectNoTone(cy.page, BEN_HZ);
  await expect(adaRoom.person(benName)).toHaveCount(0);
  await second.close();
  await ben.page.getByRole("link", { name: "Come back in" }).click();
  await new RoomPage(ben.page).join();
  await expectTone(cy.page, BEN_HZ);
});

test("who is banned is told why and until when, at the door too; undo lets them come back", async ({ people }) => {
  const { ada, ben, adaRoom, benName, code } = await hosted(people);
  await new RoomPage(ben.page).enter(code, "listener");
  await adaRoom.manage(benName, "Ban");
  const dialog = ada.page.getByRole("dialog", { name: `Ban ${benName}` });
  await dialog.getByRole("radio", { name: "An hour" }).check({ force: true });
  await dialog.getByLabel("Reason").fill("Played through the drum solo.");
  await dialog.getByRole("button", { name: "Ban", exact: true }).click();
  await expect(ben.page.getByRole("heading", { name: "You are out of the room" })).toBeVisible();
  await expect(ben.page.getByText("Played through the drum solo.")).toBeVisible();
  await ben.page.goto(`/room/${code}`);
  await expect(ben.page.getByText("Played through the drum solo.")).toBeVisible();
  await expect(ben.page.getByRole("button", { name: "Just listen" })).toHaveCount(0);
  await adaRoom.undo();
  await expect(async () => {
    await ben.page.goto(`/room/${code}`);
    await expect(ben.page.getByRole("button", { name: "Just listen" })).toBeEnabled({ timeout: 5_000 });
  }).toPass();
});

test("members, bans and what was done are there for those who look after the room", async ({ people }) => {
  const { ada, ben, cy, adaRoom, benName, code } = await hosted(people);
  await new RoomPage(ben.page).enter(code, "listener");
  const cyRoom = await new RoomPage(cy.page).enter(code, "listener");
  await adaRoom.manage(benName, "Performer");
  await adaRoom.manage("Cy", "Ban");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Ban", exact: true }).click();
  await expect(cy.page.getByRole("heading", { name: "You are out of the room" })).toBeVisible();
  await ada.page.getByRole("button", { name: "Members, bans and log" }).click();
  const dialog = ada.page.getByRole("dialog", { name: "Members, bans and log" });
  await expect(dialog.locator("li.person", { hasText: benName })).toContainText("Performer");
  await dialog.getByRole("button", { name: "What was done" }).click();
  await expect(dialog.getByText(new RegExp(`made ${benName} performer`))).toBeVisible();
  await expect(dialog.getByText(/banned Cy until/)).toBeVisible();
  await dialog.getByRole("button", { name: "Banned" }).click();
  await dialog.locator("li.person", { hasText: "Cy" }).getByRole("button", { name: "Let come back" }).click();
  await expect(async () => {
    await cy.page.goto(`/room/${code}`);
    await expect(cy.page.getByRole("button", { name: "Just listen" })).toBeEnabled({ timeout: 5_000 });
  }).toPass();
  await cyRoom.join("listener");
});

test("people wait at the door until the host decides", async ({ people }) => {
  const { ada, ben, cy, adaRoom, benName, code } = await hosted(people, { "Newcomers wait at the door": "on" });
  for (const person of [ben, cy]) {
    await person.page.goto(`/room/${code}`);
    await expect(person.page.getByText("A host lets people in here.")).toBeVisible();
    await person.page.getByRole("button", { name: "Ask to listen" }).click();
    await expect(person.page.getByText("The host has been told.")).toBeVisible();
  }
  await expect(ada.page.getByRole("button", { name: "People, 2 at the door" })).toBeVisible();
  await expect(ada.page.locator(".toast", { hasText: "Cy asks to come in." })).toBeVisible();
  await adaRoom.openPeople();
  await ada.page.getByRole("button", { name: `Let ${benName} in`, exact: true }).click();
  await new RoomPage(ben.page).expectConnected();
  await ada.page.getByRole("button", { name: "Do not let Cy in" }).click();
  await expect(cy.page.getByRole("heading", { name: "You are out of the room" })).toBeVisible();
  await expect(ada.page.locator('.bar-panel[data-tab="people"]')).toHaveAttribute("aria-label", "People");
  // Once let in, they do not wait again.
  await new RoomPage(ben.page).leave();
  await new RoomPage(ben.page).enter(code, "listener");
});
