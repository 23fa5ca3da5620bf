// Two server processes behind one address: people who come to different ones share a room, hear each other, and are
// together again through the other one when a process dies.
import { expect, test as base } from "@playwright/test";
import { Nats, OpenStudio } from "../../harness/openstudio.ts";
import { People } from "../../harness/people.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { expectTone } from "../../harness/sound.ts";

const ADA_HZ = 440;
const BEN_HZ = 660;

/** The two processes, and the people of each. */
interface Two {
  one: OpenStudio;
  two: OpenStudio;
  peopleOfOne: People;
  peopleOfTwo: People;
}

const test = base.extend<{ processes: Two }>({
  processes: [
    async ({}, use, info) => {
      const nats = await Nats.start();
      const [one, two] = await OpenStudio.startTwo(nats);
      const [peopleOfOne, peopleOfTwo] = [new People(one), new People(two)];
      await use({ one, two, peopleOfOne, peopleOfTwo });
      for (const people of [peopleOfOne, peopleOfTwo]) {
        if (info.status !== info.expectedStatus) await people.photograph(info);
        await people.leave();
        expect(people.crashes()).toEqual([]);
      }
      await two.stop();
      await one.stop();
      await nats.stop();
    },
    { timeout: 120_000 },
  ],
});

test("people on two processes chat and hear each other; when the room's process dies they meet in the other", async ({ processes }) => {
  const { one, two, peopleOfOne, peopleOfTwo } = processes;
  const ada = await peopleOfOne.arrive(ADA_HZ);
  const { username } = await ada.signUp("ada");
  const code = await ada.openRoom("Jam across processes");
  const adaRoom = await new RoomPage(ada.page).enter(code);

  const ben = await peopleOfTwo.arrive(BEN_HZ);
  await ben.becomeGuest("Ben");
  const benRoom = await new RoomPage(ben.page).enter(code);
  await expect(adaRoom.tile("Ben")).toBeVisible();
  await expect(benRoom.tile(username)).toBeVisible();
  await expectTone(ada.page, BEN_HZ);
  await expectTone(ben.page, ADA_HZ);
  await benRoom.openChat();
  await adaRoom.openChat();
  await benRoom.say("Hello from the other process");
  await expect(adaRoom.page.getByText("Hello from the other process")).toBeVisible();

  // The room runs where Ada came in. Ben's process takes it over.
  await one.kill();
  const killed = Date.now();
  // In the room's new life Ada is not there.
  await expect(benRoom.tile(username)).toHaveCount(0, { timeout: 5_000 });
  await benRoom.expectConnected();
  const back = Date.now() - killed;
  console.log(`back through the other process after ${back} ms`);
  expect(back, "ms until Ben is back in the room").toBeLessThan(5_000);
  await expect(benRoom.page.getByText("Hello from the other process")).toBeVisible();

  const cy = await peopleOfTwo.arrive(ADA_HZ);
  await cy.becomeGuest("Cy");
  await new RoomPage(cy.page).enter(code);
  await expectTone(ben.page, ADA_HZ);
  expect(two.sidecarPid()).toBeDefined();
});
