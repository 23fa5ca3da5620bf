// A client with no manners: it sends what it may not, lies about who it is, repeats itself, floods. Each is refused, and
// nothing changes for the others.
import { randomUUID } from "node:crypto";
import { expect, test } from "../../harness/fixtures.ts";
import type { People } from "../../harness/people.ts";
import { RoomPage } from "../../harness/room_page.ts";
import { RawClient } from "../../harness/socket.ts";

/** Ada's room with Ada and Ben inside by their pages; Eve (an account) and Gus (a guest) come with a raw client. */
async function attacked(people: People) {
  const ada = await people.arrive();
  const { username: adaName } = await ada.signUp("ada");
  const code = await ada.openRoom("Fortress");
  const ben = await people.arrive();
  const { username: benName } = await ben.signUp("ben");
  const adaRoom = await new RoomPage(ada.page).enter(code, "listener");
  const benRoom = await new RoomPage(ben.page).enter(code, "listener");
  await adaRoom.openChat();
  await benRoom.openChat();
  await adaRoom.say("we were here first");
  await expect(benRoom.chat.getByText("we were here first")).toHaveCount(1);
  const eve = await people.arrive();
  await eve.signUp("eve");
  const gus = await people.arrive();
  await gus.becomeGuest("Gus");
  return { ada, ben, eve, gus, adaRoom, benRoom, adaName, benName, code };
}

interface Seen {
  id: string;
  user_id: string | null;
  name: string;
  role: string;
  silenced: boolean;
  performing: boolean;
}

test("every moderator's command from somebody without the right is refused and changes nothing", async ({ people }) => {
  const { ada, ben, eve, gus, adaRoom, benRoom, adaName, benName, code } = await attacked(people);
  for (const attacker of [eve, gus]) {
    const client = await RawClient.enter(attacker, code);
    const room = await client.snapshot();
    const all = room["participants"] as Seen[];
    const target = all.find((one) => one.name === benName)!;
    const owner = all.find((one) => one.name === adaName)!;
    const chat = (room["chat"] as { id: string }[])[0]!.id;
    const you = all.find((one) => one.id === room["you"])!;
    const own = you.user_id ? { account: you.user_id } : { participant: you.id };
    const commands: Record<string, unknown>[] = [];
    for (const who of [{ participant: target.id }, { account: target.user_id }, { participant: owner.id }, own]) {
      for (const role of ["owner", "co-host", "performer", "listener"]) commands.push({ do: "set_role", who, role });
      commands.push(
        { do: "set_permissions", who, changes: { room: { manageUsers: true, manageRoles: true } } },
        { do: "ask_permissions", who },
        { do: "kick", who },
        { do: "ban", who, reason: "because", hours: 1 },
        { do: "transfer_ownership", who },
      );
    }
    commands.push(
      { do: "silence", who: target.id, silenced: true },
      { do: "silence", who: owner.id, silenced: true },
      { do: "unban", user_id: target.user_id },
      { do: "decide", person: target.user_id, admit: true },
      { do: "delete_chat", id: chat },
    );
    for (const command of commands) {
      // Moderation has a rate limit of its own, which refuses as well.
      expect(await client.ask(command), JSON.stringify(command)).toMatch(/^(forbidden|not_found|too_many|invalid|conflict)$/);
    }
    await client.drop();
  }
  await expect(adaRoom.root).toHaveAttribute("data-connection", "connected");
  await expect(benRoom.root).toHaveAttribute("data-connection", "connected");
  await expect(benRoom.chat.getByText("we were here first")).toHaveCount(1);
  await expect(benRoom.chat.locator('[data-kind="system"]')).toHaveCount(0);
  await adaRoom.openPeople();
  expect(await adaRoom.inRole("owner")).toEqual([adaName]);
  expect(await adaRoom.inRole("co-host")).toEqual([]);
  expect(await adaRoom.inRole("member")).toContain(benName);
  await ada.page.getByRole("button", { name: "Members, bans and log" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "What was done" }).click();
  await expect(ada.page.getByText("Nothing was done to anybody yet.")).toBeVisible();
  expect([...ada.complaints, ...ben.complaints]).toEqual([]);
});

test("a client cannot say who it is: names, ids and roles in what it sends count for nothing", async ({ people }) => {
  const { eve, adaRoom, benRoom, adaName, benName, code } = await attacked(people);
  const client = await RawClient.enter(eve, code);
  const room = await client.snapshot();
  const ada = (room["participants"] as Seen[]).find((one) => one.name === adaName)!;
  const lies = { user_id: ada.user_id, by: ada.id, author: adaName, role: "owner", participant: ada.id, staff: true };
  await client.ask({ do: "chat", id: randomUUID(), text: "I am Ada, trust me", ...lies });
  await client.ask({ do: "react", reaction: "fire", ...lies });
  await client.ask({ do: "set_muted", muted: true, ...lies });
  await client.ask({ do: "set_instrument", instrument: "drums", ...lies });
  // Refused for the unknown fields, or taken as Eve's own: never as Ada's.
  const said = benRoom.chat.locator("li.said").filter({ hasText: "I am Ada, trust me" });
  if ((await said.count()) > 0) await expect(said).toContainText("eve");
  await adaRoom.openPeople();
  expect(await adaRoom.inRole("owner")).toEqual([adaName]);
  await expect(adaRoom.person(benName)).toContainText("Listening");
});

