// Who is here, as what, and roles and permissions that are given and take hold at once.
import { expect, test } from "../../harness/fixtures.ts";
import type { People, Person } from "../../harness/people.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { expectNoTone, expectTone } from "../../harness/sound.ts";

const ADA_HZ = 440;
const BEN_HZ = 660;

interface Trio {
  ada: Person;
  ben: Person;
  cy: Person;
  adaRoom: RoomPage;
  benRoom: RoomPage;
  cyRoom: RoomPage;
  adaName: string;
  benName: string;
  code: string;
}

/** Ada's room: Ada (owner) and Ben (an account) play, Cy (a guest) listens. */
async function trio(people: People): Promise<Trio> {
  const ada = await people.arrive(ADA_HZ);
  const { username: adaName } = await ada.signUp("ada");
  const code = await ada.openRoom("Three of us");
  const ben = await people.arrive(BEN_HZ);
  const { username: benName } = await ben.signUp("ben");
  const cy = await people.arrive();
  await cy.becomeGuest("Cy");
  const adaRoom = await new RoomPage(ada.page).enter(code);
  const benRoom = await new RoomPage(ben.page).enter(code);
  const cyRoom = await new RoomPage(cy.page).enter(code, "listener");
  return { ada, ben, cy, adaRoom, benRoom, cyRoom, adaName, benName, code };
}

test("everybody stands under their role, with what they do and how good their connection is", async ({ people }) => {
  const { adaRoom, benRoom, adaName, benName } = await trio(people);
  await adaRoom.openPeople();
  await expect(async () => {
    expect(await adaRoom.inRole("owner")).toEqual([adaName]);
    expect((await adaRoom.inRole("member")).sort()).toEqual(["Cy", benName].sort());
  }).toPass();
  await expect(adaRoom.person("Cy")).toContainText("Listening");
  // Measured by Ben's browser, told to everybody.
  await expect(adaRoom.person(benName).getByRole("img", { name: /connection, [\d.]+ ms/ })).toBeVisible();
  await benRoom.mute();
  await expect(adaRoom.person(benName)).toContainText("muted");
  await expect(adaRoom.person(adaName).getByRole("button", { name: /Manage/ })).toHaveCount(0);
  await benRoom.openPeople();
  await expect(benRoom.people.getByRole("button", { name: /Manage/ }), "Ben looks after nobody").toHaveCount(0);
});

test("who is made a listener stops playing at once; undo lets them play again", async ({ people }) => {
  const { ada, ben, adaRoom, benRoom, benName } = await trio(people);
  await expectTone(ada.page, BEN_HZ);
  await adaRoom.manage(benName, "Listener");
  await expect(ben.page.locator(".toast", { hasText: "You are a listener now." })).toBeVisible();
  await expect(adaRoom.tile(benName)).toHaveCount(0);
  await expectNoTone(ada.page, BEN_HZ);
  await expectTone(ben.page, ADA_HZ);
  await expect(ben.page.getByRole("button", { name: "Play along" })).toHaveCount(0);
  await benRoom.expectConnected();
  await adaRoom.undo();
  await ben.page.getByRole("button", { name: "Play along" }).click();
  await expectTone(ada.page, BEN_HZ);
});

test("a role that was given is still theirs after they came back", async ({ people }) => {
  const { adaRoom, benRoom, ben, benName, code } = await trio(people);
  await adaRoom.manage(benName, "Performer");
  await expect.poll(() => adaRoom.inRole("performer")).toEqual([benName]);
  await benRoom.leave();
  await expect.poll(() => adaRoom.inRole("performer")).toEqual([]);
  await new RoomPage(ben.page).enter(code, "listener");
  await expect.poll(() => adaRoom.inRole("performer")).toEqual([benName]);
});

test("a co-host looks after members, and not after the owner", async ({ people }) => {
  const { adaRoom, benRoom, cy, adaName, benName } = await trio(people);
  await adaRoom.manage(benName, "Co-host");
  await benRoom.openPeople();
  await expect(benRoom.person("Cy").getByRole("button", { name: "Manage Cy" })).toBeVisible();
  await expect(benRoom.person(adaName).getByRole("button", { name: /Manage/ })).toHaveCount(0);
  await benRoom.manage("Cy", "Performer");
  await expect(cy.page.locator(".toast", { hasText: "You are a performer now." })).toBeVisible();
  // A co-host's menu has nothing that only the owner may do.
  await benRoom.person("Cy").getByRole("button", { name: "Manage Cy" }).click();
  const menu = benRoom.page.getByRole("menu", { name: "Manage Cy" });
  await expect(menu.getByText("Send out")).toBeVisible();
  await expect(menu.getByText("Co-host")).toHaveCount(0);
  await expect(menu.getByText("Hand over")).toHaveCount(0);
});

test("a single permission is denied, found again in the dialog, and given back", async ({ people }) => {
  const { ada, adaRoom, cyRoom } = await trio(people);
  await cyRoom.openChat();
  const field = cyRoom.page.getByRole("textbox", { name: "Message" });
  await expect(field).toBeEnabled();
  await adaRoom.manage("Cy", "Permissions");
  const dialog = ada.page.getByRole("dialog", { name: "What Cy may do" });
  await expect(dialog.getByRole("radiogroup")).toHaveCount(48);
  await dialog.getByRole("searchbox").fill("write in");
  await expect(dialog.getByRole("radiogroup")).toHaveCount(1);
  await dialog.getByRole("radiogroup", { name: "Write in the chat" }).getByRole("radio", { name: "Deny" }).check({ force: true });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(field).toBeDisabled();
  await expect(cyRoom.page.getByText("You can read here, but not write.")).toBeVisible();
  await adaRoom.manage("Cy", "Permissions");
  await expect(dialog.getByRole("radiogroup", { name: "Write in the chat" }).getByRole("radio", { name: "Deny" })).toBeChecked();
  await dialog.getByRole("button", { name: /^All as/ }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(field).toBeEnabled();
});

test("the menu works with the keyboard alone", async ({ people }) => {
  const { ada, adaRoom, benName } = await trio(people);
  await adaRoom.openPeople();
  const button = adaRoom.person(benName).getByRole("button", { name: `Manage ${benName}` });
  await button.focus();
  await ada.page.keyboard.press("Enter");
  const menu = ada.page.getByRole("menu", { name: `Manage ${benName}` });
  await expect(menu.locator(".menu-item").first()).toBeFocused();
  await ada.page.keyboard.press("End");
  await expect(menu.locator(".menu-item").last()).toBeFocused();
  await ada.page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(button).toBeFocused();
  await expect(adaRoom.people, "Escape closed the menu alone").toBeVisible();
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.press("Home");
  await expect(menu.locator(".menu-item").first()).toContainText("Co-host");
  await ada.page.keyboard.press("Enter");
  await expect.poll(() => adaRoom.inRole("co-host")).toEqual([benName]);
});

test("the room is handed over; the old owner is a co-host", async ({ people }) => {
  const { ada, ben, adaRoom, benRoom, adaName, benName } = await trio(people);
  await adaRoom.manage(benName, "Hand over the room");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
  await expect(ben.page.locator(".toast", { hasText: "You are the owner now." })).toBeVisible();
  await benRoom.openPeople();
  await expect.poll(() => benRoom.inRole("owner")).toEqual([benName]);
  await expect.poll(() => benRoom.inRole("co-host")).toEqual([adaName]);
});
