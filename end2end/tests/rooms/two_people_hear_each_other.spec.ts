// The first jam: two people in two browsers, each with a tone of their own, through the real sidecar.
import { expect, test } from "../../harness/fixtures.ts";
import { identity, type People, type Person } from "../../harness/people.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { expectNoTone, expectTone, levelOf } from "../../harness/sound.ts";

const ADA_HZ = 440;
const BEN_HZ = 660;

/** Ada (an account) and Ben (a guest) in Ada's room, both playing. */
async function duo(people: People): Promise<{ ada: Person; ben: Person; adaRoom: RoomPage; benRoom: RoomPage; code: string; adaName: string }> {
  const ada = await people.arrive(ADA_HZ);
  const { username } = await ada.signUp("ada");
  const code = await ada.openRoom("Tuesday jam");
  const ben = await people.arrive(BEN_HZ);
  await ben.becomeGuest("Ben");
  const adaRoom = await new RoomPage(ada.page).enter(code);
  const benRoom = await new RoomPage(ben.page).enter(code);
  await expect(adaRoom.tile("Ben")).toBeVisible();
  await expect(benRoom.tile(username)).toBeVisible();
  return { ada, ben, adaRoom, benRoom, code, adaName: username };
}

async function expectEachHearsTheOther(ada: Person, ben: Person, timeout?: number): Promise<void> {
  await expectTone(ada.page, BEN_HZ, timeout);
  await expectTone(ben.page, ADA_HZ, timeout);
}

test("from nothing: sign up in one browser, join as a guest in the other, hear and see each other", async ({ people }) => {
  const ada = await people.arrive(ADA_HZ);
  const who = identity("ada");
  await ada.page.goto("/");
  await ada.page.getByRole("link", { name: "Open a room" }).first().click();
  await ada.page.getByRole("link", { name: /sign up|create (an )?account/i }).first().click();
  await ada.page.getByLabel("User name").fill(who.username);
  await ada.page.getByLabel("E-mail").fill(who.email);
  await ada.page.getByLabel("Password", { exact: true }).fill(who.password);
  await ada.page.getByRole("button", { name: "Create account" }).click();
  await expect(ada.page).toHaveURL(/\/rooms\/new|\/lobby/);
  await ada.page.goto("/rooms/new");
  await ada.page.getByLabel("Room name").fill("First jam");
  await ada.page.getByRole("button", { name: "Open room" }).click();
  await expect(ada.page).toHaveURL(/\/room\/[a-z0-9]{8}/);
  const adaRoom = new RoomPage(ada.page);
  await adaRoom.join();

  const ben = await people.arrive(BEN_HZ);
  await ben.page.goto(ada.page.url());
  await ben.page.getByLabel("Your name").fill("Ben");
  await ben.page.getByRole("button", { name: "Join as guest" }).click();
  const benRoom = new RoomPage(ben.page);
  await benRoom.join();

  await expect(adaRoom.tile("Ben")).toBeVisible();
  await expect(benRoom.tile(who.username)).toBeVisible();
  await expectEachHearsTheOther(ada, ben);
  // Nobody hears themselves back.
  await expectNoTone(ada.page, ADA_HZ);
  await expectNoTone(ben.page, BEN_HZ);
  expect([...ada.complaints, ...ben.complaints]).toEqual([]);
});

test("after the sidecar was killed they hear each other again, without touching anything", async ({ people, studio }) => {
  const { ada, ben, adaRoom, benRoom } = await duo(people);
  await expectEachHearsTheOther(ada, ben);
  const before = studio.sidecarPid();
  await studio.killSidecar();
  const killed = Date.now();
  await expect(adaRoom.root).not.toHaveAttribute("data-media", "up", { timeout: 5_000 });
  await adaRoom.expectConnected();
  await benRoom.expectConnected();
  expect(Date.now() - killed, "ms until both are connected again").toBeLessThan(5_000);
  await expectEachHearsTheOther(ada, ben);
  console.log(`each heard the other again ${Date.now() - killed} ms after the kill`);
  expect(studio.sidecarPid()).not.toBe(before);
});

