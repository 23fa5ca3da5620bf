// A private room is not there for anybody else: not by page, not by API, not by socket.
import { expect, test } from "../../harness/fixtures.ts";
import type { Person } from "../../harness/people.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { knock } from "../../harness/socket.ts";

const NAME = "The secret sessions";

async function expectShutOut(person: Person, code: string): Promise<void> {
  const response = await person.page.goto(`/room/${code}`);
  expect(response?.status()).toBe(404);
  await expect(person.page.getByText(NAME)).toHaveCount(0);
  expect(await response?.text()).not.toContain(NAME);

  const lobby = await person.page.goto("/lobby");
  expect(await lobby?.text()).not.toContain(NAME);
  const rooms = await (await person.call("lobby_rooms")).text();
  expect(rooms).not.toContain(NAME);
  expect(rooms).not.toContain(code);

  const entrance = await person.call("room_entrance", { code });
  expect(entrance.status()).toBe(404);
  expect(await entrance.text()).not.toContain(NAME);

  const answer = await knock(person, code);
  expect(answer).not.toContain(NAME);
  expect(answer).not.toContain("snapshot");
}

test("another account, a guest and a stranger see nothing of a private room", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom(NAME, "private");
  const room = await new RoomPage(ada.page).enter(code, "listener");
  await room.openChat();
  await room.say("only for us");
  await expect(room.chat.getByText("only for us")).toHaveCount(1);
  // The owner's own socket does open: what the others get below is a refusal, not a broken probe.
  expect(await knock(ada, code)).toContain("snapshot");

  const eve = await people.arrive();
  await eve.signUp("eve");
  await expectShutOut(eve, code);
  const guest = await people.arrive();
  await guest.becomeGuest("Gus");
  await expectShutOut(guest, code);
  await expectShutOut(await people.arrive(), code);
});

test("a private room and one that does not exist look the same", async ({ people }) => {
  const ada = await people.arrive();
  await ada.signUp("ada");
  const code = await ada.openRoom(NAME, "private");
  const eve = await people.arrive();
  await eve.signUp("eve");
  const hidden = await eve.call("room_entrance", { code });
  const absent = await eve.call("room_entrance", { code: "zzzzzzz9" });
  expect(hidden.status()).toBe(absent.status());
  expect(await hidden.text()).toBe(await absent.text());
  expect(await knock(eve, code)).toBe(await knock(eve, "zzzzzzz9"));
});