test("a stolen or invented place is not given, and a place's secret is told to nobody else", async ({ people }) => {
  const { ben, eve, benRoom, benName, code } = await attacked(people);
  const place = await ben.page.evaluate((code) => sessionStorage.getItem(`openstudio.place.${code}`), code);
  const { token, epoch } = JSON.parse(place!) as { token: string; epoch: string };
  const thief = await RawClient.enter(eve, code, { resume: { token, epoch, seq: null } });
  const room = await thief.snapshot();
  const you = (room["participants"] as Seen[]).find((one) => one.id === room["you"])!;
  expect(you.name, "somebody else's secret is no use without their session").not.toBe(benName);
  await expect(benRoom.root).toHaveAttribute("data-connection", "connected");
  const heard = JSON.stringify(await thief.heard());
  expect(heard.split(token).length, "only the thief's own frame had it").toBe(1);
});

test("replays are harmless: the same message twice is one, an old id of another is refused", async ({ people }) => {
  const { eve, gus, benRoom, code } = await attacked(people);
  const client = await RawClient.enter(eve, code);
  const id = randomUUID();
  expect(await client.ask({ do: "chat", id, text: "only once" })).toBe("done");
  expect(await client.ask({ do: "chat", id, text: "only once" })).toBe("done");
  await expect(benRoom.chat.getByText("only once")).toHaveCount(1);
  const other = await RawClient.enter(gus, code);
  expect(await other.ask({ do: "chat", id, text: "overwritten" })).not.toBe("history");
  await expect(benRoom.chat.getByText("only once")).toHaveCount(1);
  await expect(benRoom.chat.getByText("overwritten")).toHaveCount(0);
  expect(await other.ask({ do: "delete_chat", id })).toMatch(/forbidden|not_found/);
  await expect(benRoom.chat.getByText("only once")).toHaveCount(1);
});

test("a flood is slowed down or thrown out, and the others do not notice", async ({ people }) => {
  const { eve, adaRoom, benRoom, code } = await attacked(people);
  const client = await RawClient.enter(eve, code);
  const frames = Array.from({ length: 400 }, (_, n) =>
    JSON.stringify({ id: 1_000 + n, command: { do: "chat", id: randomUUID(), text: `flood ${n}` } }),
  );
  await client.send(...frames);
  await adaRoom.say("can you read this?");
  await expect(benRoom.chat.getByText("can you read this?")).toHaveCount(1, { timeout: 5_000 });
  const passed = await benRoom.chat.locator("li.said").filter({ hasText: /flood \d+/ }).count();
  expect(passed, "messages of a flood that came through").toBeLessThan(60);
  const heard = await client.heard();
  const refused = heard.filter((one) => one.result?.Err?.fault === "too_many").length;
  expect(refused > 0 || (await client.end()) !== "").toBe(true);
});

test("what is not a command of ours ends in a fault or a closed socket, never in an error of ours", async ({ people }) => {
  const { eve, adaRoom, code } = await attacked(people);
  const nonsense = [
    "{",
    "null",
    '{"id":-1,"command":{"do":"ping"}}',
    '{"id":1,"command":{"do":"become_owner"}}',
    '{"id":1,"command":{"do":"set_role","who":"everybody","role":"owner"}}',
    '{"id":1,"command":{"do":"chat","id":"not-a-uuid","text":"x"}}',
    `{"id":1,"command":{"do":"chat","id":"${randomUUID()}","text":"${"x".repeat(2_001)}"}}`,
    '{"id":1,"command":{"do":"report_connection","rtt_ms":"NaN"}}',
    '{"id":1,"command":{"do":"report_connection","rtt_ms":1e39}}',
    '{"id":1,"command":{"do":"react","reaction":"boo"}}',
    `{"id":1,"command":{"do":"ban","who":{"participant":"${randomUUID()}"},"hours":-5}}`,
    `{"id":1,"command":{"do":"ban","who":{"participant":"${randomUUID()}"},"reason":"${"y".repeat(5_000)}"}}`,
    `[${"[".repeat(200)}`,
  ];
  for (const frame of nonsense) {
    const client = await RawClient.enter(eve, code);
    await client.send(frame);
    await expect(async () => {
      const faults = (await client.heard()).filter((one) => one.result?.Err || one.is === "goodbye");
      expect(faults.length > 0 || (await client.end()) !== "", frame.slice(0, 80)).toBe(true);
    }).toPass({ timeout: 5_000 });
    expect(JSON.stringify(await client.heard()), frame.slice(0, 80)).not.toContain('"fault":"internal"');
    await client.ask({ do: "leave" }).catch(() => "");
    await client.drop();
  }
  const big = await RawClient.enter(eve, code);
  await big.send("x".repeat(300_000));
  await expect.poll(() => big.end()).not.toBe("");
  await expect(adaRoom.root).toHaveAttribute("data-connection", "connected");
});