test("after a reload one is back in the room at once, with sound", async ({ people }) => {
  const { ada, ben, benRoom, adaRoom } = await duo(people);
  await expectEachHearsTheOther(ada, ben);
  await ben.page.reload();
  await benRoom.expectConnected(30_000);
  await expectEachHearsTheOther(ada, ben);
  await expect(adaRoom.page.getByRole("group", { name: "Ben", exact: true })).toHaveCount(1);
});

test("after the server was restarted they find back and hear each other", async ({ people, studio }) => {
  const { ada, ben, adaRoom, benRoom } = await duo(people);
  await expectEachHearsTheOther(ada, ben);
  await studio.restart("SIGTERM");
  await adaRoom.expectConnected(30_000);
  await benRoom.expectConnected(30_000);
  await expectEachHearsTheOther(ada, ben);
});

test("muting silences, unmuting brings the sound back", async ({ people }) => {
  const { ada, ben, benRoom, adaRoom } = await duo(people);
  await expectEachHearsTheOther(ada, ben);
  await benRoom.mute();
  await expectNoTone(ada.page, BEN_HZ);
  await expectTone(ben.page, ADA_HZ);
  await benRoom.unmute();
  await expectTone(ada.page, BEN_HZ);
  await expect(adaRoom.tile("Ben")).toBeVisible();
});

test("the volume of one person changes what is heard of them", async ({ people }) => {
  const { ada, ben, adaRoom } = await duo(people);
  await expectEachHearsTheOther(ada, ben);
  const full = await levelOf(ada.page, BEN_HZ);
  const slider = adaRoom.volume("Ben");
  await slider.focus();
  await slider.press("Home");
  await expectNoTone(ada.page, BEN_HZ);
  await slider.press("End");
  await expectTone(ada.page, BEN_HZ);
  const loud = await levelOf(ada.page, BEN_HZ);
  expect(loud, "the top of the range is not quieter than where it began").toBeGreaterThan(full - 1);
});

test("a listener hears both and sends nothing", async ({ people }) => {
  const { ada, ben, code, adaRoom } = await duo(people);
  const cy = await people.arrive(880);
  await cy.becomeGuest("Cy");
  await new RoomPage(cy.page).enter(code, "listener");
  await expect(async () => {
    expect(await levelOf(cy.page, ADA_HZ)).toBeGreaterThan(-40);
    expect(await levelOf(cy.page, BEN_HZ)).toBeGreaterThan(-40);
  }).toPass({ timeout: 20_000 });
  await expectNoTone(ada.page, 880);
  await expectNoTone(ben.page, 880);
  await expect(adaRoom.tile("Cy")).toHaveCount(0);
});

test("the tile shows a measured round trip", async ({ people }) => {
  const { benRoom } = await duo(people);
  const rtt = benRoom.page.locator("[data-rtt]").first();
  await expect(rtt).toHaveAttribute("data-rtt", /^\d+(\.\d+)?$/);
  expect(Number(await rtt.getAttribute("data-rtt"))).toBeLessThan(1_000);
});

test("who leaves is gone for the others, and so is their sound", async ({ people }) => {
  const { ada, ben, adaRoom, benRoom } = await duo(people);
  await expectEachHearsTheOther(ada, ben);
  await benRoom.leave();
  await expect(adaRoom.tile("Ben")).toHaveCount(0);
  await expectNoTone(ada.page, BEN_HZ);
});

test("who vanishes is gone within 10 s", async ({ people }) => {
  const { ada, ben, adaRoom } = await duo(people);
  await expectEachHearsTheOther(ada, ben);
  await ben.context.close();
  await expect(adaRoom.tile("Ben")).toHaveCount(0, { timeout: 10_000 });
  await expectNoTone(ada.page, BEN_HZ);
});
